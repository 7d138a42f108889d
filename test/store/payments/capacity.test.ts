import { describe, expect, test } from '@jest/globals';
import { countingCapacity } from '../../support/capacity.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { PaymentsWorld } from './world.ts';

/** What has to go on, all of the tenant, all of the payer; over book all of the payee as well. */
const INDEXES = { book: 4, sandbox: 3 } as const;
const LEAVES_DUE = 1;
const RECEIPT = 2;

/** From the hint in the queue to the end, once its rail's clearing account is watched. */
const ON_THE_WAY = {
  /** The hint reads the payment, and so does the report. */
  'work GetItem': 2,
  /** Through the gate, handed over, paid by the rail, settled. */
  'work TransactWriteItems': 4,
  /** The hold, and its posting. */
  'work ledger': 2,
  'work bank': 1,
} as const;

const body = { from: 'payer', to: { account: 'payee' }, amount: '100', currency: 'USD' };

await onEachEngine((engine) => {
  const client = clientOf(engine);

  /** What the answer to a payment consumes, and how often it asks the store and the ledger. */
  const consumedBy = async (to: object) => {
    let [read, write, requests] = [0, 0, 0];
    const dynamo = countingCapacity(client, (units) => {
      read += units.read;
      write += units.write;
      requests += 1;
    });
    const world = await PaymentsWorld.on(dynamo as typeof client);
    world.ledger.balances.set('payer', 1_000n);
    let asked = 0;
    world.fault = ({ name }) => {
      asked += name === 'ledger' ? 1 : 0;
      return undefined;
    };
    [read, write, requests] = [0, 0, 0];
    const { status } = await world.ask('POST /v1/payments', { body: { ...body, ...to } });
    expect(status).toBe(201);
    return { read, write, requests, asked };
  };

  test('a payment over the sandbox comes to its end by six requests to the store and two to the ledger', async () => {
    const world = await PaymentsWorld.on(client);
    world.ledger.balances.set('payer', 1_000n);
    const pay = async (): Promise<void> => {
      const asked = { body: { ...body, to: { rail: 'sandbox', destination: 'ok' } } };
      expect((await world.ask('POST /v1/payments', asked)).status).toBe(201);
      await world.pump();
    };
    await pay();
    const calls: string[] = [];
    world.fault = ({ by, name }) => {
      if (by === 'work') calls.push(`${by} ${name}`);
      return undefined;
    };
    await pay();
    expect((await world.payments()).map(({ step }) => step)).toEqual(['settled', 'settled']);
    const counted = Object.entries(Object.groupBy(calls, (call) => call)).map(([call, all]) => [call, all?.length]);
    expect(Object.fromEntries(counted)).toEqual(ON_THE_WAY);
  });

  describe('the answer to a payment consumes', () => {
    // Each item that a transaction writes is two units, in the table and in each index.
    test('over book: one read of the policy, its promise, and its end with the receipt', async () => {
      const promise = 2 * (1 + INDEXES.book);
      const end = 2 * (1 + LEAVES_DUE) + RECEIPT;
      expect(await consumedBy({})).toEqual({ read: 1, write: promise + end, requests: 3, asked: 1 });
    });

    test('over another rail: a read of the policy, and its promise with the receipt', async () => {
      const to = { rail: 'sandbox', destination: 'ok' };
      expect(await consumedBy({ to })).toEqual({
        read: 1,
        write: 2 * (1 + INDEXES.sandbox) + RECEIPT,
        requests: 2,
        asked: 0,
      });
    });
  });
});
