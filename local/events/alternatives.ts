import { isObject } from '../aws/input.ts';
import { type Matcher, matcherOf } from './matcher.ts';
import { fail, PatternFailure } from './pattern-failure.ts';

/** What one list of a pattern says, and each of its items as text. */
export interface Wanted {
  readonly matchers: readonly Matcher[];
  readonly items: ReadonlySet<string>;
}

/** One way for an event to match: for each path the matchers of which one has to hold. */
export type Alternative = ReadonlyMap<string, Wanted>;

/** Deeper than any event of ours; a bound for the recursion. */
const MAX_DEPTH = 100;
/** EventBridge's own bound of the combinations that several `$or` multiply to. */
const MAX_ALTERNATIVES = 1000;

/** Names that EventBridge keeps for itself inside of `$or`, those of filters to come included. */
const RESERVED: ReadonlySet<string> = new Set([
  ...['exactly', 'equals-ignore-case', 'prefix', 'suffix', 'anything-but', 'exists', 'wildcard', 'numeric', 'cidr'],
  ...['=', '<', '<=', '>', '>=', 'regex', 'not-wildcard', 'not-equals-ignore-case'],
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range'],
  ...['ip-address-in-range', 'ip-address-not-in-range'],
]);

interface Place {
  readonly path: string;
  readonly depth: number;
  readonly insideOr: boolean;
}

const withField = (alternatives: readonly Alternative[], path: string, values: readonly unknown[]) => {
  if (values.length === 0) fail(path, 'an empty list matches nothing');
  const wanted = {
    matchers: values.map((value) => matcherOf(value, path)),
    items: new Set(values.map((value) => JSON.stringify(value))),
  };
  return alternatives.map((alternative) => {
    // EventBridge lets the later one replace the earlier one in silence, which nobody means.
    if (alternative.has(path)) fail(path, 'is named twice, beside $or and in a branch of it');
    return new Map(alternative).set(path, wanted);
  });
};

const withBranches = (
  alternatives: readonly Alternative[],
  branches: unknown,
  place: Place,
): readonly Alternative[] => {
  if (!Array.isArray(branches) || branches.length < 2 || !branches.every(isObject))
    throw new PatternFailure('$or takes a list of at least two structures');
  const all = branches.flatMap((branch: Readonly<Record<string, unknown>>) =>
    withStructure(alternatives, branch, { ...place, depth: place.depth + 1, insideOr: true }),
  );
  if (all.length > MAX_ALTERNATIVES) throw new PatternFailure(`$or makes more than ${MAX_ALTERNATIVES} combinations`);
  return all;
};

const withStructure = (
  alternatives: readonly Alternative[],
  structure: Readonly<Record<string, unknown>>,
  place: Place,
): readonly Alternative[] => {
  if (place.depth > MAX_DEPTH) throw new PatternFailure('it is nested too deeply');
  const entries = Object.entries(structure);
  if (entries.length === 0) throw new PatternFailure('a structure in it is empty');
  let all = alternatives;
  for (const [name, inner] of entries) {
    const path = place.path === '' ? name : `${place.path}.${name}`;
    if (name === '$or') all = withBranches(all, inner, place);
    else if (place.insideOr && RESERVED.has(name)) fail(path, 'is the name of a filter, which $or takes for no field');
    else if (Array.isArray(inner)) all = withField(all, path, inner);
    else if (isObject(inner)) all = withStructure(all, inner, { ...place, path, depth: place.depth + 1 });
    else fail(path, 'is neither a list of values nor a structure');
  }
  return all;
};

/**
 * event-ruler 2.1.0 shares the state of a value that two branches of `$or` list under one path, and then loses the later
 * branch's other values: `[{ "a": ["y"] }, { "a": ["y", "x"] }]` does not match `x`. What AWS may not match is refused.
 */
const refuseSharedValues = (alternatives: readonly Alternative[]): void => {
  const lists = new Map<string, string>();
  for (const alternative of alternatives)
    for (const [path, { items }] of alternative) {
      const whole = [...items].sort().join();
      for (const item of items) {
        const place = `${path}\n${item}`;
        if ((lists.get(place) ?? whole) !== whole)
          fail(path, `two branches of $or list ${item} beside different values, of which EventBridge may lose some`);
        lists.set(place, whole);
      }
    }
};

/** Every alternative of a pattern: one, or more where it has `$or`. @throws PatternFailure */
export const alternativesOf = (pattern: Readonly<Record<string, unknown>>): readonly Alternative[] => {
  const alternatives = withStructure([new Map()], pattern, { path: '', depth: 0, insideOr: false });
  refuseSharedValues(alternatives);
  return alternatives;
};
