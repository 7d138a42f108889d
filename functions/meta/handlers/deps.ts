import type { Log } from '../../kernel/core/log.ts';
import type { Scope } from '../../kernel/core/operation.ts';
import type { Clock } from '../../kernel/core/ports.ts';
import type { ApiDocument } from '../model/api-document.ts';
import type { AlarmInAlarm } from '../store/queries/alarms-in-alarm.ts';
import type { Domains } from '../store/queries/domains.ts';
import type { ReleaseOf } from '../store/queries/releases.ts';

/** Everything outside of themselves that meta's route handlers use. */
export interface MetaDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly codeVersion: string;
  /** Those by which the domains show what became of a key. */
  readonly outcomeScopes: readonly Scope[];
  /** For questions of clients. */
  readonly domains: Domains;
  /** For health, with less patience. */
  readonly probes: Domains;
  /** What the releases of the domains are made of. */
  readonly releases: () => Promise<ReleaseOf>;
  /** The alarms that ring. */
  readonly alarmsInAlarm: () => Promise<readonly AlarmInAlarm[]>;
  /** The OpenAPI document as it is served. */
  readonly documentText: string;
  /** The same, read. */
  readonly document: ApiDocument;
}
