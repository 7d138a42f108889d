import type { Log } from '../../kernel/core/log.ts';
import { together } from '../../kernel/core/parallel.ts';
import type { Clock } from '../../kernel/core/ports.ts';
import { task } from '../../kernel/triggers/task.ts';
import { type DomainRelease, type ReleasesAnswer, releasesRequest } from '../contract/releases-view.ts';
import type { ReleasePorts } from '../store/release-ports.ts';
import { domainRelease } from './release/domain-release.ts';

export interface ReleasesDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly ports: ReleasePorts;
}

/** Tells how releases stand. It changes nothing and has no right to. */
export const build = ({ ports, ...deps }: ReleasesDeps) =>
  task({
    domain: 'registry',
    name: 'releases',
    input: releasesRequest,
    run: async ({ domain, entries }): Promise<ReleasesAnswer> => {
      const asked = domain === undefined ? await ports.domains() : [domain];
      const found = await together(asked.toSorted().map((each) => domainRelease(ports, each, entries)));
      return { domains: found.filter((each): each is DomainRelease => each !== undefined) };
    },
    deps,
  });
