import { batchPut } from '../../../kernel/aws/batch-put.ts';
import { type CarriedRun, firstOf, lastOf, RunSumming, runOf } from '../../model/history/carried-run.ts';
import type { HistoryName, KeptEntry } from '../../model/history/kept-entry.ts';
import { carriedItem } from '../table/carried-item.ts';
import type { StatementsStore } from '../table/statements-store.ts';
import { carriedOf, entriesOf } from './histories.ts';

/** A part of a history: an entry, or a whole run of which none has to be looked at. */
export type HistoryPart =
  | { readonly is: 'entry'; readonly entry: KeptEntry }
  | { readonly is: 'run'; readonly carried: CarriedRun };

export interface Walking {
  /** The first version, with which a run begins; the first of all unless said. */
  readonly from?: number | undefined;
  /** The last version that counts; undefined for all that have come. */
  readonly until?: number | undefined;
  /** Whether the entries of a run that is summed up have to be looked at all the same. */
  readonly looksInto: (carried: CarriedRun) => boolean;
}

/**
 * A history in the order of its versions, in as few reads as that takes. A whole run that was not summed up yet is kept as such
 * on the way: a walk that is cut off has brought the next one further.
 */
export async function* walkHistory(
  store: StatementsStore,
  name: HistoryName,
  { from = 1, until, looksInto }: Walking,
): AsyncGenerator<HistoryPart> {
  const summing = new RunSumming();
  async function* between(first: number, last?: number): AsyncGenerator<HistoryPart> {
    if (last !== undefined && last < first) return;
    for await (const entry of entriesOf(store, name, { first, ...(last === undefined ? {} : { last }) })) {
      yield { is: 'entry', entry };
      const carried = summing.add(entry);
      if (carried !== undefined) await batchPut(store, [carriedItem(name, carried)]);
    }
  }
  let next = from;
  for await (const carried of carriedOf(store, name, runOf(from))) {
    const [first, last] = [firstOf(carried.run), lastOf(carried.run)];
    if (until !== undefined && last > until) break;
    if (next < first) yield* between(next, first - 1);
    next = last + 1;
    if (!looksInto(carried)) yield { is: 'run', carried };
    else for await (const entry of entriesOf(store, name, { first, last })) yield { is: 'entry', entry };
  }
  yield* between(next, until);
}

/** Sums a run up, where all of it has come. */
export const carryRun = async (store: StatementsStore, name: HistoryName, run: number): Promise<void> => {
  const summing = new RunSumming();
  for await (const entry of entriesOf(store, name, { first: firstOf(run), last: lastOf(run) })) {
    const carried = summing.add(entry);
    if (carried !== undefined) await batchPut(store, [carriedItem(name, carried)]);
  }
};
