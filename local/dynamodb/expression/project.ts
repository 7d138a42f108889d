import { emptyItem, type Item, type Value } from '../values/attribute.ts';
import type { Path } from './ast.ts';
import { expressionError } from './lexer.ts';
import { firstClash } from './parse-update.ts';

/** The wanted paths as a tree; no branches: the whole value is wanted. */
interface Wanted {
  readonly branches: Map<string | number, Wanted>;
}

const treeOf = (paths: readonly Path[]): Wanted => {
  const root: Wanted = { branches: new Map() };
  for (const { steps } of paths) {
    let node = root;
    for (const step of steps) {
      const next = node.branches.get(step) ?? { branches: new Map() };
      node.branches.set(step, next);
      node = next;
    }
  }
  return root;
};

const ofItem = (item: Item, { branches }: Wanted): Item => {
  const found = emptyItem();
  for (const [step, wanted] of branches) {
    const value = typeof step === 'string' && Object.hasOwn(item, step) ? item[step] : undefined;
    const part = value === undefined ? undefined : ofValue(value, wanted);
    if (part !== undefined) found[step] = part;
  }
  return found;
};

const ofValue = (value: Value, wanted: Wanted): Value | undefined => {
  if (wanted.branches.size === 0) return value;
  if ('M' in value) {
    const map = ofItem(value.M, wanted);
    return Object.keys(map).length === 0 ? undefined : { M: map };
  }
  if (!('L' in value)) return undefined;
  const places = [...wanted.branches]
    .filter(([step]) => typeof step === 'number')
    .sort(([a], [b]) => Number(a) - Number(b));
  const list = places.flatMap(([step, each]) => {
    const member = value.L[Number(step)];
    const part = member === undefined ? undefined : ofValue(member, each);
    return part === undefined ? [] : [part];
  });
  return list.length === 0 ? undefined : { L: list };
};

/** The wanted parts of items; members of a list close up, in their order. */
export const projector = (paths: readonly Path[]): ((item: Item) => Item) => {
  const wanted = treeOf(paths);
  return (item) => ofItem(item, wanted);
};

/** @throws DynamoError where one path is part of another */
export const checkProjection = (parameter: string, paths: readonly Path[]): void => {
  const clash = firstClash(paths);
  if (clash !== undefined) throw expressionError(parameter, clash);
};
