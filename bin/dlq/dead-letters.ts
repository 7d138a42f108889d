import { plain } from '../client/answers.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { MAX_AT_ONCE } from './at-once.ts';
import type { AwsAccess } from './aws-access.ts';
import { type Discard, recordDiscard } from './discards.ts';
import type { Parked, ParkedView } from './parked.ts';
import { takeMessages } from './parked-messages.ts';
import { readRecords } from './parked-records.ts';
import { type DeadLetterSources, findSources } from './sources.ts';

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
  use: (parked: readonly Parked[], take: (one: Parked, how: 'redrive' | 'discard') => Promise<void>) => Promise<T>,
): Promise<T> => {
  const { queues, buckets }: DeadLetterSources = await findSources(aws);
  // Buckets have lower case only, whatever the construct is called.
  const isMeant = ({ name }: { readonly name: string }) => name.toLowerCase().includes(place.toLowerCase());
  const places = [...queues, ...buckets];
  if (places.length === 0)
    throw new CommandFailure(
      `There are no places for what is parked whose names begin with ${aws.names}: is it deployed there?`,
    );
  if (!places.some(isMeant))
    throw new CommandFailure(
      `No place for what is parked has "${plain(place)}" in its name. There are ${places.map(({ name }) => name).join(', ')}.`,
    );
  const parked: Parked[] = [];
  const gone = new Set<Parked>();
  try {
    for (const queue of queues.filter(isMeant)) parked.push(...(await takeMessages(aws, queue, limit)));
    for (const bucket of buckets.filter(isMeant)) parked.push(...(await readRecords(aws, bucket, limit)));
    return await use(parked, async (one, how) => {
      await one[how]();
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
  withParked(aws, selection, async (parked, take) => {
    const { ids } = selection;
    const results: Redriven[] = [];
    for (const one of parked) {
      const { id, place, goesTo } = one.view;
      if (ids !== undefined && !ids.includes(id)) continue;
      try {
        await take(one, 'redrive');
        results.push({ id, place, goesTo });
      } catch (error) {
        results.push({ id, place, goesTo, failed: told(error) });
      }
    }
    return results;
  });

export interface Discarded {
  /** Under which name it is on record; undefined where nothing was there to throw away. */
  readonly record: string | undefined;
  readonly discarded: readonly ParkedView[];
  /** Ids that are not parked, or not any more. */
  readonly notParked: readonly string[];
}

/** Throws parked things away for ever, by their ids, once it is on record who does so and why. */
export const discardParked = (
  aws: AwsAccess,
  ids: readonly string[],
  why: Pick<Discard, 'at' | 'by' | 'reason'>,
): Promise<Discarded> =>
  withParked(aws, { limit: MAX_AT_ONCE }, async (parked, take) => {
    const chosen = parked.filter(({ view }) => ids.includes(view.id));
    const notParked = ids.filter((id) => !chosen.some(({ view }) => view.id === id));
    if (chosen.length === 0) return { record: undefined, discarded: [], notParked };
    const discarded = chosen.map(({ view: { id, place, type, reason, since } }) => ({
      id,
      place,
      type,
      reason,
      since,
    }));
    const record = await recordDiscard(aws, { ...why, discarded });
    for (const one of chosen) await take(one, 'discard');
    return { record, discarded: chosen.map(({ view }) => view), notParked };
  });
