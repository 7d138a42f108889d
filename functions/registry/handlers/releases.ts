import * as z from 'zod';
import type { Log } from '../../kernel/core/log.ts';
import { together } from '../../kernel/core/parallel.ts';
import type { Clock } from '../../kernel/core/ports.ts';
import { task } from '../../kernel/triggers/task.ts';
import { type DeliveryAnswer, type DeliveryRequest, deliveryOf, deliveryRequest } from '../contract/delivery-log.ts';
import {
  type DomainRelease,
  type ReleasesAnswer,
  type ReleasesRequest,
  releasesRequest,
} from '../contract/releases-view.ts';
import type { ReleasePorts } from '../store/release-ports.ts';
import { domainRelease } from './release/domain-release.ts';

export interface ReleasesDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly ports: ReleasePorts;
}

const input = z.union([releasesRequest, deliveryRequest]);

const standing = async (ports: ReleasePorts, { domain, entries }: ReleasesRequest): Promise<ReleasesAnswer> => {
  const asked = domain === undefined ? await ports.domains() : [domain];
  const found = await together(asked.toSorted().map((each) => domainRelease(ports, each, entries)));
  return { domains: found.filter((each): each is DomainRelease => each !== undefined) };
};

const delivered = async (ports: ReleasePorts, { delivery }: DeliveryRequest): Promise<DeliveryAnswer> => {
  const domains = (await ports.domains()).toSorted();
  const logs = await together(domains.map((domain) => ports.log.read(domain)));
  return { logs: logs.map((records) => records.flatMap(deliveryOf).slice(-delivery)) };
};

/** Tells how releases stand, or what they have delivered. It changes nothing and has no right to. */
export const build = ({ ports, ...deps }: ReleasesDeps) =>
  task({
    domain: 'registry',
    name: 'releases',
    input,
    run: (asked): Promise<ReleasesAnswer | DeliveryAnswer> =>
      'delivery' in asked ? delivered(ports, asked) : standing(ports, asked),
    deps,
  });
