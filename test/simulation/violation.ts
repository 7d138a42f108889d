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

const shown = (value: unknown): string => {
  const text = JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? String(one) : one)) ?? 'nothing';
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)} ...` : text;
};
const SHOWN_MAX = 1_500;

/** @throws Violation */
export const same = (invariant: string, about: string, found: unknown, wanted: unknown): void => {
  const [a, b] = [shown(found), shown(wanted)];
  hold(invariant, a === b, () => `${about}: found ${a}, wanted ${b}`);
};
