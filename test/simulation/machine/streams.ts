import type { Change } from '../store/memory-store.ts';
import { luckOf } from './chance.ts';

/** A function on a table's stream, as lib/platform/stream-route.ts makes it. */
export interface StreamConsumer {
  readonly to: string;
  readonly table: string;
  readonly wants: (change: Change) => boolean;
  readonly batchSize: number;
  /** Shards, and batches of one at the same time: the changes of one item stay in order. */
  readonly lanes: number;
}

interface StreamRecord {
  readonly sequence: number;
  readonly at: number;
  readonly change: Change;
}

/** Records of some items in order, of which one batch is on its way at a time. */
export interface StreamLane {
  readonly name: string;
  readonly to: string;
  readonly batchSize: number;
  readonly records: StreamRecord[];
  /** The last batch that was handled: a stream may be read again from before it. */
  last: readonly StreamRecord[];
  isBusy: boolean;
  failures: number;
}

/** Tries of one batch, after which the mapping would put it aside. */
export const TRIES = 100;

const DIGITS = 21;
export const sequenceOf = ({ sequence }: StreamRecord): string => String(sequence).padStart(DIGITS, '0');

const jsonOf = (record: StreamRecord): object => {
  const { change, at } = record;
  const { before, after, pk, sk } = change;
  return {
    eventID: String(record.sequence),
    eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1000),
      Keys: { pk: { S: pk }, sk: { S: sk } },
      SequenceNumber: sequenceOf(record),
      ...(after === undefined ? {} : { NewImage: after.item }),
      ...(before === undefined ? {} : { OldImage: before.item }),
    },
  };
};

export const streamEvent = (records: readonly StreamRecord[]): object => ({ Records: records.map(jsonOf) });

/** The streams of all tables on their way to functions. */
export class Streams {
  readonly lanes = new Map<string, StreamLane>();
  readonly #consumers: readonly StreamConsumer[];
  #sequence = 0;

  constructor(consumers: readonly StreamConsumer[]) {
    this.#consumers = consumers;
    for (const { to, batchSize, lanes } of consumers)
      for (let number = 0; number < lanes; number += 1) {
        const name = `${to}/${number}`;
        this.lanes.set(name, { name, to, batchSize, records: [], last: [], isBusy: false, failures: 0 });
      }
  }

  append(changes: readonly Change[], at: number): void {
    for (const change of changes)
      for (const { to, table, wants, lanes } of this.#consumers) {
        if (change.table !== table || !wants(change)) continue;
        this.#sequence += 1;
        const lane = this.lanes.get(`${to}/${luckOf(0, change.pk) % lanes}`);
        lane?.records.push({ sequence: this.#sequence, at, change });
      }
  }
}
