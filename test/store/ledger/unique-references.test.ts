import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { formatTime } from '../../../functions/kernel/values/time.ts';
import { newTransaction } from '../../../functions/ledger/contract/transaction.ts';
import { createTransactionRoute } from '../../../functions/ledger/handlers/api/create-transaction.ts';
import { createTransactionsRoute } from '../../../functions/ledger/handlers/api/create-transactions.ts';
import { startEngines } from '../../support/dynamo.ts';
import { type Bank, bankOf } from './bank.ts';
import { newWorld, race, send, type World } from './kit.ts';

const engines = await startEngines();
afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

interface Results {
  readonly committed: boolean;
  readonly results: readonly { readonly status: number; readonly problem?: { readonly type: string } }[];
}

describe.each(engines)('a reference that is to be unique, on $name,', (engine) => {
  let world: World;
  let bank: Bank;
  let count = 0;
  beforeAll(async () => {
    world = await newWorld(engine);
    bank = bankOf(world);
    await bank.fund('payer', '1000000');
    await bank.open('payee');
  });
  const fresh = (): string => {
    count += 1;
    return `invoice #${count} / März`;
  };
  const once = (reference: string, more: object = {}, as: object = {}) =>
    bank.transfer('payer', 'payee', '10', { reference, uniqueReference: true, ...more }, as);
  const bulk = async (mode: 'atomic' | 'independent', bodies: readonly object[], name: string) => {
    const transactions = bodies.map((body, index) => ({
      key: `${name}-${index}`,
      currency: 'USD',
      postings: [{ from: 'payer', to: 'payee', amount: '1' }],
      ...body,
    }));
    const { body } = await send<Results>(world, createTransactionsRoute(world.store), { body: { mode, transactions } });
    return body.results.map(({ status, problem }) => problem?.type.slice('/problems/'.length) ?? String(status));
  };

  test('is taken once: a second transaction is refused by its pointer, moves nothing, and its refusal is kept', async () => {
    const reference = fresh();
    const made = await once(reference, {}, { key: `a-${count}` });
    expect([made.status, made.body.uniqueReference]).toEqual([201, true]);
    const before = (await bank.account('payer')).text;
    const refused = await once(reference, {}, { key: `b-${count}` });
    expect([refused.status, refused.problem]).toEqual([409, 'reference-exists']);
    expect(refused.body).toMatchObject({ errors: [{ pointer: '/reference' }] });
    expect((await bank.account('payer')).text).toBe(before);
    expect((await once(reference, {}, { key: `b-${count}` })).text).toBe(refused.text);
    expect((await once(reference, {}, { key: `a-${count}` })).text).toBe(made.text);
  });

  test('is taken by one of 24 at once', async () => {
    const reference = fresh();
    const before = Number((await bank.balance('payee')).posted);
    const answers = await race(24, () => once(reference));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ problem }) => problem === 'reference-exists')).toHaveLength(23);
    expect(Number((await bank.balance('payee')).posted)).toBe(before + 10);
  });

  test('is refused where one that did not ask for it came before, and stops none that does not ask', async () => {
    const reference = fresh();
    await bank.transfer('payer', 'payee', '10', { reference });
    expect((await once(reference)).problem).toBe('reference-exists');
    expect((await bank.transfer('payer', 'payee', '10', { reference })).status).toBe(201);
    const other = fresh();
    await once(other);
    expect((await bank.transfer('payer', 'payee', '10', { reference: other, uniqueReference: false })).status).toBe(
      201,
    );
  });

  test('stays taken by a hold that was voided or has expired, and not by a transaction that was refused', async () => {
    const [voided, expired, refused] = [fresh(), fresh(), fresh()];
    const hold = await once(voided, { pending: true });
    await bank.release(hold.body.id);
    expect((await once(voided)).problem).toBe('reference-exists');
    const until = formatTime(world.clock.now() + 2_000);
    await once(expired, { pending: true, expiresAt: until });
    world.clock.advance(3_000);
    expect((await once(expired)).problem).toBe('reference-exists');
    expect(
      (await bank.transfer('payee', 'payer', '99999999', { reference: refused, uniqueReference: true })).status,
    ).toBe(422);
    expect((await once(refused)).status).toBe(201);
  });

  test('is a tenant’s own', async () => {
    const reference = fresh();
    await once(reference);
    for (const id of ['payer', 'payee']) await bank.open(id, { overdraft: 'unlimited' }, { tenant: 'globex' });
    expect((await once(reference, {}, { tenant: 'globex' })).status).toBe(201);
  });

  test('stands before what accounts refuse', async () => {
    const reference = fresh();
    await once(reference);
    const poor = await bank.transfer('payee', 'payer', '99999999', { reference, uniqueReference: true });
    expect(poor.problem).toBe('reference-exists');
  });

  test('has to be there', () => {
    const parsed = newTransaction.safeParse({
      currency: 'USD',
      postings: [{ from: 'a', to: 'b', amount: '1' }],
      uniqueReference: true,
    });
    expect(parsed.error?.issues.map(({ path }) => path)).toEqual([['reference']]);
  });

  test('is refused to a dry run as to the transaction itself', async () => {
    const reference = fresh();
    const body = {
      currency: 'USD',
      postings: [{ from: 'payer', to: 'payee', amount: '1' }],
      reference,
      uniqueReference: true,
    };
    const dry = () => send(world, createTransactionRoute(world.store), { body, query: { dryRun: 'true' } });
    expect((await dry()).status).toBe(200);
    await once(reference);
    expect((await dry()).problem).toBe('reference-exists');
  });

  test('is taken once in an independent batch, by the first that is made', async () => {
    const [one, two, taken] = [fresh(), fresh(), fresh()];
    await once(taken);
    const postings = [{ from: 'payee', to: 'payer', amount: '99999999' }];
    const unique = (reference: string, more: object = {}) => ({ reference, uniqueReference: true, ...more });
    const bodies = [
      unique(one),
      unique(one),
      unique(taken),
      unique(two, { postings }),
      unique(two),
      { reference: two },
    ];
    expect(await bulk('independent', bodies, `batch-${count}`)).toEqual([
      '201',
      'reference-exists',
      'reference-exists',
      'insufficient-funds',
      '201',
      '201',
    ]);
    expect((await once(one)).problem).toBe('reference-exists');
    expect(await bulk('independent', bodies.slice(0, 2), `batch-${count}`)).toEqual(['201', 'reference-exists']);
  });

  test('refuses an atomic batch as a whole', async () => {
    const reference = fresh();
    const body = { reference, uniqueReference: true };
    expect(await bulk('atomic', [body, body], `atomic-${count}`)).toEqual(['batch-aborted', 'reference-exists']);
    expect(await bulk('atomic', [body], `again-${count}`)).toEqual(['201']);
  });

  test('is taken once by batches and single calls at once', async () => {
    const reference = fresh();
    const body = { reference, uniqueReference: true };
    const answers = await race(12, async (index) =>
      index % 2 === 0
        ? (await bulk('independent', [body, {}], `mixed-${count}-${index}`))[0]
        : String((await once(reference)).status),
    );
    expect(answers.filter((one) => one === '201')).toHaveLength(1);
  });
});
