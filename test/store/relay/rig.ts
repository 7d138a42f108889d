import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Clock, Random } from '../../../functions/kernel/core/ports.ts';
import type { Bus } from '../../../functions/ledger/store/relay/bus.ts';
import { newRelay, type Relay } from '../../../functions/ledger/store/relay/relay.ts';
import type { LedgerStore } from '../../../functions/ledger/store/table/ledger-store.ts';

/** A relay that dies here stops as a killed process does: nothing of it runs on. */
export class Killed extends Error {}

/** Numbers that are the same in every run. */
export const randomFrom = (start: number) => {
  let state = start >>> 0 || 1;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

const random: Random = { bytes: (count) => new Uint8Array(count), fraction: () => 0.5 };
/** Waits take a turn of the event loop, so that relays that meet do make way for each other. */
export const clock: Clock = { now: () => Date.now(), sleep: () => new Promise((resolve) => setImmediate(resolve)) };

export interface Told {
  readonly detailType: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests assert on what they find.
  readonly detail: any;
}

export interface Rig {
  readonly relay: Relay;
  readonly store: LedgerStore;
  /** Everything that reached the bus. */
  readonly told: Told[];
  /** Calls of the table and the bus so far. */
  readonly calls: () => number;
}

/**
 * What becomes of a call: the process dies before or after its effect, from when on nothing that it calls has any; or the
 * service answers with an error. `says` is the call as text.
 */
export type Fault = (call: number, name: string, says: string) => 'before' | 'after' | Error | undefined;

/** A relay on a real table and a bus in memory, with a place for faults at each of its awaits. */
export const rig = (client: DynamoDBClient, table: string, fault: Fault = () => undefined): Rig => {
  let calls = 0;
  let dead = false;
  const told: Told[] = [];
  const around = async (name: string, input: object, effect: () => Promise<unknown>) => {
    if (dead) throw new Killed(name);
    calls += 1;
    const kind = fault(calls, name, JSON.stringify(input));
    if (kind instanceof Error) throw kind;
    if (kind !== undefined) dead = true;
    if (kind === 'before') throw new Killed(name);
    const answer = await effect();
    if (dead) throw new Killed(name);
    return answer;
  };
  const dynamo = {
    send: (command: { readonly constructor: { readonly name: string }; readonly input: object }) =>
      around(command.constructor.name, command.input, () => client.send(command as never)),
  } as unknown as LedgerStore['dynamo'];
  const put = async (command: PutEventsCommand) => {
    const entries = command.input.Entries ?? [];
    for (const entry of entries) {
      told.push({ detailType: entry.DetailType ?? '', detail: JSON.parse(entry.Detail ?? '') });
    }
    return { Entries: entries.map((_, index) => ({ EventId: String(index) })) };
  };
  const bus: Bus = {
    client: {
      send: (command: PutEventsCommand) => around('PutEvents', command.input, () => put(command)),
    } as unknown as EventBridgeClient,
    name: 'bus',
    clock,
    random,
  };
  const store: LedgerStore = { dynamo, table, clock, random, codeVersion: '1' };
  return { relay: newRelay(store, bus), store, told, calls: () => calls };
};
