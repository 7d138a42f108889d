import { type Route, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { cursors } from '../../../kernel/http/cursor.ts';
import { pageReply } from '../../../kernel/http/page-reply.ts';
import { pageLimit } from '../../../kernel/http/paging.ts';
import { formatTime, parseTime } from '../../../kernel/values/time.ts';
import { CHANGES_MAX, getCatalog, getCatalogChanges, listSnapshots } from '../../contract/snapshots-api.ts';
import type { Catalog } from '../../model/catalog.ts';
import { diffOf } from '../../model/diff.ts';
import { digestOf, type Snapshot } from '../../model/snapshot.ts';
import { UnreadableSnapshot } from '../../store/queries/snapshots.ts';
import type { CatalogDeps } from '../deps.ts';
import { takeSnapshot } from '../take-snapshot.ts';
import type { PresentSystem } from './present-system.ts';

/** A position is a time that everybody sees who may list. */
const cursor = cursors(async () => Buffer.from('snapshots'));

type Present = (requestId: string) => Promise<PresentSystem>;
type Deps = Pick<CatalogDeps, 'clock' | 'log' | 'snapshots'>;

const viewOf = ({ takenAt, ...snapshot }: Snapshot) => ({ takenAt: formatTime(takenAt), ...snapshot });

/** The snapshot that was the newest at a time. @throws Refusal `not-found` where there was none yet */
const snapshotAt = async ({ snapshots }: Pick<Deps, 'snapshots'>, at: number): Promise<Snapshot> => {
  const [found] = (await snapshots.list(at, 1)).snapshots;
  if (found === undefined) throw new Refusal(common['not-found'], 'No snapshot is as old as that.');
  return found;
};

const readIn = async ({ snapshots }: Pick<Deps, 'snapshots'>, snapshot: Snapshot): Promise<Catalog> => {
  try {
    return await snapshots.read(snapshot);
  } catch (error) {
    if (error instanceof UnreadableSnapshot) throw new Refusal(common['not-found'], error.message);
    throw error;
  }
};

/** The system as it was at a time, by its snapshot. @throws Refusal `not-found` */
export const catalogAt = async (
  deps: Pick<Deps, 'snapshots'>,
  asOf: string,
): Promise<{ readonly snapshot: Snapshot; readonly catalog: Catalog }> => {
  const snapshot = await snapshotAt(deps, parseTime(asOf) ?? 0);
  return { snapshot, catalog: await readIn(deps, snapshot) };
};

/** The present first, so that no list is behind what is deployed; where CloudFormation does not answer, what is kept is shown all the same. */
const keepPresent = async (present: Present, deps: Deps, requestId: string): Promise<void> => {
  try {
    await takeSnapshot(await present(requestId), deps);
  } catch (error) {
    deps.log.error('no snapshot is taken', { domain: 'catalog', requestId }, error);
  }
};

/** Of two that were taken at once of the same system, the older one: it changed then. */
const distinct = (all: readonly Snapshot[]): readonly Snapshot[] =>
  all.filter(({ digest }, index) => all[index + 1]?.digest !== digest);

const list = (present: Present, deps: Deps): Route<typeof listSnapshots> =>
  route(listSnapshots, async (call) => {
    const { query, requestId } = call;
    const position = await cursor.read(call, query.cursor);
    if (position === undefined) await keepPresent(present, deps, requestId);
    const until = position === undefined ? deps.clock.now() : Number(position);
    const limit = pageLimit(query);
    const { snapshots } = await deps.snapshots.list(until, limit + 1);
    const page = snapshots.slice(0, limit);
    const last = page.at(-1);
    const next = snapshots.length > limit && last !== undefined ? String(last.takenAt - 1) : undefined;
    const shown = new Set(distinct(snapshots));
    const data = page
      .filter((one) => shown.has(one))
      .map((one) => ({ view: viewOf(one), position: String(one.takenAt - 1) }));
    return pageReply({ data, next }, (to) => cursor.sign(call, to));
  });

const whole = (present: Present, deps: Deps): Route<typeof getCatalog> =>
  route(getCatalog, async ({ query: { asOf }, requestId }) => {
    if (asOf === undefined) {
      const { graph, seenAt } = await present(requestId);
      const { catalog } = graph;
      return { status: 200, body: { takenAt: formatTime(seenAt), digest: digestOf(catalog), catalog } };
    }
    const { snapshot, catalog } = await catalogAt(deps, asOf);
    return { status: 200, body: { takenAt: formatTime(snapshot.takenAt), digest: snapshot.digest, catalog } };
  });

const changes = (present: Present, deps: Deps): Route<typeof getCatalogChanges> =>
  route(getCatalogChanges, async ({ query, requestId }) => {
    if (query.to === undefined) await keepPresent(present, deps, requestId);
    const to = await snapshotAt(deps, query.to === undefined ? deps.clock.now() : (parseTime(query.to) ?? 0));
    const [older] = (await deps.snapshots.list(to.takenAt - 1, 1)).snapshots;
    const from = query.from === undefined ? older : await snapshotAt(deps, parseTime(query.from) ?? 0);
    const [before, after] = [from && (await readIn(deps, from)), await readIn(deps, to)];
    const { users, operators } = before === undefined ? { users: [], operators: [] } : diffOf(before, after);
    const [shownUsers, shownOperators] = [users.slice(0, CHANGES_MAX), operators.slice(0, CHANGES_MAX)];
    const left = users.length + operators.length - shownUsers.length - shownOperators.length;
    return {
      status: 200,
      body: {
        from: from === undefined ? null : viewOf(from),
        to: viewOf(to),
        users: shownUsers,
        operators: shownOperators,
        left,
      },
    };
  });

export const snapshotRoutes = (present: Present, deps: Deps) =>
  [whole(present, deps), list(present, deps), changes(present, deps)] as const;
