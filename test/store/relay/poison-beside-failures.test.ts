import { describe, expect, test } from '@jest/globals';
import { buildRelay } from '../../../functions/ledger/store/relay/relay.ts';
import type { InvokeResult } from '../../../local/lambda/functions.ts';
import { Delivery } from '../../../local/streams/delivery.ts';
import type { StreamMapping } from '../../../local/streams/stream-mapping.ts';
import type { StreamRecord } from '../../../local/streams/stream-source.ts';
import type { Fault } from '../../support/faults.ts';
import { belowFrom } from '../../support/random.ts';
import { expectBalances, expectHistory } from './checks.ts';
import { freshTables } from './fresh-table.ts';
import { LedgerStream, START, transfer } from './ledger-stream.ts';
import { type Rig, rig } from './rig.ts';

const MAPPING: StreamMapping = {
  id: 'mapping',
  streamArn: 'arn:stream',
  functionArn: 'relay:live',
  startingPosition: 'TRIM_HORIZON',
  batchSize: 25,
  windowMs: 0,
  bisect: true,
  maxRetries: 100,
  maxAgeMs: undefined,
  onFailure: 'arn:aws:s3:::aside',
  partialResponse: true,
  wanted: () => true,
};
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const ACCOUNTS = ['alice', 'bob', 'carol', 'broken'];

/** A bank of which one record of one account contradicts itself. */
const withPoison = (seed: number) => {
  const bank = new LedgerStream('acme');
  for (const id of ACCOUNTS) bank.open(id);
  const below = belowFrom(seed);
  for (let step = 0; step < 40; step += 1) {
    const id = ACCOUNTS[below(ACCOUNTS.length)] ?? '';
    const at = START + step * 700;
    const effectiveAt = below(3) === 0 ? at - below(90_000_000) : undefined;
    const [from, to] = below(2) === 0 ? [id, '@world'] : ['@fees', id];
    bank.commit([{ legs: transfer(from, to, BigInt(1 + below(100))), at, effectiveAt }]);
  }
  const records = structuredClone(bank.records);
  const poison = records.findIndex(
    ({ eventName, dynamodb }, place) =>
      place > 12 && eventName === 'MODIFY' && dynamodb?.Keys?.pk?.S === 'acme#A#broken',
  );
  const image = records[poison]?.dynamodb?.NewImage;
  if (image === undefined) throw new Error('the broken account has no such record');
  image.ls = { S: '[]' };
  return { bank, records, poison };
};

describe('a relay whose batch holds a record that can never be read, while its store and its bus fail now and then', () => {
  const fresh = freshTables('poison');

  test.each([1, 2, 3, 4])('puts that record aside alone, and does all the others (seed %d)', async (seed) => {
    const { client, table } = await fresh();
    const { bank, records, poison } = withPoison(seed);
    const below = belowFrom(seed + 100);
    let failures = 0;
    const fault: Fault = () => {
      if (below(8) > 0) return undefined;
      failures += 1;
      return new Error('away for a moment');
    };
    const one = rig(client, table, fault);
    const handler = buildRelay({ relay: one.relay, clock: one.store.clock, log });
    const aside: string[] = [];
    const given = records.map(
      (record, place): StreamRecord => ({
        sequence: record.dynamodb?.SequenceNumber ?? '',
        json: JSON.stringify(record),
        at: place,
        view: { eventName: record.eventName ?? '', keys: () => ({}), whole: () => record },
      }),
    );
    const delivery = new Delivery(MAPPING, {
      invoke: async (_, payload): Promise<InvokeResult> => {
        const answer = await handler(JSON.parse(payload), {} as never);
        return { statusCode: 200, executedVersion: '1', requestId: 'r', payload: JSON.stringify(answer) };
      },
      discard: async ({ records: some }) => void aside.push(...some.map(({ sequence }) => sequence)),
      done: () => undefined,
      shardOf: () => 'shard',
      now: () => 0,
      log: () => undefined,
      backoffMs: 0,
      maxBackoffMs: 0,
    });
    for (let from = 0; from < given.length; from += MAPPING.batchSize) {
      await delivery.deliver(given.slice(from, from + MAPPING.batchSize));
    }
    expect(failures).toBeGreaterThan(5);
    expect(aside).toEqual([given[poison]?.sequence]);
    const reads = rig(client, table);
    for (const id of ['alice', 'bob', 'carol', '@world', '@fees']) {
      const lines = bank.lines.get(id) ?? [];
      await expectHistory(reads.store, 'acme', id, lines);
      await expectBalances(
        reads.store,
        'acme',
        id,
        lines,
        lines.map(({ at }) => at),
      );
    }
    expectTold(one, bank);
  });
});

/** Every transaction was told, and every account. */
const expectTold = ({ told }: Rig, bank: LedgerStream): void => {
  const ids = new Set(told.flatMap(({ detail }) => detail.data.transaction?.id ?? []));
  const made = new Set([...bank.lines.values()].flat().map(({ transactionId }) => transactionId));
  expect([...ids].toSorted()).toEqual([...made].toSorted());
  const opened = told.filter(({ detailType }) => detailType === 'ledger.AccountOpened');
  expect(new Set(opened.map(({ detail }) => detail.data.account.id))).toEqual(new Set(ACCOUNTS));
};
