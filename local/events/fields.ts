import { isObject } from '../aws/input.ts';
import { InexactNumber } from './json-numbers.ts';

/** Which member of which list a value stands in: the list's number in the event -> the member's index. */
export type Membership = ReadonlyMap<number, number>;

/** One scalar of an event and where it stands. */
export interface Field {
  readonly value: unknown;
  readonly membership: Membership;
}

/** An event as its matcher sees it: the scalars under each path, names joined by points. */
export type Fields = ReadonlyMap<string, readonly Field[]>;

const NOWHERE: Membership = new Map();

/** Flattens an event; branches that no path of the pattern leads through are left out. */
export const fieldsOf = (event: unknown, leadsOn: (name: string) => boolean): Fields => {
  const found = new Map<string, Field[]>();
  let lists = 0;

  const add = (path: string, value: unknown, membership: Membership): void => {
    const fields = found.get(path);
    if (fields === undefined) found.set(path, [{ value, membership }]);
    else fields.push({ value, membership });
  };

  const walk = (value: unknown, path: string, membership: Membership): void => {
    if (Array.isArray(value)) {
      const list = lists;
      lists += 1;
      value.forEach((each: unknown, index) => {
        const structured = Array.isArray(each) || isStructure(each);
        walk(each, path, structured ? new Map(membership).set(list, index) : membership);
      });
    } else if (isStructure(value)) {
      for (const [name, inner] of Object.entries(value))
        if (leadsOn(name)) walk(inner, path === '' ? name : `${path}.${name}`, membership);
    } else add(path, value, membership);
  };

  if (isStructure(event)) walk(event, '', NOWHERE);
  return found;
};

const isStructure = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isObject(value) && !(value instanceof InexactNumber);

/** Both memberships together, or nothing where they are in different members of one list. */
export const joined = (one: Membership, other: Membership): Membership | undefined => {
  for (const [list, index] of other) if ((one.get(list) ?? index) !== index) return undefined;
  return other.size === 0 ? one : new Map([...one, ...other]);
};
