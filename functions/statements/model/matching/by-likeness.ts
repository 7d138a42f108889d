import { agreement, GROUP_MAX, isSettled, type Said, type Sides } from './by-reference.ts';
import type { BankItem, LedgerItem, MatchRule } from './items.ts';
import type { Looks } from './looks.ts';
import { byDay, type Open, sumOf } from './open-items.ts';
import { place, strongKeys } from './opened.ts';
import { isCut, isMisread, SIMILAR_CHARS_MIN, shapeOf } from './words.ts';

type Line = Open<BankItem>;
type Entry = Open<LedgerItem>;

/** How the references of a line and an entry are alike without being the same. A swap needs the counterparty to agree. */
const likeness = (line: Line, entry: Entry): MatchRule | undefined => {
  const names = agreement(line, entry);
  if (names === 'differ') return undefined;
  for (const key of line.keys) {
    if (entry.keys.some((ours) => isCut(key, ours))) return 'reference-cut';
    if (names === 'agree' && entry.keys.some((ours) => isMisread(key, ours))) return 'reference-misread';
  }
  return undefined;
};

/** Both have references, of one kind or said to be references, and they are not even alike: the same amount is chance. */
const isContradicted = (line: Line, entry: Entry): boolean => {
  if (entry.keys.length === 0 || likeness(line, entry) !== undefined) return false;
  const shapes = new Set(entry.keys.map(shapeOf));
  return strongKeys(line.item).length > 0 || line.keys.some((key) => shapes.has(shapeOf(key)));
};

const amountDayCounterparty = (line: Line, entry: Entry): MatchRule | undefined =>
  agreement(line, entry) === 'agree' && !isContradicted(line, entry) ? 'amount-day-counterparty' : undefined;

/** Another line has the entry's own reference: the entry is that line's, whatever its amount. */
const isClaimed = (line: Line, entry: Entry, { bank, windows }: Sides): boolean =>
  entry.keys.some(
    (key) =>
      !bank.isCrowded(place.key(key)) &&
      bank.near(place.key(key), entry.day, windows.keep).some((other) => other !== line),
  );

/** A beginning stands for a reference only where the amount is rare, or no other reference begins so. */
const isOnlyBeginning = (line: Line, entry: Entry, { ledger, windows, isRare }: Sides): boolean =>
  isRare(line.item.amount) ||
  line.keys.every(
    (key) =>
      key.length < SIMILAR_CHARS_MIN ||
      (!ledger.isCrowded(place.beginning(key)) &&
        ledger
          .near(place.beginning(key), line.day, windows.keep)
          .every((one) => one === entry || !one.keys.some((ours) => isCut(key, ours)))),
  );

/** One line and one entry of the same amount on near days, of which neither could mean another one. */
const oneToOne = (line: Line, sides: Sides, rule: (line: Line, entry: Entry) => MatchRule | undefined): Said => {
  const { near, late } = sides.windows;
  const amount = place.amount(line.item.amount);
  if (sides.ledger.isCrowded(amount) || sides.bank.isCrowded(amount)) return undefined;
  const [entry, ...more] = sides.ledger.near(amount, line.day, near).filter((one) => rule(line, one) !== undefined);
  if (entry === undefined) return undefined;
  const lines = sides.bank.near(amount, entry.day, near).filter((one) => rule(one, entry) !== undefined);
  const name = rule(line, entry);
  if (more.length > 0 || lines.length > 1 || name === undefined) return { is: 'wait' };
  if (!isSettled(sides, late, line, entry) || isClaimed(line, entry, sides)) return { is: 'wait' };
  if (name === 'reference-cut' && !isOnlyBeginning(line, entry, sides)) return { is: 'wait' };
  return { is: 'match', rule: name, bank: [line], ledger: [entry] };
};

/** Runs of at least two, of whole days: everything from one day to another. None where they are too many to be one. */
const runsOf = <T extends { readonly id: string; readonly amount: bigint }>(
  opens: readonly Open<T>[],
  looks: Looks,
): readonly { readonly run: readonly Open<T>[]; readonly sum: bigint }[] => {
  if (opens.length > GROUP_MAX) return [];
  const days = [...new Set(opens.map(({ day }) => day))].sort((a, b) => a - b);
  looks.take(days.length * days.length * opens.length);
  return days
    .flatMap((from) =>
      days.filter((to) => to >= from).map((to) => opens.filter(({ day }) => day >= from && day <= to).toSorted(byDay)),
    )
    .filter((run) => run.length > 1)
    .map((run) => ({ run, sum: sumOf(run) }));
};

/** The one run whose sum is an amount. */
const runOf = <T>(runs: readonly { readonly run: readonly Open<T>[]; readonly sum: bigint }[], amount: bigint) => {
  const found = runs.filter(({ sum }) => sum === amount);
  return found.length === 1 ? found[0]?.run : undefined;
};

/** All entries of a counterparty on whole days make the line: a settlement. Or all its lines make the entry: an instalment. */
const settlement = (line: Line, sides: Sides): Said => {
  const { near } = sides.windows;
  if (line.name === '') return undefined;
  const named = place.name(line.name, line.item.amount);
  if (sides.ledger.isCrowded(named) || sides.bank.isCrowded(named)) return undefined;
  const entries = sides.ledger.near(named, line.day, near);
  const joined = runOf(runsOf(entries, sides.looks), line.item.amount);
  if (joined !== undefined && isSettled(sides, near, ...joined))
    return { is: 'match', rule: 'one-to-many', bank: [line], ledger: joined };
  const runsAround = new Map<number, ReturnType<typeof runsOf<BankItem>>>();
  for (const entry of entries) {
    const runs = runsAround.get(entry.day) ?? runsOf(sides.bank.near(named, entry.day, near), sides.looks);
    runsAround.set(entry.day, runs);
    sides.looks.take(runs.length);
    const lines = runOf(runs, entry.item.amount);
    if (
      lines?.includes(line) === true &&
      isSettled(sides, near, ...lines, entry) &&
      !lines.some((one) => isContradicted(one, entry))
    )
      return { is: 'match', rule: 'many-to-one', bank: lines, ledger: [entry] };
  }
  return undefined;
};

/** A reversal and the line of its day or before that it takes back, of which the ledger knows neither. */
const reversed = (line: Line, sides: Sides): Said => {
  if (!line.item.reversal) return undefined;
  const found = line.keys
    .filter((key) => !sides.bank.isCrowded(place.key(key)))
    .flatMap((key) =>
      sides.bank
        .near(place.key(key), line.day, sides.windows.late)
        .filter(({ item, day }) => item.amount === -line.item.amount && day <= line.day),
    );
  const [taken, ...more] = [...new Set(found)];
  if (taken === undefined || more.length > 0) return undefined;
  return { is: 'match', rule: 'reversed', bank: [taken, line].toSorted(byDay), ledger: [] };
};

/** What has no reference in common: only where exactly one is meant, and that cannot change any more. */
export const byLikeness = (line: Line, sides: Sides): Said =>
  oneToOne(line, sides, likeness) ??
  oneToOne(line, sides, amountDayCounterparty) ??
  settlement(line, sides) ??
  reversed(line, sides);
