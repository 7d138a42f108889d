import { type LoggedCall, readCalls } from '../../model/call/logged-call.ts';
import type { Slot } from '../table/keys.ts';
import type { LogStore } from '../table/log-store.ts';
import { entriesFrom } from './slots.ts';

/** A call, its leaf, and the second in which it came. */
export interface TimedCall extends LoggedCall {
  readonly index: number;
  readonly second: number;
}

/** A tenant's calls of one day from a second on: whole seconds, and the second to go on with. */
export const callsFrom = (store: LogStore, slot: Slot, until: number) =>
  entriesFrom<TimedCall>(store, slot, until, ({ second, first, bytes }) =>
    readCalls(bytes, slot.tenant).map((call, at) => ({ ...call, index: first + at, second })),
  );

/** The calls of a slot. Strongly consistent. */
export const callsIn = async (store: LogStore, slot: Slot): Promise<readonly TimedCall[]> =>
  (await callsFrom(store, slot, slot.second)).entries;
