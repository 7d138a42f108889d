import { isObject } from '../aws/input.ts';
import { type Alternative, alternativesOf } from './alternatives.ts';
import { type Fields, fieldsOf, joined, type Membership } from './fields.ts';
import type { Matcher } from './matcher.ts';
import { PatternFailure } from './pattern-failure.ts';

/** Whether an event matches. */
export type Pattern = (event: unknown) => boolean;

/** The members of lists in which one path can match, given those in which the paths before it did. */
const narrowed = (
  found: readonly Membership[],
  fields: Fields,
  path: string,
  matchers: readonly Matcher[],
): readonly Membership[] => {
  const here = fields.get(path) ?? [];
  const next = new Map<string, Membership>();
  const keep = (membership: Membership): void => {
    next.set(JSON.stringify([...membership].sort(([a], [b]) => a - b)), membership);
  };
  // A field is absent where no member of a list has it that the paths before it left possible.
  if (matchers.some(({ absent }) => absent))
    for (const before of found) if (!here.some(({ membership }) => joined(before, membership))) keep(before);
  for (const { value, membership } of here) {
    if (!matchers.some(({ test }) => test(value))) continue;
    for (const before of found) {
      const together = joined(before, membership);
      if (together !== undefined) keep(together);
    }
  }
  return [...next.values()];
};

/** In the order of their paths, as EventBridge asks: what is absent depends on what was asked before it. */
const inOrder = (alternative: Alternative): readonly (readonly [string, readonly Matcher[]])[] =>
  [...alternative]
    .map(([path, { matchers }]) => [path, matchers] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));

const matches = (ordered: ReturnType<typeof inOrder>, fields: Fields): boolean => {
  let found: readonly Membership[] = [new Map()];
  for (const [path, matchers] of ordered) {
    found = narrowed(found, fields, path, matchers);
    if (found.length === 0) return false;
  }
  return true;
};

/**
 * Compiles an event pattern of EventBridge, which event source mappings use as their filter too. It matches and refuses what
 * AWS' published matcher does (event-ruler 2.1.0), but for two forms of `$or` that lose a condition there in silence: refused.
 * @throws PatternFailure that says what is wrong.
 */
export const compilePattern = (pattern: unknown): Pattern => {
  if (!isObject(pattern)) throw new PatternFailure('it is not a structure');
  const alternatives = alternativesOf(pattern);
  const names = new Set(alternatives.flatMap((each) => [...each.keys()].flatMap((path) => path.split('.'))));
  const ordered = alternatives.map(inOrder);
  // A name with points of its own is one step in an event and several in a path.
  const leadsOn = (name: string): boolean => name.split('.').every((step) => names.has(step));
  return (event) => {
    const fields = fieldsOf(event, leadsOn);
    return ordered.some((each) => matches(each, fields));
  };
};
