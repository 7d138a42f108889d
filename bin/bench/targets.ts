import { table } from './table.ts';

/** One measured figure beside what it is to reach. */
export interface Aim {
  readonly name: string;
  /** `NaN` where what was to be measured was refused: that reaches no target. */
  readonly measured: number;
  readonly target: number;
  /** Which side of the target is the good one. */
  readonly good: 'at most' | 'at least';
  readonly unit: string;
}

export const isReached = ({ measured, target, good }: Aim): boolean =>
  good === 'at most' ? measured <= target : measured >= target;

/** Large figures whole, ratios to two digits. */
const shown = (value: number, unit: string): string =>
  Number.isNaN(value) ? 'not measured' : `${value.toFixed(value >= 20 ? 0 : 2)}${unit === '' ? '' : ` ${unit}`}`;

/** Figures beside their targets, as a table for a terminal. */
export const aimsTable = (aims: readonly Aim[]): string =>
  table<Aim>(
    [
      ['to reach', ({ name }) => name],
      ['measured', ({ measured, unit }) => shown(measured, unit)],
      ['target', ({ target, good, unit }) => `${good} ${shown(target, unit)}`],
      ['', (aim) => (isReached(aim) ? 'reached' : 'missed')],
    ],
    aims,
  );
