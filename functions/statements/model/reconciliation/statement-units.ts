import { hash } from 'node:crypto';
import { addDays, type CivilDate } from '../../../kernel/values/civil-date.ts';
import type { StatementOfFile } from '../bank/bank-file.ts';
import { byDays } from './bank-statements.ts';
import { withoutCorrected } from './corrections.ts';
import { withPagesJoined } from './pages.ts';

/** A statement without its lines, and where they lie. */
export interface PlacedHead extends StatementOfFile {
  readonly file: string;
  readonly at: number;
  /** Its lines have ids that the bank promises to be unique, whatever else it says of them later. */
  readonly isUnique: boolean;
}

/** What is read at once: a statement, or all pages of one. */
export interface StatementUnit {
  readonly from: CivilDate;
  readonly to: CivilDate;
  readonly lines: number;
  readonly heads: readonly PlacedHead[];
}

export interface StatementUnits {
  /** Of those that count, in the order of their days. */
  readonly units: readonly StatementUnit[];
  readonly isStated: boolean;
  readonly missingPages: number;
  /** The day at whose end the last one closes; undefined where there is none. */
  readonly last: CivilDate | undefined;
}

const unitOf = (heads: readonly PlacedHead[]): StatementUnit => {
  const [first] = heads;
  if (first === undefined) throw new Error('a unit has a statement');
  return {
    from: heads.reduce((day, { from }) => (from < day ? from : day), first.from),
    to: heads.reduce((day, { to }) => (to > day ? to : day), first.to),
    // A statement costs a read, whether it has lines or none.
    lines: heads.reduce((sum, { lines }) => sum + Math.max(1, lines), 0),
    heads,
  };
};

/** What can be said of statements before a line of them is read: which of them count, and which belong together. */
export const unitsOf = (heads: readonly PlacedHead[]): StatementUnits => {
  const { kept } = withoutCorrected(heads);
  const isStated = kept.some(({ notifies }) => !notifies);
  const alone = kept.filter(({ page }) => page === undefined).map((head) => unitOf([head]));
  const paged = Map.groupBy(
    kept.filter(({ page }) => page !== undefined),
    ({ account, currency, page }) => JSON.stringify([account, currency, page?.of]),
  );
  const bare = withPagesJoined(kept.map((head) => ({ ...head, lines: [] })));
  const told = bare.statements.filter(({ notifies }) => !(isStated && notifies)).toSorted(byDays);
  return {
    units: [...alone, ...[...paged.values()].map(unitOf)].toSorted(byDays),
    ...{ isStated, missingPages: bare.missing.length, last: told.at(-1)?.to },
  };
};

const HASH_CHARS = 32;

/** A name for all that the bank has said of the days up to one: files never change, so it says each line of them. */
export const saidUntil = ({ units, isStated }: StatementUnits, day: CivilDate): string => {
  const places = units
    .filter(({ from }) => from <= day)
    .flatMap(({ heads }) => heads.map(({ file, at }) => `${file}.${at}`))
    .toSorted();
  return hash('sha256', JSON.stringify([isStated, places])).slice(0, HASH_CHARS);
};

/**
 * Up to which day one step goes: the last one up to which statements have no more lines than may be, at least the first that closes
 * one; undefined where it goes to the end.
 */
export const stepUntil = (
  { units, last }: StatementUnits,
  after: CivilDate | undefined,
  linesMax: number,
): CivilDate | undefined => {
  const open = units.filter(({ to }) => after === undefined || to > after);
  const days = [...new Set(open.map(({ to }) => to))].filter((day) => last !== undefined && day < last).toSorted();
  let [lines, next] = [0, 0];
  let found: CivilDate | undefined;
  for (const day of days) {
    for (; (open[next]?.from ?? '9999-12-31') <= day; next += 1) lines += open[next]?.lines ?? 0;
    if (found !== undefined && lines > linesMax) return found;
    found = day;
  }
  const all = open.reduce((sum, unit) => sum + unit.lines, 0);
  return all > linesMax ? found : undefined;
};

/** Banks date a line anew, under its unique id, within so many days. */
const UNIQUE_DAYS = 40;

/** The statements that a step reads: those that have a day of it, and those that may hold a line of it by its unique id. */
export const readBetween = (
  { units }: StatementUnits,
  after: CivilDate | undefined,
  until: CivilDate | undefined,
): readonly PlacedHead[] =>
  units
    .filter(({ from, to, heads }) => {
      if (until !== undefined && from > until) return false;
      if (after === undefined || to > after) return true;
      return heads.some(({ isUnique }) => isUnique) && to > addDays(after, -UNIQUE_DAYS);
    })
    .flatMap(({ heads }) => heads);
