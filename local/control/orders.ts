import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Pace } from '../codedeploy/traffic.ts';
import { StartFailure } from '../data-folder.ts';
import { INJECTED_FAULTS, type InjectedFault } from '../lambda/injected-fault.ts';

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
