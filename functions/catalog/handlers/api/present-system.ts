import { createHash } from 'node:crypto';
import { together } from '../../../kernel/core/parallel.ts';
import type { AlarmReading, SystemHealth } from '../../model/health.ts';
import { systemHealth } from '../../model/health.ts';
import { shared } from '../../store/queries/shared.ts';
import type { System } from '../../store/queries/system.ts';
import type { CatalogDeps } from '../deps.ts';

/** For so long callers share what CloudWatch said: an alarm is seen within 5 s all the same. */
const FRESH_MS = 2_000;
const FAILED_MS = 1_000;

/** `mark` stands for the system and its health, and for the release that tells of them. */
export interface PresentSystem extends System {
  readonly health: SystemHealth;
}

type Deps = Pick<CatalogDeps, 'clock' | 'log' | 'codeVersion' | 'system' | 'alarms'>;
type Readings = readonly AlarmReading[] | undefined;
type Judged = Pick<PresentSystem, 'health' | 'mark'>;

/** Judges the same system by the same readings once. */
const judging = (codeVersion: string): ((system: System, readings: Readings) => Judged) => {
  let last:
    | { readonly of: readonly [System['graph'], Readings, System['physicalIds']]; readonly said: Judged }
    | undefined;
  return ({ graph, physicalIds, mark }, readings) => {
    const of = [graph, readings, physicalIds] as const;
    if (last?.of.every((one, index) => one === of[index]) === true) return last.said;
    const health = systemHealth(graph, readings, physicalIds);
    const stateful = [codeVersion, mark, JSON.stringify(readings)].join('\n');
    const said = { health, mark: createHash('sha256').update(stateful).digest('base64url') };
    last = { of, said };
    return said;
  };
};

/** Gives the system with its health, both shared by callers for a moment. */
export const presentSystem = ({
  clock,
  log,
  codeVersion,
  system,
  alarms,
}: Deps): ((requestId: string) => Promise<PresentSystem>) => {
  const judge = judging(codeVersion);
  /** Silence of CloudWatch is told as `unknown`, and never as well. */
  const heard = async (requestId: string): Promise<Readings> => {
    try {
      return await alarms();
    } catch (error) {
      log.error('the alarms are not to be read', { domain: 'catalog', requestId }, error);
      return undefined;
    }
  };
  const read = async (requestId: string): Promise<PresentSystem> => {
    const [present, readings] = await together<[System, Readings]>([system(), heard(requestId)]);
    return { ...present, ...judge(present, readings) };
  };
  return shared(clock, { freshMs: FRESH_MS, failedMs: FAILED_MS }, read);
};
