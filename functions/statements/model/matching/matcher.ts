import { assert } from '../../../kernel/core/assert.ts';
import type { CivilDate } from '../../../kernel/values/civil-date.ts';
import { AmountsSeen, type AmountsState } from './amounts-seen.ts';
import { bankBreak, Decided, type DecidedState, differs, ledgerBreak } from './breaks.ts';
import { byLikeness } from './by-likeness.ts';
import { byParts, byReference, type Said, type Sides, type Windows } from './by-reference.ts';
import type { BankItem, LedgerItem, Outcome } from './items.ts';
import { Looks } from './looks.ts';
import { type Open, OpenItems, sumOf } from './open-items.ts';
import { dayOf, openedBank, openedLedger } from './opened.ts';

export const WINDOWS: Windows = { near: 5, late: 10, keep: 30 };

const REASONS: Readonly<Record<string, string>> = {
  batch: 'Each payment that the line names is an entry, and together they are its amount.',
  'end-to-end-id': 'The same end-to-end id and amount.',
  'our-reference': 'The same reference and amount.',
  'one-to-many': 'The entries of one reference, or of one counterparty on whole days, sum to the line.',
  'many-to-one': 'The lines of one reference, or of one counterparty on whole days, sum to the entry.',
  'reference-cut': 'The bank has the beginning of the reference; the amount is the same, and no other one is meant.',
  'reference-misread':
    'Two neighbouring characters of the reference are swapped; amount and counterparty are the same.',
  'amount-day-counterparty': 'The same amount and counterparty on near days, and no other one is meant.',
  reversed: 'The bank took the line back; the ledger has neither.',
};

/** All that a matcher knows at the end of a day: another one goes on from it as if it had seen everything itself. */
export interface MatcherState {
  readonly today: number | undefined;
  readonly bank: readonly BankItem[];
  readonly ledger: readonly LedgerItem[];
  readonly decided: DecidedState;
  readonly seen: { readonly bank: AmountsState; readonly ledger: AmountsState };
}

/**
 * Matches lines of a bank with entries of the ledger, day by day. It keeps what is undecided and, for `keep` days, what was matched:
 * a million lines need no more room than those days. A rule asks only once everything that could speak against its answer
 * has come, so the same items give the same outcomes in whatever order they came.
 */
export class Matcher {
  readonly #bank: OpenItems<BankItem>;
  readonly #ledger: OpenItems<LedgerItem>;
  readonly #looks: Looks;
  readonly #decided: Decided;
  readonly #seen: { readonly bank: AmountsSeen; readonly ledger: AmountsSeen };
  readonly #windows: Windows;
  #today: number | undefined;

  constructor(windows: Windows = WINDOWS, looks = new Looks(), before?: MatcherState) {
    this.#windows = windows;
    this.#looks = looks;
    this.#bank = new OpenItems(looks);
    this.#ledger = new OpenItems(looks);
    this.#decided = new Decided(before?.decided);
    this.#seen = { bank: new AmountsSeen(before?.seen.bank), ledger: new AmountsSeen(before?.seen.ledger) };
    this.#today = before?.today;
    for (const item of before?.bank ?? []) this.#bank.add(openedBank(item));
    for (const item of before?.ledger ?? []) this.#ledger.add(openedLedger(item));
  }

  get state(): MatcherState {
    const seen = { bank: this.#seen.bank.state, ledger: this.#seen.ledger.state };
    const open = { bank: this.#bank.items, ledger: this.#ledger.items };
    return { today: this.#today, ...open, decided: this.#decided.state, seen };
  }

  /** Everything of one day. Days come in their order, each once; a day without anything may be left out. */
  *day(on: CivilDate, bank: readonly BankItem[], ledger: readonly LedgerItem[]): Generator<Outcome> {
    const day = dayOf({ on });
    const before = this.#today;
    assert(before === undefined || day > before, 'days come in their order');
    // Each day between is closed by itself: what is decided on it sees nothing of later ones. Behind `keep` days nothing is open.
    if (before !== undefined)
      for (let between = before + 1; between < Math.min(day, before + this.#windows.keep + 2); between += 1)
        yield* this.#close(between);
    for (const item of bank) {
      this.#bank.add(openedBank(item));
      this.#seen.bank.add(day, item.amount);
    }
    for (const item of ledger) {
      this.#ledger.add(openedLedger(item));
      this.#seen.ledger.add(day, item.amount);
    }
    yield* this.#close(day);
  }

  /** Decides what is left. */
  *end(): Generator<Outcome> {
    const last = this.#today;
    if (last === undefined) return;
    for (let day = last + 1; day <= last + this.#windows.keep + 1; day += 1) yield* this.#close(day);
    assert(this.#bank.size === 0 && this.#ledger.size === 0, 'at its end a matcher has decided everything');
  }

  get #sides(): Sides {
    const { bank, ledger } = this.#seen;
    const isRare = (amount: bigint): boolean => bank.isRare(amount) && ledger.isRare(amount);
    const open = { bank: this.#bank, ledger: this.#ledger, looks: this.#looks };
    return { ...open, windows: this.#windows, isRare, today: this.#today ?? 0 };
  }

  *#close(day: number): Generator<Outcome> {
    this.#today = day;
    const { near, keep } = this.#windows;
    for (const line of this.#bank.until(day - near)) {
      if (!this.#bank.has(line)) continue;
      const said = this.#ask(line, day);
      if (said?.is === 'match') yield this.#matched(said);
      else if (said?.is === 'differs') yield this.#differing(line, said);
    }
    // An entry is told only a day later than a line of its day: the line may still say what is wrong with both.
    for (const line of this.#bank.until(day - keep)) {
      yield bankBreak(line, this.#sides, this.#decided);
      this.#bank.remove(line);
    }
    for (const entry of this.#ledger.until(day - keep - 1)) {
      yield ledgerBreak(entry, this.#sides);
      this.#ledger.remove(entry);
    }
    this.#decided.forget(day - keep);
    this.#seen.bank.forget(day - 2 * keep);
    this.#seen.ledger.forget(day - 2 * keep);
  }

  /** Late, when what spoke against an answer may be told and gone, nothing is matched any more. */
  #ask(line: Open<BankItem>, day: number): Said {
    const sides = this.#sides;
    const said = byParts(line, sides) ?? byReference(line, sides) ?? byLikeness(line, sides);
    return said?.is === 'match' && day > line.day + 2 * this.#windows.late ? undefined : said;
  }

  #matched({ rule, bank, ledger }: Extract<Said, { is: 'match' }>): Outcome {
    assert(sumOf(bank) === sumOf(ledger), 'both sides of a match are the same amount');
    for (const line of bank) {
      this.#bank.remove(line);
      this.#decided.add(line);
    }
    for (const entry of ledger) this.#ledger.remove(entry);
    const ids = (opens: readonly Open<{ readonly id: string }>[]) => opens.map(({ item }) => item.id);
    return {
      kind: 'match',
      rule,
      reason: REASONS[rule] ?? rule,
      bank: ids(bank),
      ledger: ids(ledger),
      amount: sumOf(bank),
    };
  }

  #differing(line: Open<BankItem>, { kind, ledger }: Extract<Said, { is: 'differs' }>): Outcome {
    this.#bank.remove(line);
    this.#ledger.remove(ledger);
    this.#decided.add(line);
    return differs(kind, line, ledger);
  }
}

/** The days of any two lists, in whatever order they are. @throws TooMuchAlike */
export function* matchDays(
  matcher: Matcher,
  bank: readonly BankItem[],
  ledger: readonly LedgerItem[],
): Generator<Outcome> {
  const days = new Map<CivilDate, { readonly bank: BankItem[]; readonly ledger: LedgerItem[] }>();
  const on = (day: CivilDate) => {
    const there = days.get(day) ?? { bank: [], ledger: [] };
    days.set(day, there);
    return there;
  };
  for (const item of bank) on(item.on).bank.push(item);
  for (const item of ledger) on(item.on).ledger.push(item);
  for (const [day, items] of [...days].sort(([a], [b]) => (a < b ? -1 : 1)))
    yield* matcher.day(day, items.bank, items.ledger);
}

/** All at once. @throws TooMuchAlike */
export function* matchAll(
  bank: readonly BankItem[],
  ledger: readonly LedgerItem[],
  windows: Windows = WINDOWS,
  looks = new Looks(),
): Generator<Outcome> {
  const matcher = new Matcher(windows, looks);
  yield* matchDays(matcher, bank, ledger);
  yield* matcher.end();
}
