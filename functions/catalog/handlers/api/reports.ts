import { type Route, route } from '../../../kernel/core/call.ts';
import { cursors } from '../../../kernel/http/cursor.ts';
import { pageReply } from '../../../kernel/http/page-reply.ts';
import { pageLimit } from '../../../kernel/http/paging.ts';
import { formatTime } from '../../../kernel/values/time.ts';
import { DAYS, exportCatalog, getDeliveryMetrics, listScorecards } from '../../contract/reports-api.ts';
import { deliveryMetrics } from '../../model/delivery/metrics.ts';
import { EXPORTS } from '../../model/exports/formats.ts';
import { graphOf } from '../../model/graph.ts';
import { isBelow, type Scorecard, scorecardsOf } from '../../model/scorecards/score.ts';
import type { CatalogDeps } from '../deps.ts';
import { componentIn } from './components.ts';
import type { PresentSystem } from './present-system.ts';
import { catalogAt } from './snapshots.ts';

/** A position is an id that everybody sees who may list. */
const cursor = cursors(async () => Buffer.from('scorecards'));

const DAY_MS = 86_400_000;

type SnapshotDeps = Pick<CatalogDeps, 'snapshots'>;
type Present = (requestId: string) => Promise<PresentSystem>;

/** The system now, or as it was. */
const graphAt = async (present: Present, deps: SnapshotDeps, asOf: string | undefined, requestId: string) =>
  asOf === undefined ? (await present(requestId)).graph : graphOf((await catalogAt(deps, asOf)).catalog);

const scorecards = (present: Present, deps: SnapshotDeps): Route<typeof listScorecards> =>
  route(listScorecards, async (call) => {
    const { query, requestId } = call;
    const after = await cursor.read(call, query.cursor);
    const graph = await graphAt(present, deps, query.asOf, requestId);
    const fits = (card: Scorecard): boolean =>
      (query.domain === undefined || graph.component(card.component)?.domain === query.domain) &&
      (query.below === undefined || isBelow(card)) &&
      (after === undefined || card.component > after);
    const found = scorecardsOf(graph.catalog).filter(fits);
    const limit = pageLimit(query);
    const data = found.slice(0, limit).map((view) => ({ view, position: view.component }));
    const next = found.length > limit ? data.at(-1)?.position : undefined;
    return pageReply({ data, next }, (position) => cursor.sign(call, position));
  });

const exported = (present: Present, { declared }: Pick<CatalogDeps, 'declared'>): Route<typeof exportCatalog> =>
  route(exportCatalog, async ({ query: { format, domain }, requestId }) => {
    const { graph } = await present(requestId);
    if (domain !== undefined && domain !== 'all') componentIn(graph, domain);
    const text = EXPORTS[format]({ catalog: graph.catalog, declared }, domain);
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    return { status: 200, body: Buffer.from(text), headers };
  });

/** No commit's time is in the log, and no checkout is here to ask. */
const unknownTime = (): undefined => undefined;

const metrics = ({ clock, releases }: Pick<CatalogDeps, 'clock' | 'releases'>): Route<typeof getDeliveryMetrics> =>
  route(getDeliveryMetrics, async ({ query: { days } }) => {
    const to = clock.now();
    const window = { from: formatTime(to - Number(days ?? DAYS.unsaid) * DAY_MS), to: formatTime(to) };
    const logs = await releases.delivery();
    const data = logs.flatMap((log) =>
      log[0] === undefined ? [] : [deliveryMetrics(log[0].domain, log, window, unknownTime)],
    );
    return { status: 200, body: { data } };
  });

/** What is told of the system as a whole: how it is held, in other tools' words, and how it is delivered. */
export const reportRoutes = (
  present: Present,
  deps: Pick<CatalogDeps, 'clock' | 'declared' | 'releases' | 'snapshots'>,
) => [scorecards(present, deps), exported(present, deps), metrics(deps)] as const;
