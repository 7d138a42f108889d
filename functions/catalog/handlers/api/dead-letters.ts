import { type Route, route } from '../../../kernel/core/call.ts';
import { inParallel } from '../../../kernel/core/parallel.ts';
import { formatTime } from '../../../kernel/values/time.ts';
import { listDeadLetters } from '../../contract/dead-letters-api.ts';
import { type Parked, type ParkingPlace, parkingPlaces } from '../../model/parking-places.ts';
import { shared } from '../../store/queries/shared.ts';
import type { CatalogDeps } from '../deps.ts';
import { whereChanged } from './conditional.ts';
import type { PresentSystem } from './present-system.ts';

/** For so long callers share what AWS said: a look costs a call for each place. */
const SHARED = { freshMs: 4_000, failedMs: 1_000 } as const;
const AT_ONCE = 10;

type Present = (requestId: string) => Promise<PresentSystem>;
type Deps = Pick<CatalogDeps, 'clock' | 'log' | 'parked'>;

/** A queue's URL ends with its name. */
const nameOf = ({ physicalId }: ParkingPlace): string | null => physicalId?.split('/').at(-1) ?? null;

const viewOf = (place: ParkingPlace, parked: Parked | undefined) => {
  const { component, kind, parkedBy } = place;
  return {
    id: component.id,
    type: kind,
    name: nameOf(place),
    domain: component.domain,
    owner: component.owner ?? null,
    runbook: component.runbook ?? null,
    parkedBy: [...parkedBy],
    waiting: parked?.waiting ?? null,
    inHand: parked?.inHand ?? null,
    more: parked?.more ?? false,
    oldestAt: parked?.oldestAt === undefined ? null : formatTime(parked.oldestAt),
  };
};

/** Those of which nobody knows come before those that hold nothing: silence is no good news. */
const weight = (parked: Parked | undefined): number => (parked === undefined ? 0.5 : parked.waiting + parked.inHand);

export const deadLettersRoute = (present: Present, { clock, log, parked }: Deps): Route<typeof listDeadLetters> => {
  const read = shared(clock, SHARED, async (requestId: string) => {
    const { graph, physicalIds } = await present(requestId);
    const places = parkingPlaces(graph, physicalIds);
    const found = new Map<ParkingPlace, Parked>();
    const seenAt = clock.now();
    await inParallel(places, AT_ONCE, async (place) => {
      try {
        const held = await parked(place);
        if (held !== undefined) found.set(place, held);
      } catch (error) {
        const what = `what ${place.component.id} holds is not to be read`;
        log.error(what, { domain: 'catalog', requestId }, error);
      }
    });
    const data = places
      .toSorted((a, b) => weight(found.get(b)) - weight(found.get(a)) || (a.component.id < b.component.id ? -1 : 1))
      .map((place) => viewOf(place, found.get(place)));
    const body = { data, unread: places.length - found.size };
    return { mark: JSON.stringify(body), body: { ...body, seenAt: formatTime(seenAt) } };
  });
  return route(listDeadLetters, async (call) => {
    const { mark, body } = await read(call.requestId);
    return whereChanged(call, mark, () => body);
  });
};
