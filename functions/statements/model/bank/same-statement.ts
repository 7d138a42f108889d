import { hash } from 'node:crypto';
import type { TakenStatement } from '../reconciliation/taken-statement.ts';
import type { FileRefusal } from './bank-file.ts';
import { placeOf } from './bank-reading.ts';

const overlaps = (a: Pick<TakenStatement, 'from' | 'to'>, b: Pick<TakenStatement, 'from' | 'to'>): boolean =>
  a.from <= b.to && b.from <= a.to;

/** A name for all lines of a statement together, made once: many statements may bear one identity. */
const linesNames = new WeakMap<TakenStatement, string>();
const linesName = (one: TakenStatement): string => {
  const known = linesNames.get(one);
  if (known !== undefined) return known;
  const ids = one.lines.map(({ id }) => id).toSorted();
  const name = hash('sha256', JSON.stringify(ids));
  linesNames.set(one, name);
  return name;
};

const sameLines = (a: TakenStatement, b: TakenStatement): boolean =>
  a.lines.length === b.lines.length && linesName(a) === linesName(b);

/**
 * A statement under the name of an earlier one of the same days is the same one, or corrects it. Where it says something else
 * and not when it was made, which of the two counts could only be guessed at.
 */
const contradicts = (a: TakenStatement, b: TakenStatement): boolean =>
  a.identity === b.identity &&
  a.notifies === b.notifies &&
  a.page?.number === b.page?.number &&
  overlaps(a, b) &&
  (a.createdAt === undefined || b.createdAt === undefined || a.createdAt === b.createdAt) &&
  (!sameLines(a, b) || a.opening !== b.opening || a.closing !== b.closing);

/** Why the new statements cannot stand beside those that were taken before. */
export const contradictionOf = (
  before: readonly TakenStatement[],
  fresh: readonly TakenStatement[],
): FileRefusal | undefined => {
  const byIdentity = Map.groupBy(before, ({ identity }) => identity);
  for (const one of fresh) {
    const others = byIdentity.get(one.identity) ?? [];
    for (const other of others)
      if (contradicts(one, other))
        return {
          detail: `A statement of ${other.from} to ${other.to} has this name already and says something else. A correction says when it was made, later than the first.`,
          place: placeOf(one),
        };
    byIdentity.set(one.identity, others);
    others.push(one);
  }
  return undefined;
};
