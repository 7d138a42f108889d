import { addDays, type CivilDate } from '../../../kernel/values/civil-date.ts';
import type { BankItem, Break, LedgerItem, Match, MatchRule, Outcome } from '../matching/items.ts';
import type { Looks } from '../matching/looks.ts';
import { Matcher, type MatcherState, matchDays, WINDOWS } from '../matching/matcher.ts';
import type { Weighed } from './proof.ts';

/** An item is decided within so many days, so behind them no match of a day is added to. */
export const DECIDED_DAYS = WINDOWS.keep + 5;

/** What days that were held against each other leave for those that follow them. */
export interface HeldState {
  readonly day: CivilDate;
  /** The first day of the statements. */
  readonly from: CivilDate;
  /** Lines of matches by rule, in the order in which the rules came up first. */
  readonly matched: readonly (readonly [MatchRule, number])[];
  /** Every break, the matches of the newest days, and those that weigh something. */
  readonly outcomes: readonly Outcome[];
  /** What these outcomes and resolutions name. */
  readonly lines: readonly Weighed[];
  readonly entries: readonly Weighed[];
  /** Those that resolutions decide, and no rule. */
  readonly excluded: readonly string[];
  readonly matcher: MatcherState;
}

const weighed = ({ id, on, amount }: Weighed): Weighed => ({ id, on, amount });
const byId = (items: readonly Weighed[]): [string, Weighed][] => items.map((one) => [one.id, one]);

/** The day under which an outcome is kept: of its first line, else of its first entry. */
export const dayOfOutcome = (
  outcome: Outcome,
  lines: ReadonlyMap<string, Weighed>,
  entries: ReadonlyMap<string, Weighed>,
): CivilDate | undefined => {
  const [bank, ledger] =
    outcome.kind === 'match' ? [outcome.bank[0], outcome.ledger[0]] : [outcome.bank, outcome.ledger];
  return lines.get(bank ?? '')?.on ?? entries.get(ledger ?? '')?.on;
};

/** Lines and entries held against each other, some days after the others, from the first day on or from where others have ended. */
export class HeldDays {
  readonly lines = new Map<string, Weighed>();
  readonly entries = new Map<string, Weighed>();
  readonly excluded = new Set<string>();
  readonly #from: CivilDate;
  readonly #isExcluded: (id: string) => boolean;
  readonly #matcher: Matcher;
  readonly #matched: Map<MatchRule, number>;
  readonly #outcomes: Outcome[];

  /** @param from the first day of the statements */
  constructor(from: CivilDate, isExcluded: (id: string) => boolean, looks: Looks, before?: HeldState) {
    this.#from = from;
    this.#isExcluded = isExcluded;
    this.#matcher = new Matcher(WINDOWS, looks, before?.matcher);
    this.#matched = new Map(before?.matched);
    this.#outcomes = [...(before?.outcomes ?? [])];
    for (const id of before?.excluded ?? []) this.excluded.add(id);
    const open = before?.matcher;
    for (const [id, one] of byId([...(before?.lines ?? []), ...(open?.bank ?? [])])) this.lines.set(id, one);
    for (const [id, one] of byId([...(before?.entries ?? []), ...(open?.ledger ?? [])])) this.entries.set(id, one);
  }

  /** Whether resolutions decide the same of what it holds as when the days before were held against each other. */
  get isStanding(): boolean {
    return [...this.lines.keys(), ...this.entries.keys()].every((id) => this.excluded.has(id) === this.#isExcluded(id));
  }

  /** Whole days that follow those before. @throws TooMuchAlike */
  take(bank: readonly BankItem[], ledger: readonly LedgerItem[]): void {
    for (const one of bank) this.lines.set(one.id, one);
    for (const one of ledger) this.entries.set(one.id, one);
    const open = <T extends Weighed>(items: readonly T[]): readonly T[] =>
      items.filter(({ id }) => {
        const excluded = this.#isExcluded(id);
        if (excluded) this.excluded.add(id);
        return !excluded;
      });
    for (const outcome of matchDays(this.#matcher, open(bank), open(ledger))) this.#decide(outcome);
  }

  /** Decides what is left: nothing may be taken any more. @throws TooMuchAlike */
  end(): void {
    for (const outcome of this.#matcher.end()) this.#decide(outcome);
  }

  #decide(outcome: Outcome): void {
    this.#outcomes.push(outcome);
    if (outcome.kind !== 'match') return;
    this.#matched.set(outcome.rule, (this.#matched.get(outcome.rule) ?? 0) + outcome.bank.length);
  }

  get outcomes(): readonly Outcome[] {
    return this.#outcomes;
  }

  get matched(): ReadonlyMap<MatchRule, number> {
    return this.#matched;
  }

  /** What the days up to this one, which is the last that was taken, leave to those behind it. */
  stateAt(day: CivilDate): HeldState {
    const recent = addDays(day, -DECIDED_DAYS);
    const isKept = (one: Outcome): boolean =>
      one.kind === 'break' || this.#weighs(one) || (dayOfOutcome(one, this.lines, this.entries) ?? day) > recent;
    const outcomes = this.#outcomes.filter(isKept);
    const matcher = this.#matcher.state;
    const named = new Set([...outcomes.flatMap(idsOf), ...this.excluded]);
    const [lines, entries] = [this.lines, this.entries].map((items) =>
      [...items.values()].filter(({ id }) => named.has(id)).map(weighed),
    );
    return {
      ...{ day, from: this.#from, matched: [...this.#matched], outcomes, matcher },
      ...{ lines: lines ?? [], entries: entries ?? [], excluded: [...this.excluded] },
    };
  }

  /** Its entry lies before the days that are proved: its line stands alone among them. */
  #weighs({ ledger }: Match): boolean {
    return ledger.some((id) => (this.entries.get(id)?.on ?? this.#from) < this.#from);
  }
}

const idsOf = (one: Match | Break): readonly string[] =>
  one.kind === 'match' ? [...one.bank, ...one.ledger] : [one.bank ?? [], one.ledger ?? []].flat();
