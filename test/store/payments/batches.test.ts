import { beforeEach, expect, test } from '@jest/globals';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { OWN, PAYEE } from './bank-files.ts';
import { expectMoney, expectTold } from './invariants.ts';
import { PaymentsWorld } from './world.ts';

const FUNDS = 1_000_000n;
const COMPANY = { name: 'Example Inc', routingNumber: '121042882', bankName: 'Example Bank', companyId: '1121042882' };
const ADA = {
  ...{ rail: 'ach', name: 'Ada Lovelace', routingNumber: '231380104', accountNumber: '744-5678-99' },
  accountKind: 'checking',
};
const book = (amount: string, more: object = {}) => ({
  from: 'payer',
  to: { account: 'payee' },
  amount,
  currency: 'USD',
  ...more,
});
const outside = (destination: string, amount = '100') => book(amount, { to: { rail: 'sandbox', destination } });

await onEachEngine((engine) => {
  const client = clientOf(engine);
  let world: PaymentsWorld;
  beforeEach(async () => {
    world = await PaymentsWorld.on(client);
    world.ledger.balances.set('payer', FUNDS);
  });
  const send = (body: object, more: object = {}) => world.ask('POST /v1/payment-batches', { body, ...more });
  const report = async (id: string) => (await world.ask('GET /v1/payment-batches/{id}/report', { id })).json;
  const batch = async (id: string) => (await world.ask('GET /v1/payment-batches/{id}', { id })).json;
  const limited = (more: object) =>
    world.ask('POST /v1/payment-limits', { body: { window: 'day', currency: 'USD', ...more } });
  const used = async () => (await world.ask('GET /v1/payment-limits')).json.data[0].usage;

  test('of independent lines each becomes a payment or a refusal with its line, pointer and problem', async () => {
    const payments = [
      book('100'),
      book('1.5'),
      outside('ok'),
      outside('nobody'),
      book('100', { to: { rail: 'pigeon', destination: 'x' } }),
      { from: 'payer' },
      book('100', { scheduledFor: '2026-11-24' }),
      book('100', { scheduledFor: '2020-01-01' }),
      outside('refuse'),
    ];
    const { status, json } = await send({ mode: 'independent', payments, count: 9, sums: { USD: '400' } });
    expect([status, json.state, json.lines, json.refused]).toEqual([201, 'processing', 9, 5]);
    await world.settle();
    expect(await batch(json.id)).toMatchObject({ state: 'done', made: 4, refused: 5 });
    const { data, csv } = await report(json.id);
    expect(
      data.map(({ line, state, problem }: never) => [
        line,
        state,
        (problem as { type?: string } | null)?.type,
        (problem as { pointer?: string } | null)?.pointer,
      ]),
    ).toEqual([
      [1, 'made', undefined, undefined],
      [2, 'refused', '/problems/amount-format', '/payments/1/amount'],
      [3, 'made', undefined, undefined],
      [4, 'refused', '/problems/destination-invalid', '/payments/3/to/destination'],
      [5, 'refused', '/problems/rail-unknown', '/payments/4/to/rail'],
      [6, 'refused', '/problems/schema', '/payments/5/to'],
      [7, 'made', undefined, undefined],
      [8, 'refused', '/problems/date-window', '/payments/7/scheduledFor'],
      [9, 'made', undefined, undefined],
    ]);
    expect(csv.split('\r\n')[0]).toBe('line,state,paymentId,problem,pointer,detail');
    expect(csv.split('\r\n')[2]).toMatch(/^2,refused,,\/problems\/amount-format,\/payments\/1\/amount,/);
    const all = await expectMoney(world, FUNDS);
    expectTold(world, all);
    expect(all.map(({ step }) => step).toSorted()).toEqual(['failed', 'scheduled', 'settled', 'settled']);
    const made = data.flatMap(({ paymentId }: { paymentId: string | null }) => paymentId ?? []);
    expect(new Set(made)).toEqual(new Set(all.map(({ id }) => id)));
    expect(all.every((one) => one.batch === json.id && one.maker === 'cli_maker')).toBe(true);
  });

  test('goes out by files too, each line to whom it names', async () => {
    await world.ask('POST /v1/payment-rails/{rail}/originator', { rail: 'sepa', body: OWN });
    await world.ask('POST /v1/payment-rails/{rail}/originator', { rail: 'ach', body: COMPANY });
    const payments = [book('100', { to: PAYEE, currency: 'EUR' }), book('100', { to: ADA })];
    const { json } = await send({ mode: 'atomic', payments });
    await world.settle();
    expect(await batch(json.id)).toMatchObject({ state: 'done', made: 2 });
    const all = await expectMoney(world, FUNDS);
    expect(all.map(({ to, step }) => [to, step])).toEqual(
      expect.arrayContaining([
        [PAYEE, 'submitted'],
        [ADA, 'submitted'],
      ]),
    );
  });

  test('says when it is taken which lines go by files for which nobody has said who pays', async () => {
    const payments = [book('100'), book('100', { to: PAYEE, currency: 'EUR' }), book('7', { to: ADA })];
    const totals = { count: 3, sums: { USD: '107', EUR: '100' } };
    await world.ask('POST /v1/payment-rails/{rail}/originator', { rail: 'ach', body: COMPANY });
    const atomic = await send({ mode: 'atomic', payments, ...totals });
    expect([atomic.json.type, atomic.json.errors]).toEqual([
      '/problems/batch-refused',
      [{ pointer: '/payments/1/to/rail', detail: 'Nobody has said yet who pays over sepa.' }],
    ]);
    const { json } = await send({ mode: 'independent', payments, ...totals });
    expect(json).toMatchObject({ lines: 3, refused: 1 });
    await world.settle();
    const { data } = await report(json.id);
    expect(data[1]).toMatchObject({ state: 'refused', problem: { type: '/problems/originator-missing' } });
    expect((await world.payments()).map(({ to: { rail } }) => rail).toSorted()).toEqual(['ach', 'book']);
    await world.ask('POST /v1/payment-rails/{rail}/originator', { rail: 'sepa', body: OWN });
    expect((await send({ mode: 'atomic', payments, reference: 'again', ...totals })).status).toBe(201);
  });

  test('a CSV is read as it stands, with its own line numbers', async () => {
    const csv = [
      'from,account,rail,destination,amount,currency,reference,scheduledFor',
      'payer,payee,,,100,USD,"a, ""quoted""',
      ',',
      'payer,,sandbox,ok,200,USD,plain,',
    ].join('\r\n');
    const broken = await send({ mode: 'independent', csv });
    expect([broken.status, broken.json.errors[0].pointer]).toEqual([400, '/csv/2']);
    const whole = [
      'from,account,rail,destination,amount,currency,reference',
      'payer,payee,,,100,USD,"a, ""quoted""\nword"',
      'payer,payee,,,1e3,USD,',
      '',
      'payer,,sandbox,ok,200,USD,plain',
      'payer,payee,sandbox,ok,200,USD,plain',
    ].join('\r\n');
    const short = await send({ mode: 'independent', csv: whole, sums: { USD: '301' } });
    expect(short.json.errors.map((one: { readonly pointer: string }) => one.pointer)).toEqual([
      '/sums/USD',
      '/csv/4/amount',
      expect.stringContaining('/csv/7/to'),
    ]);
    const { status, json } = await send({ mode: 'independent', csv: whole, sums: { USD: '300' } });
    expect([status, json.lines]).toEqual([201, 4]);
    await world.settle();
    const { data } = await report(json.id);
    expect(
      data.map(({ line, state, problem }: never) => [line, state, (problem as { pointer?: string } | null)?.pointer]),
    ).toEqual([
      [2, 'made', undefined],
      [4, 'refused', '/csv/4/amount'],
      [6, 'made', undefined],
      [7, 'refused', expect.stringContaining('/csv/7/to')],
    ]);
    const references = (await expectMoney(world, FUNDS)).map(({ reference }) => reference);
    expect(references.toSorted()).toEqual(['a, "quoted"\nword', 'plain']);
  });

  test.each([
    ['', '/csv/1'],
    ['from,amount,currency\n', '/csv/1'],
    ['from,account,amount\npayer,payee,1\n', '/csv/1'],
    ['from,account,amount,currency,currency\npayer,payee,1,USD,USD\n', '/csv/1'],
    ['from,account,amount,currency,colour\npayer,payee,1,USD,red\n', '/csv/1'],
    ['from,account,amount,currency\npayer,payee,1,USD\npayer,payee,1\n', '/csv/3'],
    ['from,account,amount,currency\npayer,"payee,1,USD\n', '/csv/2'],
    ['from,account,amount,currency\npayer,pay"ee,1,USD\n', '/csv/2'],
    ['from,account,amount,currency\npayer,"payee"x,1,USD\n', '/csv/2'],
    [`from,account,amount,currency\n${'payer,payee,1,USD\n'.repeat(1_001)}`, '/csv/1002'],
  ])('%j is no such file, and nothing is done', async (csv, pointer) => {
    const { status, json } = await send({ mode: 'independent', csv });
    expect([status, json.type, json.errors[0].pointer]).toEqual([400, '/problems/schema', pointer]);
    expect(await world.payments()).toEqual([]);
  });

  test('the same lines twice make no second payment, by whatever key, in whatever form or mode; with another reference they do', async () => {
    const payments = [book('100', { reference: 'x' }), book('100', { reference: 'x' })];
    const first = await send({ mode: 'atomic', payments }, { key: 'k-1' });
    expect(first.status).toBe(201);
    expect((await send({ mode: 'atomic', payments }, { key: 'k-1' })).text).toBe(first.text);
    const csv = 'amount,currency,from,account,reference\n100,USD,payer,payee,x\n100,USD,payer,payee,x\n';
    for (const body of [
      { mode: 'atomic', payments },
      { mode: 'independent', payments },
      { mode: 'independent', csv },
    ]) {
      const again = await send(body);
      expect([again.status, again.json.type]).toEqual([409, '/problems/batch-exists']);
      expect(again.json.detail).toContain(first.json.id);
    }
    await world.settle();
    expect(await world.payments()).toHaveLength(2);
    expect((await send({ mode: 'atomic', payments, reference: 'again' })).status).toBe(201);
    await world.settle();
    expect(await expectMoney(world, FUNDS)).toHaveLength(4);
    expect((await send({ mode: 'atomic', payments }, { tenant: 'globex' })).status).toBe(201);
  });

  test('an atomic batch is all of its lines or none', async () => {
    const { status, json } = await send({ mode: 'atomic', payments: [book('100'), book('0'), outside('nobody')] });
    expect([status, json.type]).toEqual([422, '/problems/batch-refused']);
    expect(json.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/payments/1/amount',
      '/payments/2/to/destination',
    ]);
    for (const wrong of [{ count: 2 }, { sums: { USD: '99' } }, { sums: { USD: '100', EUR: '1' } }, { sums: {} }]) {
      const answer = await send({ mode: 'atomic', payments: [book('100')], ...wrong });
      expect([answer.status, answer.json.type]).toEqual([422, '/problems/batch-totals']);
    }
    await world.settle();
    expect(await world.payments()).toEqual([]);
  });

  test('limits hold across a batch: an atomic one is counted whole or refused whole, independent lines until there is no room', async () => {
    await limited({ amount: '1000', count: 8 });
    const over = await send({ mode: 'atomic', payments: Array.from({ length: 6 }, () => book('170')) });
    expect(over.json.type).toBe('/problems/limit-exceeded');
    const many = await send({ mode: 'atomic', payments: Array.from({ length: 9 }, () => book('1')) });
    expect(many.json.type).toBe('/problems/limit-exceeded');
    expect(await used()).toMatchObject({ amount: '0', count: 0 });
    const fits = await send({ mode: 'atomic', payments: [book('300'), outside('refuse', '300')] });
    expect(fits.status).toBe(201);
    // Before any of them has run.
    expect(await used()).toMatchObject({ amount: '600', count: 2 });
    const others = await send({ mode: 'atomic', payments: [book('200'), book('201')] });
    expect(others.json.type).toBe('/problems/limit-exceeded');
    await world.settle();
    expect(await used()).toMatchObject({ amount: '300', count: 1 });
    const lines = await send({ mode: 'independent', payments: Array.from({ length: 10 }, () => book('100')) });
    await world.settle();
    expect(await used()).toMatchObject({ amount: '1000', count: 8 });
    expect(await batch(lines.json.id)).toMatchObject({ state: 'done', made: 7, refused: 3 });
    const { data } = await report(lines.json.id);
    const no = data.filter(({ state }: { state: string }) => state === 'refused');
    expect(no.map(({ problem }: { problem: { type: string } }) => problem.type)).toEqual(
      Array(3).fill('/problems/limit-exceeded'),
    );
    expectTold(world, await expectMoney(world, FUNDS));
  });

  test('approvals hold across a batch, and were settled when an atomic one was accepted', async () => {
    const rule = (
      await world.ask('POST /v1/approval-rules', { body: { currency: 'USD', fromAmount: '500', approvers: 1 } })
    ).json;
    const { json } = await send({ mode: 'atomic', payments: [book('499'), book('500')] });
    await world.call('DELETE /v1/approval-rules/{id}', { id: rule.id });
    await world.settle();
    expect((await expectMoney(world, FUNDS)).map(({ step }) => step).toSorted()).toEqual(['awaiting', 'settled']);
    expect(await batch(json.id)).toMatchObject({ state: 'done', made: 2 });
  });

  test.each(['atomic', 'independent'])(
    'each line of %s is one payment wherever a process dies or an answer is lost',
    async (mode) => {
      for (const fate of ['before', 'after', 'lost'] as const)
        for (let at = 1; at <= 9; at += 1) {
          world = await PaymentsWorld.on(client);
          world.ledger.balances.set('payer', FUNDS);
          await limited({ amount: '5000' });
          let calls = 0;
          world.fault = ({ name, says }) => {
            if (name !== 'TransactWriteItems' || !/bat_/.test(says)) return undefined;
            calls += 1;
            if (calls !== at) return undefined;
            if (fate !== 'lost') return { dies: fate };
            return {
              answers: async (effect) => {
                await effect();
                throw Object.assign(new Error('the answer was lost'), { name: 'TimeoutError' });
              },
            };
          };
          const { status, json } = await send({ mode, payments: Array.from({ length: 27 }, () => book('100')) });
          expect(status).toBe(201);
          await world.settle();
          expect([fate, at, await batch(json.id)]).toMatchObject([fate, at, { state: 'done', made: 27, refused: 0 }]);
          expect(await used()).toMatchObject({ amount: '2700', count: 27 });
          const all = await expectMoney(world, FUNDS);
          expect(all.filter(({ step }) => step === 'settled')).toHaveLength(27);
        }
    },
    300_000,
  );

  test('a thousand lines are one request, are listed, and are nobody else’s', async () => {
    const payments = Array.from({ length: 1_000 }, (_, i) => book('1', { reference: `line ${i}` }));
    const { status, json } = await send({ mode: 'independent', payments });
    expect(status).toBe(201);
    await world.pump();
    expect(await batch(json.id)).toMatchObject({ state: 'done', made: 1_000, refused: 0 });
    const { data } = await report(json.id);
    expect(new Set(data.map(({ paymentId }: { paymentId: string }) => paymentId)).size).toBe(1_000);
    expect((await send({ mode: 'independent', payments: [...payments, book('1')] })).status).toBe(400);
    expect((await world.ask('GET /v1/payment-batches')).json.data.map(({ id }: { id: string }) => id)).toEqual([
      json.id,
    ]);
    expect((await world.ask('GET /v1/payment-batches', { tenant: 'globex' })).json.data).toEqual([]);
    for (const path of ['', '/report'])
      expect((await world.call(`GET /v1/payment-batches/{id}${path}`, { tenant: 'globex', id: json.id }))?.status).toBe(
        404,
      );
  }, 120_000);
});
