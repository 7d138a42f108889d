import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { buildRepublish } from '../../../functions/ledger/handlers/republish.ts';
import { buildRelay } from '../../../functions/ledger/store/relay/relay.ts';
import { turnClock } from '../../support/clock.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { unstreamedTable } from './fresh-table.ts';
import { LedgerStream, START, transfer } from './ledger-stream.ts';
import { rig } from './rig.ts';

await onEachEngine((engine) => {
  const client = clientOf(engine);
  beforeAll(async () => {
    await unstreamedTable(client, 'handlers');
  });

  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const context = { getRemainingTimeInMillis: () => 60_000 } as Context;

  const busyBank = (): LedgerStream => {
    const bank = new LedgerStream('acme');
    bank.open('alice');
    for (let i = 0; i < 12; i += 1) bank.commit([{ legs: transfer('@world', 'alice', 10n), at: START + i }]);
    return bank;
  };

  describe('the relay function', () => {
    test('reports nothing when all is done, and how far it is behind', async () => {
      const lags: number[] = [];
      const { relay } = rig(client, 'handlers');
      const now = { ...turnClock, now: () => START + 4_000 };
      const handler = buildRelay({ clock: now, log, relay, onLag: (lagMs) => lags.push(lagMs) });
      expect(await handler({ Records: busyBank().records }, context)).toEqual({ batchItemFailures: [] });
      expect(lags).toEqual([4_000]);
    });

    test('names the sequence number of an unreadable record, so that the mapping goes on from there', async () => {
      const { records } = busyBank();
      const { relay } = rig(client, 'handlers');
      const image = records[7]?.dynamodb?.NewImage;
      if (image !== undefined) image.b = { S: '{"half' };
      const handler = buildRelay({ clock: turnClock, log, relay });
      const { batchItemFailures } = await handler({ Records: records }, context);
      expect(batchItemFailures).toEqual([{ itemIdentifier: records[7]?.dynamodb?.SequenceNumber }]);
    });

    test('reports the first record whose event could not be published', async () => {
      const { records } = busyBank();
      const { relay } = rig(client, 'handlers');
      const down = { ...relay.bus, client: { send: async () => Promise.reject(new Error('down')) } as never };
      const handler = buildRelay({ clock: turnClock, log, relay: { ...relay, bus: down } });
      const { batchItemFailures } = await handler({ Records: records }, context);
      expect(batchItemFailures).toEqual([{ itemIdentifier: records[0]?.dynamodb?.SequenceNumber }]);
    });
  });

  describe('the republish task', () => {
    test('refuses a payload that asks for none or for two things', async () => {
      const handler = buildRepublish({ clock: turnClock, log, relay: rig(client, 'handlers').relay });
      for (const payload of [{}, { tenant: 'acme' }, { tenant: 'acme', relink: 'alice', transactions: ['txn_1'] }]) {
        await expect(handler(payload, context)).rejects.toThrow(/payload of republish/);
      }
    });

    test('reads no more pages of a window than it is told to, and says where to go on', async () => {
      const one = rig(client, 'handlers');
      const scanned: unknown[] = [];
      const dynamo = {
        send: async ({ input }: { readonly input: { readonly ExclusiveStartKey?: unknown } }) => {
          scanned.push(input.ExclusiveStartKey);
          return { Items: [], LastEvaluatedKey: { pk: { S: `acme#${scanned.length}` }, sk: { S: 'T' } } };
        },
      } as never;
      const relay = { ...one.relay, store: { ...one.store, dynamo } };
      const handler = buildRepublish({ clock: turnClock, log, relay });
      const window = { tenant: 'acme', from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' };
      const first = await handler({ ...window, pages: 2 }, context);
      expect(first).toEqual({ receipts: 0, token: '{"pk":{"S":"acme#2"},"sk":{"S":"T"}}' });
      await handler({ ...window, pages: 1, token: (first as { token: string }).token }, context);
      expect(scanned).toEqual([undefined, ...[1, 2].map((page) => ({ pk: { S: `acme#${page}` }, sk: { S: 'T' } }))]);
    });

    test('mends, relays again and republishes by its payload', async () => {
      const bank = busyBank();
      const handler = buildRepublish({ clock: turnClock, log, relay: rig(client, 'handlers').relay });
      expect(await handler({ records: bank.records }, context)).toEqual({ records: bank.records.length, more: false });
      const object = { version: '1.0', payload: JSON.stringify({ Records: bank.records }) };
      expect(await handler(object, context)).toEqual({ records: bank.records.length, more: false });
      expect(await handler({ tenant: 'acme', relink: 'alice' }, context)).toEqual({ linkedTo: 12, more: false });
      const window = { tenant: 'acme', from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' };
      expect(await handler(window, context)).toEqual({ receipts: 0, token: undefined });
    });
  });
});
