import { UNPINNED } from '../contract/custom-resource.ts';

/** A pin as Parameter Store has it; `setAt` in milliseconds since the epoch. */
export interface Pin {
  readonly name: string;
  readonly value: string;
  readonly setAt: number;
}

/** `/folio/release/ledger/api/pin` -> `ledger` */
export const domainOf = (pin: string): string => pin.split('/').at(-3) ?? '';

/** A pin makes deployments look green and change nothing: after a week nobody remembers why. */
export const PIN_FORGOTTEN_MS = 7 * 24 * 3_600_000;

/** Those that have held a version for more than seven days. */
export const forgottenPins = (pins: readonly Pin[], now: number): readonly Pin[] =>
  pins.filter(({ value, setAt }) => value !== UNPINNED && now - setAt > PIN_FORGOTTEN_MS);
