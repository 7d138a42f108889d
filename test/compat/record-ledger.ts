import type { DynamoDBRecord } from 'aws-lambda';
import { relayRecords } from '../../functions/ledger/store/relay/relay.ts';
import { RELAYED_SORT_KEYS } from '../../functions/ledger/store/table/keys.ts';
import { newWorld, type World } from '../store/ledger/kit.ts';
import { rig } from '../store/relay/rig.ts';
import type { Engine } from '../support/dynamo.ts';
import { type Item, keyOf, scan } from './golden.ts';
import { ledgerOver } from './ledger-http.ts';
import { type Exchange, type LedgerGolden, readsOf, STORY } from './ledger-story.ts';

/** What the stream would carry for the step from one state of the table to the next: one transaction, in the order of keys. */
const changes = (before: readonly Item[], after: readonly Item[], from: number): readonly DynamoDBRecord[] => {
  const known = new Map(before.map((item) => [keyOf(item), item]));
  const changed = after.filter((item) => JSON.stringify(known.get(keyOf(item))) !== JSON.stringify(item));
  return changed.map((item, index) => {
    const old = known.get(keyOf(item));
    return {
      eventName: old === undefined ? 'INSERT' : 'MODIFY',
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(Date.now() / 1000),
        SequenceNumber: String(from + index + 1).padStart(21, '0'),
        Keys: { pk: item.pk, sk: item.sk },
        NewImage: item,
        ...(old === undefined ? {} : { OldImage: old }),
      } as NonNullable<DynamoDBRecord['dynamodb']>,
    };
  });
};

const relayed: readonly string[] = RELAYED_SORT_KEYS;
const isRelayed = ({ dynamodb }: DynamoDBRecord): boolean => relayed.includes(dynamodb?.Keys?.sk?.S ?? '');

const record = async (release: number, { client, store }: World): Promise<LedgerGolden> => {
  const call = ledgerOver({ ...store, codeVersion: String(release) });
  const { relay, told } = rig(client, store.table);
  const ids = new Map<string, string>();
  const idOf = (key: string): string => ids.get(key) ?? '';
  const writes: Exchange[] = [];
  const records: DynamoDBRecord[] = [];
  for (const make of STORY) {
    const request = make(idOf);
    const before = await scan(client, store.table);
    const { status, text } = await call(request);
    writes.push({ request, answer: { status, text } });
    ids.set(request.key ?? '', String((JSON.parse(text) as { readonly id?: string }).id));
    const step = changes(before, await scan(client, store.table), records.length).filter(isRelayed);
    records.push(...step);
    const { failed } = await relayRecords(relay, step);
    if (failed.length > 0) throw new Error(`the relay fails at ${request.key}`);
  }
  const reads: Exchange[] = [];
  for (const request of readsOf(idOf)) {
    const { status, text } = await call(request);
    reads.push({ request, answer: { status, text } });
  }
  return { release, writes, reads, items: await scan(client, store.table), records, events: told };
};

/** What this release of the ledger writes and says. */
export const recordLedger = async (release: number, engine: Engine): Promise<LedgerGolden> => {
  const world = await newWorld(engine);
  try {
    return await record(release, world);
  } finally {
    world.client.destroy();
  }
};
