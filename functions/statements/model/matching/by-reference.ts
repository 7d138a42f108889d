import type { BankItem, LedgerItem, MatchRule } from './items.ts';
import type { Looks } from './looks.ts';
import { type Open, type OpenItems, sumOf } from './open-items.ts';
import { place, strongKeys } from './opened.ts';
import { type Agreement, namesAgree, referenceKey } from './words.ts';

/** How far apart things may lie, in days. */
export interface Windows {
  /** Weekends and holidays: what has no reference lies no further apart. */
  readonly near: number;
  /** What has a reference and lies no further apart is the same. */
  readonly late: number;
  /** After that an item that has found nothing is a break. */
  readonly keep: number;
}

export interface Sides {
  readonly bank: OpenItems<BankItem>;
  readonly ledger: OpenItems<LedgerItem>;
  readonly windows: Windows;
  /** What may still be looked at. */
  readonly looks: Looks;
  /** Whether an amount came at most once lately, on each side. */
  readonly isRare: (amount: bigint) => boolean;
  /** The day that is closed now: everything up to it is known, nothing behind it. */
  readonly today: number;
}

/** What a rule says of a line: who belongs together, or what keeps weaker rules from being asked. */
export type Said =
  | {
      readonly is: 'match';
      readonly rule: MatchRule;
      readonly bank: readonly Open<BankItem>[];
      readonly ledger: readonly Open<LedgerItem>[];
    }
  | { readonly is: 'differs'; readonly kind: 'amount-differs' | 'date-differs'; readonly ledger: Open<LedgerItem> }
  | { readonly is: 'wait' }
  | undefined;

/** Postings of one transaction that can be made of a batch: more than that no ledger transaction has. */
export const GROUP_MAX = 96;

/** Everything that may still come within some days of these has come. */
export const isSettled = ({ today }: Sides, days: number, ...opens: readonly { readonly day: number }[]): boolean =>
  opens.every(({ day }) => day + days <= today);

/** Equal amounts under one reference, as a rent has them: paired by their order, where both sides have as many and each pair is near. */
const paired = (
  line: Open<BankItem>,
  lines: readonly Open<BankItem>[],
  entries: readonly Open<LedgerItem>[],
  near: number,
) => {
  const rank = lines.indexOf(line);
  const fits =
    lines.length === entries.length &&
    lines.every((one, index) => Math.abs(one.day - (entries[index]?.day ?? Number.NaN)) <= near);
  return fits ? entries[rank] : undefined;
};

export const agreement = ({ item: line }: Open<BankItem>, { item: entry }: Open<LedgerItem>): Agreement =>
  namesAgree(line.counterparty, entry.counterparty);

/** Lines that may be an entry's: those of another counterparty only where there is none else. */
const likeliest = (lines: readonly Open<BankItem>[], entry: Open<LedgerItem>): readonly Open<BankItem>[] => {
  const agreeing = lines.filter((line) => agreement(line, entry) !== 'differ');
  return agreeing.length > 0 ? agreeing : lines;
};

/** A reference that was misread may be another one's: with another counterparty only a rare amount is proof enough. */
const isProof = (line: Open<BankItem>, entry: Open<LedgerItem>, sides: Sides): boolean =>
  agreement(line, entry) !== 'differ' ||
  (isSettled(sides, sides.windows.late, line, entry) && sides.isRare(line.item.amount));

const exactly = (
  line: Open<BankItem>,
  key: string,
  entries: readonly Open<LedgerItem>[],
  rule: MatchRule,
  sides: Sides,
): Said => {
  const { near, late, keep } = sides.windows;
  const lines = sides.bank.near(place.key(key), line.day, keep).filter(({ item }) => item.amount === line.item.amount);
  const inTime = entries.filter(({ day }) => Math.abs(day - line.day) <= late);
  const match = (entry: Open<LedgerItem>): Said => ({ is: 'match', rule, bank: [line], ledger: [entry] });
  const [only, ...more] = inTime;
  if (only === undefined) {
    const [far] = entries;
    return entries.length === 1 && lines.length === 1 && far !== undefined
      ? { is: 'differs', kind: 'date-differs', ledger: far }
      : { is: 'wait' };
  }
  // Of lines that the bank has twice the first one counts; the others find nothing, and are told to be duplicates.
  if (more.length === 0)
    return likeliest(lines, only)[0] === line && isProof(line, only, sides) ? match(only) : { is: 'wait' };
  const partner = paired(line, lines, inTime, near);
  return partner === undefined ? { is: 'wait' } : match(partner);
};

/** Entries that make the line together, or lines that make the entry. */
const together = (line: Open<BankItem>, key: string, entries: readonly Open<LedgerItem>[], sides: Sides): Said => {
  const { near, late } = sides.windows;
  const lines = sides.bank.near(place.key(key), line.day, late);
  const inTime = entries.filter(({ day }) => Math.abs(day - line.day) <= late);
  const [entry] = inTime;
  if (entry === undefined || inTime.length > GROUP_MAX || lines.length > GROUP_MAX) return { is: 'wait' };
  if (inTime.length > 1 && lines.length === 1 && sumOf(inTime) === line.item.amount)
    return { is: 'match', rule: 'one-to-many', bank: [line], ledger: inTime };
  if (inTime.length === 1 && lines.length > 1 && sumOf(lines) === entry.item.amount)
    return { is: 'match', rule: 'many-to-one', bank: lines, ledger: [entry] };
  // What is missing of the amount may come a little later.
  if (inTime.length === 1 && lines.length === 1 && isSettled(sides, 2 * near, line, entry))
    return { is: 'differs', kind: 'amount-differs', ledger: entry };
  return { is: 'wait' };
};

/** By the references of the line, the strongest first: a reference that is known decides, also where its amount is another. */
export const byReference = (line: Open<BankItem>, sides: Sides): Said => {
  const endToEnd = referenceKey(line.item.endToEndId ?? '');
  for (const key of line.keys) {
    if (sides.ledger.isCrowded(place.key(key)) || sides.bank.isCrowded(place.key(key))) continue;
    const entries = sides.ledger.near(place.key(key), line.day, sides.windows.keep);
    const same = entries.filter(({ item }) => item.amount === line.item.amount);
    // Neither amount nor counterparty: the reference is another one's, misread.
    if (same.length === 0 && entries.every((entry) => agreement(line, entry) === 'differ')) continue;
    const rule = key === endToEnd ? 'end-to-end-id' : 'our-reference';
    const said = same.length > 0 ? exactly(line, key, same, rule, sides) : together(line, key, entries, sides);
    // A word of free text may be the customer's number: only a reference as such keeps weaker rules away.
    if (said?.is === 'match' || said?.is === 'differs' || strongKeys(line.item).includes(key)) return said;
  }
  return undefined;
};

/** A batch whose payments the bank names: each has to be one entry, and all of them the line. */
export const byParts = (line: Open<BankItem>, { ledger, windows }: Sides): Said => {
  const parts = line.item.parts ?? [];
  if (parts.length < 2 || parts.length > GROUP_MAX) return undefined;
  const found = new Set<Open<LedgerItem>>();
  for (const { amount, endToEndId } of parts) {
    const named = place.key(referenceKey(endToEndId ?? ''));
    if (ledger.isCrowded(named)) return undefined;
    const entries = ledger
      .near(named, line.day, windows.late)
      .filter(({ item }) => amount === undefined || item.amount === amount);
    const [entry, ...more] = entries;
    if (endToEndId === undefined || entry === undefined || more.length > 0) return undefined;
    found.add(entry);
  }
  const entries = [...found];
  if (entries.length !== parts.length || sumOf(entries) !== line.item.amount) return undefined;
  return { is: 'match', rule: 'batch', bank: [line], ledger: entries };
};
