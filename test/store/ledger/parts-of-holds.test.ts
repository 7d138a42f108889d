import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { formatTime } from '../../../functions/kernel/values/time.ts';
import { ledgerEvents } from '../../../functions/ledger/contract/events.ts';
import { systemLines } from '../../../functions/ledger/model/receipt-lines.ts';
import { expireHold } from '../../../functions/ledger/store/commit/expire-hold.ts';
import { scanReceipts } from '../../../functions/ledger/store/jobs/scan-receipts.ts';
import { receiptMessage } from '../../../functions/ledger/store/relay/event-messages.ts';
import type { MoneyReceipt } from '../../../functions/ledger/store/relay/stream-record.ts';
import { transactionKey } from '../../../functions/ledger/store/table/keys.ts';
import { startEngines } from '../../support/dynamo.ts';
import { type Bank, bankOf } from './bank.ts';
import { newWorld, race, type World } from './kit.ts';

const engines = await startEngines();
afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

describe.each(engines)('a hold that is posted in parts, on $name,', (engine) => {
  let world: World;
  let bank: Bank;
  let count = 0;
  beforeAll(async () => {
    world = await newWorld(engine);
    const each = bankOf(world);
    // Receipts of one millisecond have no order among each other.
    const nextMoment = () => world.clock.advance(1);
    bank = {
      ...each,
      hold: (...asked) => each.hold(...asked).finally(nextMoment),
      postPart: (...asked) => each.postPart(...asked).finally(nextMoment),
    };
  });
  /** A hold of 500 of a payer's 1000. */
  const held = async (more: object = {}) => {
    count += 1;
    const [payer, payee] = [`payer-${count}`, `payee-${count}`];
    await bank.fund(payer, '1000');
    await bank.open(payee);
    const hold = (await bank.hold(payer, payee, '500', more)).body.id;
    return { payer, payee, hold };
  };
  const inSeconds = (seconds: number): string => formatTime(world.clock.now() + seconds * 1_000);
  const expire = (transaction: string) =>
    expireHold(
      world.store,
      { tenant: 'acme', transaction },
      { requestId: 'sweep', deadline: world.clock.now() + 20_000 },
    );
  /** Of one hold, every receipt that the relay works on. */
  const receiptsOf = async (hold: string): Promise<readonly MoneyReceipt[]> => {
    const { receipts } = await scanReceipts(world.store, { tenant: 'acme', from: 0, to: 10 ** 14 }, undefined);
    return receipts.filter(({ made }) => made.id === hold).toSorted((a, b) => a.receipt.at - b.receipt.at);
  };
  const told = async (hold: string) =>
    (await receiptsOf(hold)).map((receipt) => {
      const { detailType, detail } = receiptMessage(0, receipt);
      return { detailType, transaction: JSON.parse(detail).data.transaction };
    });

  test('stays pending with the rest held, and its postedAmount is the sum', async () => {
    const { payer, payee, hold } = await held();
    const first = await bank.postPart(hold, '200', { key: `first-${payer}` });
    expect([first.status, first.body.state, first.body.postedAmount]).toEqual([200, 'pending', '200']);
    expect(await bank.balance(payer)).toEqual({ posted: '800', pendingIn: '0', pendingOut: '300', available: '500' });
    expect(await bank.balance(payee)).toEqual({ posted: '200', pendingIn: '300', pendingOut: '0', available: '200' });
    const second = await bank.postPart(hold, '100');
    expect([second.body.state, second.body.postedAmount]).toEqual(['pending', '300']);
    expect((await bank.transaction(hold)).body).toEqual(second.body);
    const last = await bank.post(hold, '150');
    expect([last.body.state, last.body.postedAmount]).toEqual(['posted', '450']);
    expect(await bank.balance(payer)).toEqual({ posted: '550', pendingIn: '0', pendingOut: '0', available: '550' });
    expect((await bank.account(payer)).body.version).toBe(5);
    const again = await bank.postPart(hold, '200', { key: `first-${payer}` });
    expect([again.text, again.replayed]).toEqual([first.text, true]);
  });

  test('posts all that is left without an amount, and ends with its last unit whatever final says', async () => {
    const { payer, hold } = await held();
    await bank.postPart(hold, '200');
    expect((await bank.post(hold)).body.postedAmount).toBe('500');
    expect((await bank.balance(payer)).posted).toBe('500');
    const { hold: other } = await held();
    await bank.postPart(other, '200');
    const last = await bank.postPart(other, '300');
    expect([last.body.state, last.body.postedAmount]).toEqual(['posted', '500']);
    expect((await bank.postPart(other, '1')).problem).toBe('transaction-state');
  });

  test('takes no more than is still held, and the key stays free', async () => {
    const { hold, payer } = await held();
    await bank.postPart(hold, '200');
    expect((await bank.post(hold, '301', { key: `more-${payer}` })).problem).toBe('capture-too-large');
    expect((await bank.post(hold, '300', { key: `more-${payer}` })).status).toBe(200);
  });

  test('with two postings is refused a part, and takes all', async () => {
    count += 1;
    const payer = `payer-${count}`;
    await bank.fund(payer, '1000');
    const postings = ['@shop', '@fees'].map((to) => ({ from: payer, to, amount: '100' }));
    const hold = (await bank.create({ currency: 'USD', postings, pending: true })).body.id;
    expect((await bank.postPart(hold, '50')).problem).toBe('posting-count');
    expect((await bank.post(hold)).body.state).toBe('posted');
  });

  test('says how it ended and what of it moved, when voided', async () => {
    const { payer, payee, hold } = await held();
    await bank.postPart(hold, '200');
    const voided = await bank.release(hold);
    expect([voided.body.state, voided.body.postedAmount]).toEqual(['voided', '200']);
    expect(await bank.balance(payer)).toEqual({ posted: '800', pendingIn: '0', pendingOut: '0', available: '800' });
    expect((await bank.balance(payee)).posted).toBe('200');
  });

  test('expires with what is left: swept or not it reads expired, and is posted no more', async () => {
    const { payer, hold } = await held({ expiresAt: inSeconds(60) });
    await bank.postPart(hold, '200');
    expect(await expire(hold)).toBe(false);
    world.clock.advance(61_000);
    expect((await bank.transaction(hold)).body).toMatchObject({ state: 'expired', postedAmount: '200' });
    expect((await bank.postPart(hold, '1')).problem).toBe('transaction-state');
    expect(await expire(hold)).toBe(true);
    expect((await bank.transaction(hold)).body).toMatchObject({ state: 'expired', postedAmount: '200' });
    expect(await bank.balance(payer)).toEqual({ posted: '800', pendingIn: '0', pendingOut: '0', available: '800' });
    expect(await expire(hold)).toBe(false);
  });

  test('is released by a void after its expiry', async () => {
    const { payer, hold } = await held({ expiresAt: inSeconds(60) });
    await bank.postPart(hold, '200');
    world.clock.advance(61_000);
    expect((await bank.release(hold)).body).toMatchObject({ state: 'expired', postedAmount: '200' });
    expect((await bank.balance(payer)).available).toBe('800');
  });

  test.each(['final', 'void', 'expiry', 'expiry before the sweep'])(
    'is reversed by what was posted in all after its %s, and not before',
    async (end) => {
      const { payer, payee, hold } = await held({ expiresAt: inSeconds(60) });
      await bank.postPart(hold, '200');
      await bank.postPart(hold, '100');
      expect((await bank.reverse(hold)).problem).toBe('transaction-state');
      if (end === 'final') await bank.post(hold, '1');
      if (end === 'void') await bank.release(hold);
      world.clock.advance(61_000);
      if (end === 'expiry') await expire(hold);
      const posted = end === 'final' ? '301' : '300';
      const reversal = await bank.reverse(hold);
      expect([reversal.status, reversal.body.postings?.[0]?.amount]).toEqual([201, posted]);
      expect(await bank.balance(payer)).toEqual({ posted: '1000', pendingIn: '0', pendingOut: '0', available: '1000' });
      expect((await bank.balance(payee)).posted).toBe('0');
      expect((await bank.transaction(hold)).body.reversedBy).toBe(reversal.body.id);
      expect((await bank.reverse(hold)).problem).toBe('transaction-state');
    },
  );

  test('of 20 parts at once takes as many as it holds', async () => {
    const { payer, payee, hold } = await held();
    const answers = await race(20, () => bank.postPart(hold, '60'));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(8);
    expect(answers.filter(({ problem }) => problem === 'capture-too-large')).toHaveLength(12);
    const sums = answers.filter(({ status }) => status === 200).map(({ body }) => Number(body.postedAmount));
    expect(sums.toSorted((a, b) => a - b)).toEqual([60, 120, 180, 240, 300, 360, 420, 480]);
    expect(await bank.balance(payee)).toMatchObject({ posted: '480', pendingIn: '20' });
    expect((await bank.account(payer)).body.version).toBe(10);
  });

  test('of parts, ends, voids and sweeps at once loses and doubles nothing', async () => {
    const { payer, payee, hold } = await held({ expiresAt: inSeconds(60) });
    await bank.postPart(hold, '50');
    const ways = [
      () => bank.postPart(hold, '30'),
      () => bank.postPart(hold, '20'),
      () => bank.post(hold, '10'),
      () => bank.release(hold),
    ];
    const answers = await race(24, (index) => (ways[index % 4] ?? bank.transaction.bind(bank, hold))());
    expect(answers.filter(({ body }) => body.state === 'posted' || body.state === 'voided')).toHaveLength(1);
    const end = (await bank.transaction(hold)).body;
    expect(await bank.balance(payee)).toMatchObject({ posted: end.postedAmount, pendingIn: '0' });
    const left = String(1000 - Number(end.postedAmount));
    expect(await bank.balance(payer)).toEqual({ posted: left, pendingIn: '0', pendingOut: '0', available: left });
  });

  test.each(['post', 'void', 'expire'])(
    'is told part by part, and the parts sum to what was held, ended by %s',
    async (end) => {
      const { hold } = await held({ expiresAt: inSeconds(60) });
      await bank.postPart(hold, '200');
      if (end === 'post') await bank.post(hold, '120');
      if (end === 'void') await bank.release(hold);
      if (end === 'expire') {
        world.clock.advance(61_000);
        await expire(hold);
      }
      const [placed, first, last, ...more] = await told(hold);
      expect([placed?.detailType, more]).toEqual(['ledger.HoldPlaced', []]);
      for (const one of [first, last]) {
        expect(one?.detailType).toBe('ledger.HoldReleased');
        expect(ledgerEvents.HoldReleased.data.safeParse({ transaction: one?.transaction }).success).toBe(true);
      }
      expect(first?.transaction).toMatchObject({
        state: 'posted',
        postedAmount: '200',
        hold: { state: 'pending', amount: '500', postedAmount: '200', heldAmount: '300' },
      });
      const state = { post: 'posted', void: 'voided', expire: 'expired' }[end];
      expect(last?.transaction).toMatchObject({ state, hold: { state, amount: '500', heldAmount: '0' } });
      expect(last?.transaction.postedAmount).toBe(end === 'post' ? '120' : undefined);
      const amounts = [first, last].map((one) => Number(one?.transaction.entries[0].amount));
      expect(amounts).toEqual([200, 300]);
    },
  );

  test('that ends at once is told as ever: once, without a part', async () => {
    const { hold } = await held();
    await bank.post(hold, '120');
    const events = await told(hold);
    expect(events.map(({ detailType }) => detailType)).toEqual(['ledger.HoldPlaced', 'ledger.HoldReleased']);
    expect(events[1]?.transaction).toEqual((await bank.transaction(hold)).body);
  });

  test('is folded into a system account part by part', async () => {
    count += 1;
    await bank.fund(`payer-${count}`, '1000');
    const hold = (await bank.hold(`payer-${count}`, '@shop', '500')).body.id;
    await bank.postPart(hold, '200');
    await bank.postPart(hold, '50');
    await bank.release(hold);
    const lines = (await receiptsOf(hold)).flatMap(({ receipt, made, resolves }) =>
      systemLines(receipt, made, resolves),
    );
    expect(lines.map(({ line }) => [line.amount, line.pending])).toEqual([
      [0n, 500n],
      [200n, -200n],
      [50n, -50n],
      [0n, -250n],
    ]);
    expect(new Set(lines.map(({ line }) => line.receiptId)).size).toBe(4);
  });

  test('that expires on the way to its reversal is folded and told as one that the sweep lets expire', async () => {
    count += 1;
    await bank.fund(`payer-${count}`, '1000');
    const hold = (await bank.hold(`payer-${count}`, '@shop', '500', { expiresAt: inSeconds(60) })).body.id;
    await bank.postPart(hold, '200');
    world.clock.advance(61_000);
    expect((await bank.reverse(hold)).body.postings?.[0]?.amount).toBe('200');
    const receipts = await receiptsOf(hold);
    expect(receipts.map(({ receipt }) => [receipt.operation, receipt.actor])).toEqual([
      ['createTransaction', 'cli_test'],
      ['postTransaction', 'cli_test'],
      ['expireHold', 'folio'],
    ]);
    const lines = receipts.flatMap(({ receipt, made, resolves }) => systemLines(receipt, made, resolves));
    expect(lines.map(({ line }) => [line.amount, line.pending])).toEqual([
      [0n, 500n],
      [200n, -200n],
      [0n, -300n],
    ]);
    expect((await told(hold)).at(-1)?.transaction.state).toBe('expired');
  });

  test.each([
    ['post or void', '#hs = :pending AND (attribute_not_exists(#xa) OR #xa > :at)', 0],
    ['expiry', '#hs = :pending AND #xa <= :at', 10 ** 14],
  ])('is out of reach of the %s of release 1, which would release all that was held once', async (_, condition, at) => {
    const { hold } = await held({ expiresAt: inSeconds(60) });
    const { hold: forever } = await held();
    for (const id of [hold, forever]) await bank.postPart(id, '200');
    for (const id of [hold, forever]) {
      const ending = new UpdateItemCommand({
        TableName: world.store.table,
        Key: { ...transactionKey('acme', id) },
        UpdateExpression: 'SET #hs = :to, #ta = :at REMOVE #xb, #xs',
        ConditionExpression: condition,
        ExpressionAttributeNames: { '#hs': 'hs', '#ta': 'ta', '#xa': 'xa', '#xb': 'xb', '#xs': 'xs' },
        ExpressionAttributeValues: { ':to': { S: 'voided' }, ':pending': { S: 'pending' }, ':at': { N: String(at) } },
      });
      await expect(world.store.dynamo.send(ending)).rejects.toThrow('The conditional request failed');
    }
  });

  test('is replayed part by part, and each key has its own answer for ever', async () => {
    const { hold, payer } = await held();
    const answers = [];
    for (const amount of ['10', '20', '30'])
      answers.push(await bank.postPart(hold, amount, { key: `${payer}-${amount}` }));
    await bank.release(hold);
    for (const [index, amount] of ['10', '20', '30'].entries()) {
      expect((await bank.postPart(hold, amount, { key: `${payer}-${amount}` })).text).toBe(answers[index]?.text);
    }
    expect((await bank.postPart(hold, '11', { key: `${payer}-10` })).problem).toBe('idempotency-key-reused');
  });
});
