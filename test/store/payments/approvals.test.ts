import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { expectMoney, expectTold } from './invariants.ts';
import { PaymentsWorld } from './world.ts';

/** A share of them below 1, as elsewhere; from 1 on, so many: `FOLIO_TEST_RUNS=10000`. */
const SAID = Number(process.env.FOLIO_TEST_RUNS ?? 0);
const RUNS = SAID >= 1 ? SAID : 30;
const DAY = 86_400_000;
const FUNDS = 100_000n;
const CLIENTS = ['cli_maker', 'cli_1', 'cli_2', 'cli_3', 'cli_4'] as const;

const rule = fc.record({
  currency: fc.constant('USD'),
  fromAmount: fc.constantFrom('1', '500', '1000'),
  approvers: fc.integer({ min: 1, max: 3 }),
  rails: fc.option(fc.constantFrom(['book'], ['sandbox'], ['book', 'sandbox']), { nil: undefined }),
});
const move = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('approve' as const),
      by: fc.array(fc.constantFrom(...CLIENTS), { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reject' as const), by: fc.constantFrom(...CLIENTS) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), by: fc.constant('cli_maker') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('loosen' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('tighten' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(60_000, DAY, 31 * DAY) }),
  },
);

/** A payment that is approved by as many as its rule asks for, whatever chance brings besides. */
const TWO_APPROVE = { currency: 'USD', fromAmount: '1', approvers: 2, rails: undefined } as const;
const BOTH = { kind: 'approve' as const, by: ['cli_1', 'cli_2'] as (typeof CLIENTS)[number][] };

await onEachEngine((engine) => {
  const client = clientOf(engine);
  const opened = async (): Promise<PaymentsWorld> => {
    const world = await PaymentsWorld.on(client);
    world.ledger.balances.set('payer', FUNDS);
    return world;
  };
  const book = (amount: string) => ({ from: 'payer', to: { account: 'payee' }, amount, currency: 'USD' });

  test(
    'nothing runs without as many different other clients as the strictest rule asked for, whoever does what meanwhile',
    async () => {
      let ran = 0;
      const property = fc.asyncProperty(
        fc.array(rule, { minLength: 1, maxLength: 2 }),
        fc.constantFrom('400', '700', '1000'),
        fc.constantFrom<object>({ account: 'payee' }, { rail: 'sandbox', destination: 'ok' }),
        fc.array(move, { maxLength: 8 }),
        async (rules, amount, to, moves) => {
          const world = await opened();
          const ids: string[] = [];
          for (const body of rules)
            ids.push((await world.ask('POST /v1/approval-rules', { client: 'cli_boss', body })).json.id);
          const rail = 'account' in to ? 'book' : 'sandbox';
          const least = rules
            .filter(
              ({ fromAmount, rails }) =>
                Number(amount) >= Number(fromAmount) && (rails ?? [rail]).some((one) => one === rail),
            )
            .reduce((most, { approvers }) => Math.max(most, approvers), 0);
          const { json } = await world.ask('POST /v1/payments', { body: { ...book(amount), to } });
          const { id } = json;
          expect([json.approvals.needed, json.state === 'awaiting_approval']).toEqual([least, least > 0]);
          for (const one of moves) {
            switch (one.kind) {
              case 'approve':
                // At the same time: two of one client too.
                await Promise.all(one.by.map((by) => world.ask('POST /v1/payments/{id}/approve', { id, client: by })));
                break;
              case 'reject':
              case 'cancel':
                await world.ask(`POST /v1/payments/{id}/${one.kind}`, { id, client: one.by });
                break;
              case 'loosen':
                for (const old of ids.splice(0)) await world.call('DELETE /v1/approval-rules/{id}', { id: old });
                break;
              case 'tighten': {
                const body = { currency: 'USD', fromAmount: '1', approvers: 3 };
                ids.push((await world.ask('POST /v1/approval-rules', { client: 'cli_boss', body })).json.id);
                break;
              }
              case 'wait':
                await world.pass(one.ms);
            }
          }
          await world.settle();
          const payments = await expectMoney(world, FUNDS);
          for (const { approvals, maker, step, timeline } of payments) {
            const by = approvals.map((approval) => approval.by);
            expect(by).not.toContain(maker);
            expect(new Set(by).size).toBe(by.length);
            if (step === 'settled') {
              expect(by.length).toBeGreaterThanOrEqual(least);
              if (least > 0) ran += 1;
            }
            // What never ran held nothing, ever.
            if (least > 0 && !timeline.some(({ mark }) => mark === 'started'))
              expect([world.ledger.holds.size, world.ledger.booked.length]).toEqual([0, 0]);
          }
          expectTold(world, payments);
        },
      );
      await fc.assert(property, { numRuns: RUNS, examples: [[[TWO_APPROVE], '400', { account: 'payee' }, [BOTH]]] });
      expect(ran).toBeGreaterThan(0);
    },
    Math.max(300_000, RUNS * 2_000),
  );

  test('four eyes: not the maker, nobody twice, and who resolves is a third', async () => {
    const world = await opened();
    await world.ask('POST /v1/approval-rules', { body: { currency: 'USD', fromAmount: '500', approvers: 2 } });
    const body = { ...book('500'), to: { rail: 'sandbox', destination: 'silent' } };
    const { json } = await world.ask('POST /v1/payments', { body });
    const { id } = json;
    const approve = (by: string) => world.ask('POST /v1/payments/{id}/approve', { id, client: by });
    const told = async (by: string) => [(await approve(by)).json.type, (await approve(by)).status];
    expect(await told('cli_maker')).toEqual(['/problems/four-eyes', 403]);
    expect((await approve('cli_1')).json.state).toBe('awaiting_approval');
    expect(await told('cli_1')).toEqual(['/problems/four-eyes', 403]);
    expect((await approve('cli_2')).json.state).toBe('processing');
    expect(await told('cli_3')).toEqual(['/problems/payment-state', 409]);
    await world.settle();
    const resolve = (by: string) =>
      world.ask('POST /v1/payments/{id}/resolve', { id, client: by, body: { outcome: 'failed' } });
    for (const by of ['cli_maker', 'cli_1', 'cli_2']) expect((await resolve(by)).json.type).toBe('/problems/four-eyes');
    expect((await resolve('cli_3')).status).toBe(200);
    await world.settle();
    expect((await expectMoney(world, FUNDS))[0]?.step).toBe('failed');
  });

  test('an approval for which a limit has no room is refused, and the payment waits on', async () => {
    const world = await opened();
    await world.ask('POST /v1/payment-limits', { body: { window: 'day', currency: 'USD', amount: '1000' } });
    await world.ask('POST /v1/approval-rules', { body: { currency: 'USD', fromAmount: '500', approvers: 1 } });
    const { id } = (await world.ask('POST /v1/payments', { body: book('700') })).json;
    const usage = async () => (await world.ask('GET /v1/payment-limits')).json.data[0].usage;
    // It counts when it runs, and not while it waits.
    expect(await usage()).toMatchObject({ amount: '0', count: 0 });
    expect((await world.ask('POST /v1/payments', { body: book('400') })).status).toBe(201);
    const approve = () => world.ask('POST /v1/payments/{id}/approve', { id, client: 'cli_1' });
    expect((await approve()).json.type).toBe('/problems/limit-exceeded');
    expect((await world.ask('GET /v1/payments/{id}', { id })).json).toMatchObject({
      state: 'awaiting_approval',
      approvals: { given: [] },
    });
    await world.pass(DAY);
    expect((await approve()).json.state).toBe('processing');
    expect(await usage()).toMatchObject({ amount: '700', count: 1 });
    await world.settle();
    expect((await world.ask('GET /v1/payments/{id}', { id })).json.state).toBe('settled');
    await expectMoney(world, FUNDS);
  });

  test.each([
    ['rejected', 'failed', 'rejected'],
    ['canceled', 'canceled', undefined],
    ['forgotten for a month', 'failed', 'approval-expired'],
  ])('a payment that is %s while it waits is %s, and was never at the ledger', async (what, state, code) => {
    const world = await opened();
    await world.ask('POST /v1/approval-rules', { body: { currency: 'USD', fromAmount: '1', approvers: 1 } });
    const { id } = (await world.ask('POST /v1/payments', { body: book('700') })).json;
    if (what === 'rejected') {
      const own = await world.ask('POST /v1/payments/{id}/reject', { id });
      expect(own.json.type).toBe('/problems/four-eyes');
      await world.ask('POST /v1/payments/{id}/reject', { id, client: 'cli_1' });
    }
    if (what === 'canceled') await world.ask('POST /v1/payments/{id}/cancel', { id });
    await world.pass(31 * DAY);
    const { json } = await world.ask('GET /v1/payments/{id}', { id });
    expect([json.state, json.failure?.code]).toEqual([state, code]);
    expect((await world.ask('POST /v1/payments/{id}/approve', { id, client: 'cli_2' })).status).toBe(409);
    expect([world.ledger.holds.size, world.ledger.booked.length]).toEqual([0, 0]);
    expectTold(world, await expectMoney(world, FUNDS));
  });
});
