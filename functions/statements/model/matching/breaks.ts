import type { BreakKind } from '../../contract/break-kinds.ts';
import type { Sides } from './by-reference.ts';
import type { BankItem, Break, LedgerItem } from './items.ts';
import type { Open } from './open-items.ts';
import { place } from './opened.ts';

const CANDIDATES_MAX = 10;

/** Each day with the names of its lines, and the line that bears each. */
export type DecidedState = readonly (readonly [
  day: number,
  names: readonly (readonly [name: string, line: string])[],
])[];

/** Lines that were matched or told, by id alone, for as long as a duplicate or a return of theirs may come. */
export class Decided {
  readonly #byKey = new Map<string, string>();
  readonly #byDay = new Map<number, string[]>();

  constructor(state: DecidedState = []) {
    for (const [day, names] of state) {
      this.#byDay.set(
        day,
        names.map(([name]) => name),
      );
      for (const [name, line] of names) this.#byKey.set(name, line);
    }
  }

  get state(): DecidedState {
    return [...this.#byDay].map(([day, names]) => [day, names.map((name) => [name, this.#byKey.get(name) ?? ''])]);
  }

  add(line: Open<BankItem>): void {
    for (const key of keysOf(line)) {
      const name = `${key} ${line.item.amount}`;
      if (this.#byKey.has(name)) continue;
      this.#byKey.set(name, line.item.id);
      const there = this.#byDay.get(line.day);
      if (there === undefined) this.#byDay.set(line.day, [name]);
      else there.push(name);
    }
  }

  find(line: Open<BankItem>, amount: bigint): string | undefined {
    for (const key of keysOf(line)) {
      const found = this.#byKey.get(`${key} ${amount}`);
      if (found !== undefined && found !== line.item.id) return found;
    }
    return undefined;
  }

  forget(until: number): void {
    // A line that is told at its last day may be the duplicate of one as old again.
    for (const [day, names] of this.#byDay) {
      if (day > until - 1 - KEPT_LONGER_DAYS) continue;
      for (const name of names) this.#byKey.delete(name);
      this.#byDay.delete(day);
    }
  }
}

/** A return comes within two weeks of its payment, and is told when it has found nothing. */
const KEPT_LONGER_DAYS = 14;

/** What makes a line known again: its references, else everything that it says. */
const keysOf = ({ keys, name, item }: Open<BankItem>): readonly string[] =>
  keys.length > 0 ? keys : [`${name} ${item.remittance ?? ''}`];

const candidatesOf = (opens: readonly Open<{ readonly id: string }>[]): readonly string[] =>
  [...new Set(opens.map(({ item }) => item.id))].slice(0, CANDIDATES_MAX);

export const differs = (is: BreakKind, line: Open<BankItem>, entry: Open<LedgerItem>): Break => ({
  kind: 'break',
  is,
  bank: line.item.id,
  ledger: entry.item.id,
  difference: line.item.amount - entry.item.amount,
  candidates: [],
});

/** What a line is that has found nothing. */
export const bankBreak = (line: Open<BankItem>, sides: Sides, decided: Decided): Break => {
  const { item, day, keys } = line;
  const { near, keep } = sides.windows;
  const told = (is: BreakKind, candidates: readonly string[]): Break => ({
    kind: 'break',
    is,
    bank: item.id,
    ledger: undefined,
    difference: item.amount,
    candidates,
  });
  const twice = decided.find(line, item.amount);
  if (twice !== undefined) return told('duplicate', [twice]);
  const taken = decided.find(line, -item.amount);
  if (taken !== undefined || item.reversal) return told('unknown-return', taken === undefined ? [] : [taken]);
  const known = keys
    .filter((key) => !sides.ledger.isCrowded(place.key(key)))
    .flatMap((key) => sides.ledger.near(place.key(key), day, keep));
  if (known.length > 0) return told('ambiguous', candidatesOf(known));
  // Of thousands none is offered: a person finds it no better among ten that stand first.
  if (sides.ledger.isCrowded(place.amount(item.amount))) return told('ambiguous', []);
  const alike = sides.ledger
    .near(place.amount(item.amount), day, near)
    .filter(({ name }) => name === line.name || name === '' || line.name === '');
  if (alike.length > 1) return told('ambiguous', candidatesOf(alike));
  return told('missing-here', candidatesOf(alike));
};

/** What an entry is that has found nothing. */
export const ledgerBreak = ({ item, day }: Open<LedgerItem>, sides: Sides): Break => ({
  kind: 'break',
  is: 'missing-there',
  bank: undefined,
  ledger: item.id,
  difference: -item.amount,
  candidates: sides.bank.isCrowded(place.amount(item.amount))
    ? []
    : candidatesOf(sides.bank.near(place.amount(item.amount), day, sides.windows.near)),
});
