import { CommandFailure } from '../client/problem-error.ts';
import type { AwsAccess } from './aws-access.ts';
import type { Parked, ParkedView } from './parked.ts';
import { takeMessages } from './parked-messages.ts';
import { readRecords } from './parked-records.ts';
import { findPlaces, type Places } from './places.ts';

/** Things that one command takes in hand, of each place. */
export const MAX_AT_ONCE = 1_000;

export interface Selection {
  /** These only. */
  readonly ids?: readonly string[];
  /** Only places whose name has this in it, in whatever case. */
  readonly place?: string;
  /** Of each place, up to MAX_AT_ONCE. */
  readonly limit: number;
}

export interface Redriven {
  readonly id: string;
  readonly place: string;
  readonly goesTo: string | null;
  /** Absent when it went well. */
  readonly failed?: string;
}

/** Takes what is parked in hand, one place after the other; whatever `use` does not take away, it puts back. */
const withParked = async <T>(
  aws: AwsAccess,
  { place = '', limit }: Selection,
  use: (parked: readonly Parked[], put: (one: Parked) => Promise<void>) => Promise<T>,
): Promise<T> => {
  const { queues, buckets }: Places = await findPlaces(aws);
  // Buckets have lower case only, whatever the construct is called.
  const isMeant = ({ name }: { readonly name: string }) => name.toLowerCase().includes(place.toLowerCase());
  const parked: Parked[] = [];
  const gone = new Set<Parked>();
  try {
    for (const queue of queues.filter(isMeant)) parked.push(...(await takeMessages(aws, queue, limit)));
    for (const bucket of buckets.filter(isMeant)) parked.push(...(await readRecords(aws, bucket, limit)));
    return await use(parked, async (one) => {
      await one.redrive();
      gone.add(one);
    });
  } finally {
    for (const one of parked) if (!gone.has(one)) await one.putBack();
  }
};

/** Everything that is parked, place by place. */
export const listParked = (aws: AwsAccess, selection: Selection): Promise<readonly ParkedView[]> =>
  withParked(aws, selection, async (parked) => parked.map(({ view }) => view));

/** @throws CommandFailure where nothing parked has this id */
export const showParked = async (aws: AwsAccess, id: string): Promise<ParkedView> => {
  const found = (await listParked(aws, { limit: MAX_AT_ONCE })).find((one) => one.id === id);
  if (found === undefined) throw new CommandFailure('Nothing that is parked has this id. See "folio dlq list".');
  return found;
};

const told = (error: unknown): string =>
  error instanceof CommandFailure ? error.message : error instanceof Error ? error.name : 'unknown';

/**
 * Brings parked things back to where they came from, one by one; one that fails stays parked and keeps no other from it. Each is
 * tried once: what fails again comes back only after its consumer has tried it as often as before.
 */
export const redriveParked = (aws: AwsAccess, selection: Selection): Promise<readonly Redriven[]> =>
  withParked(aws, selection, async (parked, redrive) => {
    const { ids } = selection;
    const results: Redriven[] = [];
    for (const one of parked) {
      const { id, place, goesTo } = one.view;
      if (ids !== undefined && !ids.includes(id)) continue;
      try {
        await redrive(one);
        results.push({ id, place, goesTo });
      } catch (error) {
        results.push({ id, place, goesTo, failed: told(error) });
      }
    }
    return results;
  });
