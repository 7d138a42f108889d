import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { formatTime } from '../../../functions/kernel/values/time.ts';
import { transactionId } from '../../../functions/ledger/store/commit/create-transaction.ts';
import { readAccountLines } from '../../../functions/ledger/store/table/account-item.ts';
import { accountKey } from '../../../functions/ledger/store/table/keys.ts';
import { startEngines } from '../../support/dynamo.ts';
import { type Bank, bankOf } from './bank.ts';
import { newWorld, race, type World } from './kit.ts';

const engines = await startEngines();
afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

describe.each(engines)('reversals on $name', (engine) => {
  let world: World;
  let bank: Bank;
  let count = 0;
  beforeAll(async () => {
    world = await newWorld(engine);
    bank = bankOf(world);
  });
  const pair = async () => {
    count += 1;
    const [payer, payee] = [`payer-${count}`, `payee-${count}`];
    await bank.fund(payer, '1000');
    await bank.open(payee);
    return { payer, payee };
  };

  test('a reversal moves the money back, and the two name each other', async () => {
    const { payer, payee } = await pair();
    const made = await bank.transfer(payer, payee, '300', {
      reference: 'r',
      description: 'Lunch',
      metadata: { a: '1' },
    });
    const reversal = await bank.reverse(made.body.id, { description: 'Sorry', metadata: { b: '2' } });
    expect(reversal.status).toBe(201);
    expect(reversal.body).toEqual({
      id: expect.stringMatching(/^txn_/),
      state: 'posted',
      currency: 'USD',
      postings: [{ from: payee, to: payer, amount: '300' }],
      pending: false,
      expiresAt: null,
      description: 'Sorry',
      effectiveAt: null,
      metadata: { b: '2' },
      createdAt: expect.any(String),
      entries: [
        { account: payee, direction: 'debit', amount: '300', currency: 'USD' },
        { account: payer, direction: 'credit', amount: '300', currency: 'USD' },
      ],
      reverses: made.body.id,
    });
    expect((await bank.transaction(made.body.id)).body).toEqual({ ...made.body, reversedBy: reversal.body.id });
    expect((await bank.transaction(reversal.body.id)).body).toEqual(reversal.body);
    expect((await bank.balance(payer)).posted).toBe('1000');
  });

  test('a transaction is reversed once, a reversal never, and the refusals are kept', async () => {
    const { payer, payee } = await pair();
    const made = await bank.transfer(payer, payee, '300');
    const reversal = await bank.reverse(made.body.id);
    const again = await bank.reverse(made.body.id, {}, { key: `again-${payer}` });
    expect([again.status, again.problem]).toEqual([409, 'transaction-state']);
    const repeated = await bank.reverse(made.body.id, {}, { key: `again-${payer}` });
    expect([repeated.text, repeated.replayed]).toEqual([again.text, true]);
    expect((await bank.reverse(reversal.body.id)).problem).toBe('transaction-state');
    expect((await bank.balance(payer)).posted).toBe('1000');
  });

  test('of 32 reversals at once with keys of their own one is made', async () => {
    const { payer, payee } = await pair();
    const made = await bank.transfer(payer, payee, '300');
    const answers = await race(32, () => bank.reverse(made.body.id));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ problem }) => problem === 'transaction-state')).toHaveLength(31);
    expect((await bank.balance(payer)).posted).toBe('1000');
    expect((await bank.balance(payee)).posted).toBe('0');
  });

  test('of a hold posted in part, the part is reversed', async () => {
    const { payer, payee } = await pair();
    const hold = await bank.hold(payer, payee, '300');
    await bank.post(hold.body.id, '120');
    const reversal = await bank.reverse(hold.body.id);
    expect(reversal.body.entries.map(({ amount }) => amount)).toEqual(['120', '120']);
    expect((await bank.balance(payer)).posted).toBe('1000');
    expect((await bank.transaction(hold.body.id)).body).toEqual({
      ...hold.body,
      state: 'posted',
      postedAmount: '120',
      reversedBy: reversal.body.id,
    });
  });

  test('a hold that is pending, voided or gone is not reversed', async () => {
    const { payer, payee } = await pair();
    const hold = await bank.hold(payer, payee, '300');
    expect((await bank.reverse(hold.body.id)).problem).toBe('transaction-state');
    await bank.release(hold.body.id);
    expect((await bank.reverse(hold.body.id)).problem).toBe('transaction-state');
    expect((await bank.balance(payer)).posted).toBe('1000');
  });

  test('what the payee has spent cannot be taken back, and nothing is linked', async () => {
    const { payer, payee } = await pair();
    const made = await bank.transfer(payer, payee, '300');
    await bank.transfer(payee, '@world', '1');
    const refused = await bank.reverse(made.body.id, {}, { key: `spent-${payer}` });
    expect([refused.status, refused.problem]).toEqual([422, 'insufficient-funds']);
    expect((await bank.transaction(made.body.id)).body).not.toHaveProperty('reversedBy');
    await bank.transfer('@world', payee, '1');
    expect((await bank.reverse(made.body.id, {}, { key: `spent-${payer}` })).text).toBe(refused.text);
    expect((await bank.reverse(made.body.id)).status).toBe(201);
  });

  test('entries go back as entries, sums above one amount included', async () => {
    const { payer, payee } = await pair();
    const most = '999999999999999999';
    await bank.patch(payer, (await bank.account(payer)).etag ?? '', { overdraft: 'unlimited' });
    const entries = [
      { account: payer, direction: 'debit', amount: most },
      { account: payer, direction: 'debit', amount: most },
      { account: payee, direction: 'credit', amount: most },
      { account: payee, direction: 'credit', amount: most },
    ];
    const made = await bank.create({ currency: 'USD', entries });
    expect((await bank.balance(payee)).posted).toBe('1999999999999999998');
    const reversal = await bank.reverse(made.body.id);
    expect(reversal.body.entries).toEqual([
      { account: payer, direction: 'credit', amount: '1999999999999999998', currency: 'USD' },
      { account: payee, direction: 'debit', amount: '1999999999999999998', currency: 'USD' },
    ]);
    expect((await bank.balance(payer)).posted).toBe('1000');
  });

  test('counts from when the client says, from 1970 to now, before the original too; its key knows that time', async () => {
    const { payer, payee } = await pair();
    const made = await bank.transfer(payer, payee, '300', { effectiveAt: '2026-02-01T00:00:00Z' });
    const ahead = formatTime(world.clock.now() + 60_000);
    const key = `dated-${payer}`;
    for (const effectiveAt of [ahead, '1969-12-31T23:59:59.999Z']) {
      expect((await bank.reverse(made.body.id, { effectiveAt }, { key })).problem).toBe('date-window');
    }
    const reversal = await bank.reverse(made.body.id, { effectiveAt: '2026-01-31T13:00:00+01:00' }, { key });
    expect([reversal.status, reversal.body.effectiveAt]).toEqual([201, '2026-01-31T12:00:00.000Z']);
    expect(reversal.body.reverses).toBe(made.body.id);
    expect((await bank.transaction(made.body.id)).body.reversedBy).toBe(reversal.body.id);
    expect((await bank.reverse(made.body.id, {}, { key })).problem).toBe('idempotency-key-reused');
    const { Item: item } = await world.client.send(
      new GetItemCommand({ TableName: world.store.table, Key: { ...accountKey('acme', payer) }, ConsistentRead: true }),
    );
    expect(readAccountLines(item ?? {})[0]?.effectiveAt).toBe(Date.parse('2026-01-31T12:00:00Z'));
    const { payer: other, payee: third } = await pair();
    const plain = await bank.transfer(other, third, '1');
    expect((await bank.reverse(plain.body.id, { effectiveAt: null })).body.effectiveAt).toBeNull();
  });

  test('a frozen account lets nothing be taken back', async () => {
    const { payer, payee } = await pair();
    const made = await bank.transfer(payer, payee, '300');
    await bank.freeze(payee);
    expect((await bank.reverse(made.body.id)).problem).toBe('account-frozen');
    await bank.unfreeze(payee);
    expect((await bank.reverse(made.body.id)).status).toBe(201);
  });

  test('the refusal of a transaction is no transaction: it is neither read nor reversed', async () => {
    const { payer, payee } = await pair();
    const { status } = await bank.transfer(payee, payer, '1', {}, { key: `broke-${payer}` });
    expect(status).toBe(422);
    const id = transactionId({ tenant: 'acme', operation: 'createTransaction', key: `broke-${payer}` });
    expect((await bank.transaction(id)).status).toBe(404);
    expect((await bank.reverse(id)).status).toBe(404);
    expect((await bank.post(id)).status).toBe(404);
  });

  test("another tenant's transaction is as unknown as one that never was", async () => {
    const { payer, payee } = await pair();
    const made = await bank.transfer(payer, payee, '300');
    const foreign = await bank.reverse(made.body.id, {}, { tenant: 'globex' });
    const unknown = await bank.reverse(`txn_${'0'.repeat(26)}`, {}, { tenant: 'globex' });
    expect([foreign.status, foreign.problem]).toEqual([404, 'not-found']);
    expect({ ...foreign.body, instance: '' }).toEqual({ ...unknown.body, instance: '' });
    expect((await bank.transaction(made.body.id)).body).not.toHaveProperty('reversedBy');
  });
});
