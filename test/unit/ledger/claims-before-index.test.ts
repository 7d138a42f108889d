import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { createTransactionRoute } from '../../../functions/ledger/handlers/api/create-transaction.ts';
import { createTransactionsRoute } from '../../../functions/ledger/handlers/api/create-transactions.ts';
import type { LedgerStore } from '../../../functions/ledger/store/table/ledger-store.ts';
import { type Answered, Rig } from './rig.ts';

const BODY = {
  currency: 'USD',
  postings: [{ from: '@world', to: 'a', amount: '5' }],
  reference: 'invoice 42',
  uniqueReference: true,
};

/** A store whose index of references has not followed yet. */
const unindexed = (rig: Rig): LedgerStore => ({
  ...rig.store,
  dynamo: {
    send: async (command: unknown) =>
      command instanceof QueryCommand && command.input.IndexName === 'reference'
        ? { Items: [] }
        : rig.dynamo.send(command),
  } as unknown as LedgerStore['dynamo'],
});

const slugOf = ({ problem, text }: Answered): string =>
  problem ?? JSON.parse(text).results[0].problem.type.slice('/problems/'.length);

describe('a reference that another transaction has claimed', () => {
  const WAYS: Readonly<Record<string, (rig: Rig, store: LedgerStore) => Promise<Answered>>> = {
    'a single call': (rig, store) => rig.send(createTransactionRoute(store), { key: 'second', body: BODY }),
    'an independent batch': (rig, store) => bulk(rig, store, 'independent'),
    'an atomic batch': (rig, store) => bulk(rig, store, 'atomic'),
  };
  const bulk = (rig: Rig, store: LedgerStore, mode: string) =>
    rig.send(createTransactionsRoute(store), { body: { mode, transactions: [{ key: 'second', ...BODY }] } });

  test.each(Object.entries(WAYS))(
    'is refused to %s by the claim itself, before any index tells of it',
    async (_, send) => {
      const rig = new Rig();
      rig.open('a', 'USD');
      await rig.pay('first', BODY);
      const before = rig.dynamo.calls;
      expect(slugOf(await send(rig, unindexed(rig)))).toBe('reference-exists');
      // The commit that met the claim, a look or two, and the receipt of the refusal: nothing is tried over and over.
      expect(rig.dynamo.calls - before).toBeLessThanOrEqual(4);
      expect(rig.account('a')?.credits).toBe(5n);
    },
  );
});
