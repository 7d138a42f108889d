import type { TakenStatement } from '../reconciliation/taken-statement.ts';
import type { FileRefusal } from './bank-file.ts';
import { placeOf } from './bank-reading.ts';

const overlaps = (a: Pick<TakenStatement, 'from' | 'to'>, b: Pick<TakenStatement, 'from' | 'to'>): boolean =>
  a.from <= b.to && b.from <= a.to;

const sameLines = (a: TakenStatement, b: TakenStatement): boolean => {
  if (a.lines.length !== b.lines.length) return false;
  const ids = new Set(a.lines.map(({ id }) => id));
  return b.lines.every(({ id }) => ids.has(id));
};

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
  for (const [at, one] of fresh.entries())
    for (const other of [...before, ...fresh.slice(0, at)])
      if (contradicts(one, other))
        return {
          detail: `A statement of ${other.from} to ${other.to} has this name already and says something else. A correction says when it was made, later than the first.`,
          place: placeOf(one),
        };
  return undefined;
};
