import { type Route, route } from '../../../kernel/core/call.ts';
import { inParallel } from '../../../kernel/core/parallel.ts';
import { formatTime } from '../../../kernel/values/time.ts';
import { listEdgeLayers, OBSERVED_MINUTES } from '../../contract/layers-api.ts';
import type { Edge } from '../../model/catalog.ts';
import { type Deployed, deployedAs, type StackDrift } from '../../model/drift.ts';
import { dimensionsOf, type Meter, meterKey, meterOf, observing } from '../../model/meters.ts';
import { shared } from '../../store/queries/shared.ts';
import type { CatalogDeps } from '../deps.ts';
import { componentIn } from './components.ts';
import { whereChanged } from './conditional.ts';
import type { PresentSystem } from './present-system.ts';

/** For so long callers share what AWS said: a look costs two calls for each stack, and a hundredth of a cent for the counts. */
const SHARED = { freshMs: 60_000, failedMs: 5_000 } as const;
const STACKS_AT_ONCE = 4;
const MINUTE_MS = 60_000;

type Present = (requestId: string) => Promise<PresentSystem>;
type Deps = Pick<CatalogDeps, 'clock' | 'log' | 'counts' | 'drift'>;

/** What is not told is missing: an edge is `unchecked` then, or `unmeasured`. */
const heard = async <T>(
  what: string,
  none: T,
  { log }: Deps,
  requestId: string,
  read: () => Promise<T>,
): Promise<T> => {
  try {
    return await read();
  } catch (error) {
    log.error(`${what} is not to be read`, { domain: 'catalog', requestId }, error);
    return none;
  }
};

const metersIn = ({ graph }: PresentSystem): readonly Meter[] => [
  ...new Map(
    graph.catalog.edges.flatMap((edge) => {
      const meter = meterOf(graph, edge);
      return meter === undefined ? [] : [[meterKey(meter), meter] as const];
    }),
  ).values(),
];

/** A rule's physical id is `<bus>|<rule>`; everything else that is counted has its name for one. */
const nameOf = ({ graph, physicalIds }: PresentSystem, id: string): string | undefined => {
  const [head] = graph.component(id)?.resources ?? [];
  return head === undefined ? undefined : physicalIds.get(head.stack)?.get(head.logicalId)?.split('|').at(-1);
};

const readCounts = async (system: PresentSystem, { counts, clock }: Deps): Promise<ReadonlyMap<string, number>> => {
  const named = metersIn(system).flatMap((meter) => {
    const name = nameOf(system, meter.of);
    return name === undefined ? [] : [{ meter, dimensions: dimensionsOf(meter, name) }];
  });
  const asked = named.map(({ meter: { namespace, name }, dimensions }) => ({ namespace, name, dimensions }));
  const sums = await counts(asked, OBSERVED_MINUTES * MINUTE_MS, clock.now());
  return new Map(
    named.flatMap(({ meter }, index) => {
      const sum = sums[index];
      return sum === undefined ? [] : [[meterKey(meter), sum] as const];
    }),
  );
};

const readDrift = async ({ physicalIds }: PresentSystem, { drift }: Deps): Promise<ReadonlyMap<string, StackDrift>> => {
  const found = new Map<string, StackDrift>();
  await inParallel([...physicalIds.keys()], STACKS_AT_ONCE, async (stack) => {
    found.set(stack, await drift(stack));
  });
  return found;
};

/** CloudWatch tells of each alarm that there is: one that is declared and not told of was deleted by hand. */
const deployedIn = ({ health }: PresentSystem, edge: Edge, drift: ReadonlyMap<string, StackDrift>): Deployed => {
  if (edge.kind !== 'watches' || health.watched === 0) return deployedAs(edge, drift);
  return health.alarmsOf(edge.from).length === 0 ? 'gone' : deployedAs(edge, drift);
};

const comparedAt = (drift: ReadonlyMap<string, StackDrift>): string | null => {
  const times = [...drift.values()].map(({ checkedAt }) => checkedAt);
  const known = times.filter((one) => one !== undefined);
  return known.length === 0 || known.length < times.length ? null : formatTime(Math.min(...known));
};

export const layersRoute = (present: Present, deps: Deps): Route<typeof listEdgeLayers> => {
  const { clock } = deps;
  const read = shared(clock, SHARED, async (requestId: string) => {
    const system = await present(requestId);
    const counts = await heard('what was counted', new Map<string, number>(), deps, requestId, () =>
      readCounts(system, deps),
    );
    const drift = await heard('drift', new Map<string, StackDrift>(), deps, requestId, () => readDrift(system, deps));
    return { counts, drift, at: clock.now() };
  });
  return route(listEdgeLayers, async (call) => {
    const { component: id } = call.query;
    const [system, { counts, drift, at }] = await Promise.all([present(call.requestId), read(call.requestId)]);
    const { graph, mark } = system;
    if (id !== undefined) componentIn(graph, id);
    const observed = observing(graph, (meter) => counts.get(meterKey(meter)));
    const body = () => {
      const edges = id === undefined ? graph.catalog.edges : [...graph.from(id), ...graph.to(id)];
      const all = edges.map((edge) => {
        const { from, to, kind, via } = edge;
        const layers = { deployed: deployedIn(system, edge, drift), observed: observed(edge) };
        return { from, to, kind, ...(via === undefined ? {} : { via }), ...layers };
      });
      return {
        data: all.filter(({ deployed }) => id !== undefined || deployed === 'changed' || deployed === 'gone'),
        comparedAt: comparedAt(drift),
        usedSince: formatTime(at - OBSERVED_MINUTES * MINUTE_MS),
        seenAt: formatTime(at),
      };
    };
    return whereChanged(call, `${mark} ${at}`, body);
  });
};
