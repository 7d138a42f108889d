import * as z from 'zod';
import { common } from '../../../kernel/core/common-problems.ts';
import type { Clock } from '../../../kernel/core/ports.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import type { DomainRelease, ReleasesRequest } from '../../../registry/contract/releases-view.ts';
import { domainRelease } from '../../contract/releases-schemas.ts';
import { shared } from './shared.ts';
import type { AskTask } from './tasks.ts';

/** The registry answers what the API shows: a difference between the two does not compile. Lambda bounds it at 6 MB. */
const releasesAnswer = z.strictObject({ domains: z.array(domainRelease) }) satisfies z.ZodType<{
  readonly domains: readonly DomainRelease[];
}>;

/** The releases as the registry tells them. */
export interface Releases {
  /** All domains, with the newest of each one's log. */
  readonly all: () => Promise<readonly DomainRelease[]>;
  /** Undefined for a domain of which none is on record. */
  readonly of: (domain: string) => Promise<DomainRelease | undefined>;
}

/** Records of each domain that the feed shows. */
const IN_FEED = 60;
const OF_ONE = 200;
/** For so long callers share what the registry said: a look costs some calls for each function. */
const SHARED = { freshMs: 2_000, failedMs: 1_000 } as const;

export const releasesOf = (ask: AskTask, clock: Clock): Releases => {
  const read = async (request: ReleasesRequest): Promise<readonly DomainRelease[]> => {
    const answer = await ask(request);
    if (answer === undefined)
      throw new Refusal(
        common.unavailable,
        'The registry, which keeps the releases, did not answer in time. Try again.',
      );
    return releasesAnswer.parse(answer).domains;
  };
  return {
    all: shared(clock, SHARED, () => read({ entries: IN_FEED })),
    of: async (domain) => (await read({ domain, entries: OF_ONE })).find((one) => one.domain === domain),
  };
};
