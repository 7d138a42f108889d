import * as z from 'zod';
import { common } from '../../../kernel/core/common-problems.ts';
import type { Clock } from '../../../kernel/core/ports.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import type { DeliveryRecord, DeliveryRequest } from '../../../registry/contract/delivery-log.ts';
import type { DomainRelease, ReleasesRequest } from '../../../registry/contract/releases-view.ts';
import { domainRelease } from '../../contract/releases-schemas.ts';
import { shared } from './shared.ts';
import type { AskTask } from './tasks.ts';

/** The registry answers what the API shows: a difference between the two does not compile. Lambda bounds it at 6 MB. */
const releasesAnswer = z.strictObject({ domains: z.array(domainRelease) }) satisfies z.ZodType<{
  readonly domains: readonly DomainRelease[];
}>;

const deliveryEvent = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('deployed'),
    functions: z.array(z.object({ name: z.string(), codeSha256: z.string() })),
    commit: z.string().optional(),
    despiteAlarms: z.literal(true).optional(),
  }),
  z.object({ kind: z.literal('taken-back') }),
  z.object({ kind: z.literal('rollback-done') }),
]);
const deliveryRecord = z.object({
  domain: z.string(),
  at: z.string(),
  event: deliveryEvent,
}) satisfies z.ZodType<DeliveryRecord>;
const deliveryAnswer = z.strictObject({ logs: z.array(z.array(deliveryRecord)) });

/** The releases as the registry tells them. */
export interface Releases {
  /** All domains, with the newest of each one's log. */
  readonly all: () => Promise<readonly DomainRelease[]>;
  /** Undefined for a domain of which none is on record. */
  readonly of: (domain: string) => Promise<DomainRelease | undefined>;
  /** What each domain's log tells of delivery, the oldest first. */
  readonly delivery: () => Promise<readonly (readonly DeliveryRecord[])[]>;
}

/** Records of each domain that the feed shows. */
const IN_FEED = 60;
const OF_ONE = 200;
/** Of each domain's log, for metrics: some years of releases. */
const OF_DELIVERY = 400;
/** For so long callers share what the registry said: a look costs some calls for each function. */
const SHARED = { freshMs: 2_000, failedMs: 1_000 } as const;

export const releasesOf = (ask: AskTask, clock: Clock): Releases => {
  const answerTo = async (request: ReleasesRequest | DeliveryRequest): Promise<unknown> => {
    const answer = await ask(request);
    if (answer === undefined)
      throw new Refusal(
        common.unavailable,
        'The registry, which keeps the releases, did not answer in time. Try again.',
      );
    return answer;
  };
  const known = new Map<string, () => Promise<readonly DomainRelease[]>>();
  const all = shared(clock, SHARED, () => read({ entries: IN_FEED }));
  /** One domain with more of its log. Only domains that there are have a place here. */
  const one = (domain: string): Promise<readonly DomainRelease[]> => {
    const asked = known.get(domain) ?? shared(clock, SHARED, () => read({ domain, entries: OF_ONE }));
    known.set(domain, asked);
    return asked();
  };
  const read = async (request: ReleasesRequest): Promise<readonly DomainRelease[]> =>
    releasesAnswer.parse(await answerTo(request)).domains;
  return {
    all,
    delivery: shared(clock, SHARED, async () => deliveryAnswer.parse(await answerTo({ delivery: OF_DELIVERY })).logs),
    of: async (domain) => {
      if (!(await all()).some((each) => each.domain === domain)) return undefined;
      return (await one(domain)).find((each) => each.domain === domain);
    },
  };
};
