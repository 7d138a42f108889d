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
