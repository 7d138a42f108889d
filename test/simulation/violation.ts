/** An invariant that does not hold: what a run of the simulation is after. */
export class Violation extends Error {
  override readonly name = 'Violation';
  /** `ledger-1`, `feed-once` ... as docs/SIMULATION.md lists them. */
  readonly invariant: string;

  constructor(invariant: string, message: string) {
    super(`${invariant}: ${message}`);
    this.invariant = invariant;
  }
}

/** @throws Violation */
export const hold = (invariant: string, holds: boolean, message: () => string): void => {
  if (!holds) throw new Violation(invariant, message());
};

const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? String(one) : one)) ?? 'nothing';

const SHOWN_MAX = 1_500;
const BEFORE = 100;

/** Of a long text the part from a little before the place where another one differs. */
const shown = (text: string, other: string): string => {
  if (text.length <= SHOWN_MAX) return text;
  let same = 0;
  while (same < text.length && text[same] === other[same]) same += 1;
  const from = Math.max(0, same - BEFORE);
  return `${from > 0 ? '... ' : ''}${text.slice(from, from + SHOWN_MAX)} ...`;
};

/** Whether two are the same without a look at their texts, which nearly all are that are compared. */
const isSame = (one: unknown, other: unknown): boolean =>
  one === other ||
  (Array.isArray(one) &&
    Array.isArray(other) &&
    one.length === other.length &&
    one.every((part, at) => isSame(part, other[at])));

/** @throws Violation */
export const same = (invariant: string, about: string, found: unknown, wanted: unknown): void => {
  if (isSame(found, wanted)) return;
  const [a, b] = [textOf(found), textOf(wanted)];
  hold(invariant, a === b, () => `${about}: found ${shown(a, b)}, wanted ${shown(b, a)}`);
};
