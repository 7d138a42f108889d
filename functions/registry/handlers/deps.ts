import type { Log } from '../../kernel/core/log.ts';
import type { Clock, Random } from '../../kernel/core/ports.ts';
import type { Answerable } from '../contract/custom-resource.ts';
import type { AskProber } from '../store/ask-prober.ts';
import type { CodeHash } from '../store/code-hashes.ts';
import type { Parameters } from '../store/parameters.ts';
import type { ReleaseLog } from '../store/release-log.ts';
import type { Throttle } from '../store/route-throttles.ts';

/** What became of a request, for CloudFormation to go on or to roll back. */
export interface Outcome {
  readonly physicalId: string;
  /** Why it failed; absent when it is done. Shown in the stack's events. */
  readonly failure?: string;
}

export interface RegistryDeps {
  readonly clock: Clock;
  readonly random: Pick<Random, 'fraction'>;
  readonly console: Log;
  readonly parameters: Pick<Parameters, 'create' | 'get' | 'put'>;
  readonly log: ReleaseLog;
  readonly codeHash: CodeHash;
  readonly askProber: AskProber;
  /** Whether a URL answers as fast as API Gateway asks an issuer to. */
  readonly answersInTime: (url: string) => Promise<boolean>;
  readonly throttleRoutes: (apiId: string, routes: readonly string[], throttle: Throttle) => Promise<void>;
  /** How a stack stands, by its id. */
  readonly stackStatus: (stackId: string) => Promise<string | undefined>;
  readonly answer: (request: Answerable, outcome: Outcome) => Promise<void>;
}
