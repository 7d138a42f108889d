import { together } from '../../../kernel/core/parallel.ts';
import type { AlarmReading, SystemHealth } from '../../model/health.ts';
import { systemHealth } from '../../model/health.ts';
import { shared } from '../../store/queries/shared.ts';
import type { System } from '../../store/queries/system.ts';
import type { CatalogDeps } from '../deps.ts';

/** For so long callers share what CloudWatch said: an alarm is seen within 5 s all the same. */
const FRESH_MS = 2_000;
const FAILED_MS = 1_000;

export interface PresentSystem extends System {
  readonly health: SystemHealth;
}

/** Gives the system with its health, both shared by callers for a moment. */
export const presentSystem = ({
  clock,
  log,
  system,
  alarms,
}: Pick<CatalogDeps, 'clock' | 'log' | 'system' | 'alarms'>): ((requestId: string) => Promise<PresentSystem>) => {
  /** Silence of CloudWatch is told as `unknown`, and never as well. */
  const heard = async (requestId: string): Promise<readonly AlarmReading[] | undefined> => {
    try {
      return await alarms();
    } catch (error) {
      log.error('the alarms are not to be read', { domain: 'catalog', requestId }, error);
      return undefined;
    }
  };
  const read = async (requestId: string): Promise<PresentSystem> => {
    const [present, readings] = await together<[System, readonly AlarmReading[] | undefined]>([
      system(),
      heard(requestId),
    ]);
    return { ...present, health: systemHealth(present.graph, readings, present.physicalIds) };
  };
  return shared(clock, { freshMs: FRESH_MS, failedMs: FAILED_MS }, read);
};
