import type { Clock } from '../../kernel/ports.ts';
import type { ApiDocument } from '../model/api-document.ts';
import type { Domains } from '../store/domains.ts';

/** Everything outside of themselves that meta's stories use. */
export interface MetaDeps {
  readonly clock: Clock;
  readonly domains: Domains;
  /** The OpenAPI document as it is served. */
  readonly documentText: string;
  /** The same, read. */
  readonly document: ApiDocument;
}
