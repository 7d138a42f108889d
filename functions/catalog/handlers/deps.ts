import type { Log } from '../../kernel/core/log.ts';
import type { Clock } from '../../kernel/core/ports.ts';
import type { Declarations } from '../contract/declarations.ts';
import type { AlarmChange } from '../model/activity.ts';
import type { StackDrift } from '../model/drift.ts';
import type { AlarmReading } from '../model/health.ts';
import type { Parked, ParkingPlace } from '../model/parking-places.ts';
import type { MetricSums } from '../store/queries/metric-data.ts';
import type { Releases } from '../store/queries/releases.ts';
import type { Snapshots } from '../store/queries/snapshots.ts';
import type { System } from '../store/queries/system.ts';

/** Everything outside of themselves that the catalog's route handlers use. */
export interface CatalogDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly codeVersion: string;
  /** The system as CloudFormation holds it. */
  readonly system: () => Promise<System>;
  /** The alarms of the deployment. */
  readonly alarms: () => Promise<readonly AlarmReading[]>;
  /** What they did lately, the newest first. */
  readonly alarmHistory: (now: number) => Promise<readonly AlarmChange[]>;
  /** What the contracts say, as it was deployed with this code. */
  readonly declared: Declarations;
  readonly releases: Releases;
  /** What lies where failed work is parked; undefined for a place that AWS has not made. */
  readonly parked: (place: ParkingPlace) => Promise<Parked | undefined>;
  /** Sums of what AWS counts. */
  readonly counts: MetricSums;
  /** What CloudFormation found of a stack when it last compared it with the account. */
  readonly drift: (stack: string) => Promise<StackDrift>;
  /** The system as it was. */
  readonly snapshots: Snapshots;
  /** Name -> Markdown. */
  readonly runbooks: ReadonlyMap<string, string>;
}
