import type { Log } from '../../kernel/log.ts';
import type { Clock } from '../../kernel/ports.ts';
import type { ApiDocument } from '../model/api-document.ts';
import type { Domains } from '../store/domains.ts';
import type { ReleaseOf } from '../store/releases.ts';

/** Everything outside of themselves that meta's stories use. */
export interface MetaDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly codeVersion: string;
  /** For questions of clients. */
  readonly domains: Domains;
  /** For health, with less patience. */
  readonly probes: Domains;
  /** What the releases of the domains are made of. */
  readonly releases: () => Promise<ReleaseOf>;
  /** The OpenAPI document as it is served. */
  readonly documentText: string;
  /** The same, read. */
  readonly document: ApiDocument;
}
