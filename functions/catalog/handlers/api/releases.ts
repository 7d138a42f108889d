import { type Route, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { cursors } from '../../../kernel/http/cursor.ts';
import { pageReply } from '../../../kernel/http/page-reply.ts';
import { pageLimit } from '../../../kernel/http/paging.ts';
import { getRelease, HOPS_UNSAID, listActivity, listReleases } from '../../contract/releases-api.ts';
import { concerns, type Happening, happenings, positionOf } from '../../model/activity.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { shared } from '../../store/queries/shared.ts';
import type { CatalogDeps } from '../deps.ts';
import { componentIn } from './components.ts';
import { whereOther } from './conditional.ts';
import type { PresentSystem } from './present-system.ts';
import { withoutOwner } from './views.ts';

/** A position is a moment and an id that everybody sees who may read the feed. */
const cursor = cursors(async () => Buffer.from('activity'));

type Present = (requestId: string) => Promise<PresentSystem>;
type Deps = Pick<CatalogDeps, 'releases' | 'alarmHistory' | 'snapshots' | 'clock' | 'log'>;

/** Changes of the system that the feed shows. */
const SNAPSHOTS_MAX = 50;
/** For so long callers share what CloudWatch and the bucket said: a look costs up to five calls of a quota that is the account's. */
const SHARED = { freshMs: 4_000, failedMs: 1_000 } as const;

export const releaseRoutes = ({ releases }: Pick<Deps, 'releases'>) =>
  [
    route(listReleases, async (call) => {
      const data = (await releases.all()).map((one) => ({ ...one, entries: one.entries.slice(0, 1) }));
      return whereOther(call, { body: { data } });
    }),
    route(getRelease, async (call) => {
      const found = await releases.of(call.params.domain);
      if (found === undefined) throw new Refusal(common['not-found'], 'No release of such a domain is on record.');
      return whereOther(call, { body: found });
    }),
  ] as const;

/** What alarms did is missing from the feed where CloudWatch does not tell it; releases are told all the same, and the log says so. */
const changesOf = async ({ alarmHistory, clock, log }: Deps, requestId: string) => {
  try {
    return await alarmHistory(clock.now());
  } catch (error) {
    log.error('the history of alarms is not to be read', { domain: 'catalog', requestId }, error);
    return [];
  }
};

/** The same of changes of the system. */
const snapshotsOf = async ({ snapshots, clock, log }: Deps, requestId: string): Promise<readonly Snapshot[]> => {
  try {
    return (await snapshots.list(clock.now(), SNAPSHOTS_MAX)).snapshots;
  } catch (error) {
    log.error('the snapshots are not to be read', { domain: 'catalog', requestId }, error);
    return [];
  }
};

/** What the feed is made of, for all who look within a moment. */
const sharedSources = (deps: Deps): Deps => {
  const { clock, alarmHistory, snapshots } = deps;
  const taken = shared(clock, SHARED, () => snapshots.list(clock.now(), SNAPSHOTS_MAX));
  return {
    ...deps,
    alarmHistory: shared(clock, SHARED, () => alarmHistory(clock.now())),
    snapshots: { ...snapshots, list: () => taken() },
  };
};

export const activityRoute = (present: Present, own: Deps): Route<typeof listActivity> => {
  const deps = sharedSources(own);
  return route(listActivity, async (call) => {
    const { query, requestId } = call;
    const [{ graph, health }, domains, changes, snapshots, after] = await Promise.all([
      present(requestId),
      deps.releases.all(),
      changesOf(deps, requestId),
      snapshotsOf(deps, requestId),
      cursor.read(call, query.cursor),
    ]);
    const all = happenings(graph, {
      entries: domains.flatMap(({ entries }) => entries),
      changes,
      snapshots,
      alarmOf: (name) => health.named(name)?.component,
      saysOf: (name) => withoutOwner(health.named(name)?.says ?? ''),
    });
    const isOf =
      query.component === undefined
        ? (_: Happening) => 'own' as const
        : concerns(graph, componentIn(graph, query.component), Number(query.hops ?? HOPS_UNSAID));
    const found = all.flatMap((one) => {
      const how = isOf(one);
      const isNext = after === undefined || positionOf(one) < after;
      return how === undefined || !isNext
        ? []
        : [{ view: { ...one, upstream: how === 'upstream' }, position: positionOf(one) }];
    });
    const limit = pageLimit(query);
    const data = found.slice(0, limit);
    const next = found.length > limit ? data.at(-1)?.position : undefined;
    return whereOther(call, await pageReply({ data, next }, (position) => cursor.sign(call, position)));
  });
};
