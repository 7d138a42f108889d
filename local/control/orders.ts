import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Pace } from '../codedeploy/traffic.ts';
import { INJECTED_FAULTS, type InjectedFault } from '../lambda/injected-fault.ts';
import { StartFailure } from '../start-failure.ts';

export interface DeployOrder {
  /** Absolute path of the synthesized app. */
  readonly assemblyDir: string;
  readonly pace: Pace;
}

export interface FaultOrder {
  /** A function's name. */
  readonly function: string;
  readonly kind: InjectedFault | 'heal';
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };
/** Parts of one time, such as `1d12h`. */
const PARTS_MAX = 5;

/** `90s`, `15m`, `1d12h`, `30d` in seconds; undefined for what is no time. */
export const readSeconds = (text: string): number | undefined => {
  if (text.length > 64) return undefined;
  const parts = [...text.matchAll(/(\d{1,9})([smhdw])/g)];
  if (parts.length === 0 || parts.length > PARTS_MAX || parts.map(([whole]) => whole).join('') !== text)
    return undefined;
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNIT_SECONDS[unit] ?? 0), 0);
};

/** @returns seconds to move ahead; undefined where the time shall only be shown. @throws StartFailure for what is no time */
export const readClockOrder = (body: string): number | undefined => {
  const { advance } = JSON.parse(body) as { readonly advance?: unknown };
  if (advance === undefined) return undefined;
  const seconds = typeof advance === 'string' ? readSeconds(advance) : undefined;
  if (seconds === undefined || seconds < 1)
    throw new StartFailure('advance is a time such as 90s, 15m, 12h, 30d or 1d12h');
  return seconds;
};

const MAX_BAKE_MS = 24 * 3_600_000;

const within = (value: unknown, low: number, high: number): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= low && value <= high;

/** @throws StartFailure naming what is wrong with it */
export const readDeployOrder = (body: string): DeployOrder => {
  const order = JSON.parse(body) as Partial<Record<'assemblyDir' | 'canaryPercent' | 'bakeMs', unknown>>;
  const { assemblyDir, canaryPercent, bakeMs } = order;
  if (typeof assemblyDir !== 'string' || !isAbsolute(assemblyDir) || !existsSync(join(assemblyDir, 'manifest.json')))
    throw new StartFailure('the order names no synthesized app; assemblyDir is the absolute path of one');
  if (!within(canaryPercent, 1, 100)) throw new StartFailure('canaryPercent is a number from 1 to 100');
  if (!within(bakeMs, 0, MAX_BAKE_MS)) throw new StartFailure(`bakeMs is a number from 0 to ${MAX_BAKE_MS}`);
  return { assemblyDir, pace: { canaryPercent, bakeMs } };
};

const KINDS: readonly unknown[] = [...INJECTED_FAULTS, 'heal'];
const isKind = (value: unknown): value is FaultOrder['kind'] => KINDS.includes(value);

/** @throws StartFailure naming what is wrong with it */
export const readFaultOrder = (body: string): FaultOrder => {
  const order = JSON.parse(body) as Partial<Record<keyof FaultOrder, unknown>>;
  if (typeof order.function !== 'string') throw new StartFailure('the order names no function');
  if (!isKind(order.kind)) throw new StartFailure(`kind is one of ${KINDS.join(', ')}`);
  return { function: order.function, kind: order.kind };
};
