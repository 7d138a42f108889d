import { fractionsFrom } from '../../support/random.ts';

/** A pattern and an event, each as JSON. */
export interface Pair {
  readonly pattern: string;
  readonly event: string;
}

/** JSON of a value that JSON.stringify would change: numbers are given as their text. */
type Text = string;

interface Wish {
  readonly pattern: Text;
  readonly event: Text;
}

/** The members of a structure, each still as its own text. */
const membersOf = (structure: Text): Readonly<Record<string, Text>> => {
  const members: Record<string, Text> = {};
  let [depth, quoted, start, name] = [0, false, 1, ''];
  for (let at = 1; at < structure.length; at += 1) {
    const character = structure[at];
    if (quoted) {
      if (character === '\\') at += 1;
      else if (character === '"') quoted = false;
      continue;
    }
    if (character === '"') quoted = true;
    else if (character === '{' || character === '[') depth += 1;
    else if (character === ':' && depth === 0) {
      name = JSON.parse(structure.slice(start, at)) as string;
      start = at + 1;
    } else if (depth === 0 && (character === ',' || character === '}')) {
      if (name !== '') members[name] = structure.slice(start, at);
      start = at + 1;
    } else if (character === '}' || character === ']') depth -= 1;
  }
  return members;
};

const NAMES = ['a', 'b', 'k', 'l', 'prefix', 'regex', 'a.b'] as const;
const TEXTS = [
  '',
  'x',
  'X',
  'xy',
  'x*y',
  'x\\y',
  'ab',
  'aB',
  'ß',
  'SS',
  'é',
  '10.0.0.1',
  '10.0.0.300',
  '::1',
  '0:0:0:0:0:0:0:1',
];
const NUMBERS = [
  '0',
  '-0',
  '1',
  '1.0',
  '1e0',
  '2.5',
  '-3',
  '100',
  '1e2',
  '0.1',
  '0.12345678901234567890',
  '9007199254740993',
  '1e400',
  '1e-300',
];
const WILDCARDS = ['*', 'x*', '*y', 'x*y', 'x\\*y', 'x\\\\*', 'x\\y', 'x\\', '**', 'x\\**', '', 'a*b*'];
const NETS = [
  '10.0.0.0/8',
  '10.0.0.1/32',
  '10.0.0.1/31',
  '10.0.0.0/33',
  '::1/128',
  '::1/127',
  '2001:db8::/32',
  '10.0.0.0',
  'x/8',
  '10.0.0.0/x',
  '10.0.0.0/-1',
];
const OPERATORS = ['=', '<', '<=', '>', '>=', '!='];

export const pairsOf = (seed: number, count: number): readonly Pair[] => {
  const random = fractionsFrom(seed);
  const upTo = (most: number): number => Math.floor(random() * most);
  const one = <T>(values: readonly T[]): T => values[upTo(values.length)] as T;
  const many = <T>(least: number, most: number, make: () => T): readonly T[] =>
    Array.from({ length: least + upTo(most - least + 1) }, make);
  const list = (values: readonly Text[]): Text => `[${values.join(',')}]`;
  const structure = (entries: readonly (readonly [string, Text])[]): Text =>
    `{${[...new Map(entries)].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;

  const text = (): Text => JSON.stringify(one(TEXTS));
  const number = (): Text => one(NUMBERS);
  const scalar = (): Text => one([text, text, text, number, number, () => one(['true', 'false', 'null'])])();

  const comparison = (): Text => `${JSON.stringify(one(OPERATORS))},${one([number, number, number, text])()}`;
  const range = (): Text =>
    `${JSON.stringify(one(['>', '>=']))},${number()},${JSON.stringify(one(['<', '<=']))},${number()}`;
  const textOrAnyCase = (): Text =>
    one([text, text, () => structure([['equals-ignore-case', text()]]), number, () => list([text()])])();
  const excluded = (): Text =>
    one([
      scalar,
      scalar,
      () => list(many(0, 3, text)),
      () => list(many(1, 3, number)),
      () => list(many(1, 3, scalar)),
      () =>
        structure([
          [one(['prefix', 'suffix', 'equals-ignore-case']), one([text, () => list(many(1, 2, text)), number])()],
        ]),
      () => structure([['wildcard', JSON.stringify(one(WILDCARDS))]]),
      () => structure([[one(['cidr', 'numeric', 'exists', 'anything-but']), scalar()]]),
    ])();
  const filter = (): readonly [string, Text] =>
    one<() => readonly [string, Text]>([
      () => ['prefix', textOrAnyCase()],
      () => ['suffix', textOrAnyCase()],
      () => ['equals-ignore-case', one([text, text, number])()],
      () => ['wildcard', JSON.stringify(one(WILDCARDS))],
      () => ['numeric', list([one([comparison, range, () => `${comparison()},${comparison()}`])()])],
      () => ['exists', one(['true', 'false', 'false', 'null'])],
      () => ['cidr', JSON.stringify(one(NETS))],
      () => ['anything-but', excluded()],
      () => ['anything-but', excluded()],
      () => ['contains', text()],
    ])();
  const value = (depth: number): Text => {
    if (depth < 3 && random() < 0.2) return structure(many(0, 3, () => [one(NAMES), value(depth + 1)]));
    if (depth < 3 && random() < 0.2) return list(many(0, 3, () => value(depth + 1)));
    return scalar();
  };
  /** Now and then a list of structures in place of one, which is where the members of lists count. */
  const perhapsListed = (wish: Text): Text => (random() < 0.25 ? list([wish, ...many(0, 2, () => value(1))]) : wish);

  /** A pattern, and an event that may well match it. */
  const leaf = (): Wish => {
    const values = many(1, 2, scalar);
    const items = values.map((each) => (random() < 0.4 ? structure([filter()]) : each));
    return { pattern: list(items), event: random() < 0.7 ? one(values) : value(1) };
  };
  const branches = (depth: number): readonly [string, Wish] => {
    const all = many(random() < 0.1 ? 1 : 2, 3, () => wish(depth + 1));
    return ['$or', { pattern: list(all.map((each) => each.pattern)), event: one(all).event }];
  };
  const wish = (depth: number): Wish => {
    const fields = many<readonly [string, Wish]>(1, 2, () => {
      if (depth < 3 && random() < 0.15) return branches(depth);
      return [one(NAMES), depth < 2 && random() < 0.4 ? wish(depth + 1) : leaf()];
    });
    const events = fields.flatMap(([name, { event }]): readonly (readonly [string, Text])[] =>
      name === '$or' ? [...Object.entries(membersOf(event))] : [[name, perhapsListed(event)]],
    );
    return { pattern: structure(fields.map(([name, { pattern }]) => [name, pattern])), event: structure(events) };
  };
  const event = (wished: Text): Text => {
    const others = many(0, 2, (): readonly [string, Text] => [one(NAMES), value(0)]);
    if (random() < 0.2) return structure(others);
    return structure([...others.filter(() => random() < 0.3), ...Object.entries(membersOf(wished))]);
  };

  return Array.from({ length: count }, () => {
    const { pattern, event: wished } = wish(0);
    return { pattern, event: event(wished) };
  });
};
