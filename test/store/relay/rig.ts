import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Bus } from '../../../functions/ledger/store/relay/bus.ts';
import { newRelay, type Relay } from '../../../functions/ledger/store/relay/relay.ts';
import type { LedgerStore } from '../../../functions/ledger/store/table/ledger-store.ts';
import { turnClock } from '../../support/clock.ts';
import { type Fault, faultyCalls, NO_FAULT } from '../../support/faults.ts';
import { NO_RANDOM } from '../../support/random.ts';

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

/** A relay on a real table and a bus in memory, with a place for faults at each of its awaits. */
export const rig = (client: DynamoDBClient, table: string, fault: Fault = NO_FAULT): Rig => {
  const { count, around } = faultyCalls(fault, true);
  const told: Told[] = [];
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
    clock: turnClock,
    random: NO_RANDOM,
  };
  const store: LedgerStore = { dynamo, table, clock: turnClock, random: NO_RANDOM, codeVersion: '1' };
  return { relay: newRelay(store, bus), store, told, calls: count };
};
