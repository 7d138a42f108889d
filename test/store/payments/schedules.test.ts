import { beforeEach, expect, test } from '@jest/globals';
import type { Payment } from '../../../functions/payments/model/payment.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { expectMoney, expectTold } from './invariants.ts';
import { PaymentsWorld } from './world.ts';

const FUNDS = 100_000n;
const DAY = 86_400_000;
const HOUR = 3_600_000;
const book = { from: 'payer', to: { account: 'payee' }, amount: '1000', currency: 'USD' };
const daily = { ...book, recurrence: 'FREQ=DAILY', startsOn: '2026-11-23', timeOfDay: '09:00' };

await onEachEngine((engine) => {
  const client = clientOf(engine);
  let world: PaymentsWorld;
  beforeEach(async () => {
    world = await PaymentsWorld.on(client);
    world.ledger.balances.set('payer', FUNDS);
  });
  const byTime = async (): Promise<readonly Payment[]> =>
    (await expectMoney(world, FUNDS)).toSorted((a, b) => (a.runAt ?? 0) - (b.runAt ?? 0));
  const daysOf = (payments: readonly Payment[], step?: string) =>
    payments
      .filter((one) => step === undefined || one.step === step)
      .map(({ runAt }) => new Date(runAt ?? 0).toISOString().slice(0, 10));
  const created = async (body: object) => {
    const { status, json } = await world.ask('POST /v1/payment-schedules', { body });
    expect(status).toBe(201);
    return json;
  };

  test.each([
    ['a day', '2026-11-24', '2026-11-24T00:00:00.000Z'],
    ['a time', '2026-11-24T12:30:00+02:00', '2026-11-24T10:30:00.000Z'],
  ])('a payment for %s holds nothing until then, counts on that day, and runs once', async (_, scheduledFor, at) => {
    await world.ask('POST /v1/payment-limits', { body: { window: 'day', currency: 'USD', amount: '1500' } });
    const { json } = await world.ask('POST /v1/payments', { body: { ...book, scheduledFor } });
    expect(json).toMatchObject({ state: 'scheduled', scheduledFor: at });
    // Today's room is another one's.
    expect((await world.ask('POST /v1/payments', { body: book })).json.state).toBe('settled');
    const over = await world.ask('POST /v1/payments', { body: { ...book, amount: '600' } });
    expect(over.json.type).toBe('/problems/limit-exceeded');
    world.now = Date.parse(at) - 60_000;
    await world.pump();
    expect((await world.ask('GET /v1/payments/{id}', { id: json.id })).json.state).toBe('scheduled');
    expect(world.ledger.booked).toHaveLength(1);
    await world.settle();
    expect((await world.ask('GET /v1/payments/{id}', { id: json.id })).json.state).toBe('settled');
    expect((await world.ask('GET /v1/payment-limits')).json.data[0].usage).toMatchObject({ amount: '1000', count: 1 });
    expectTold(world, await expectMoney(world, FUNDS));
  });

  test('a payment without room on its day fails there, and says so', async () => {
    const { id } = (await world.ask('POST /v1/payments', { body: { ...book, scheduledFor: '2026-11-24' } })).json;
    await world.ask('POST /v1/payment-limits', { body: { window: 'day', currency: 'USD', amount: '1500' } });
    world.now = Date.parse('2026-11-23T23:59:00Z');
    await world.pass(30_000);
    world.now = Date.parse('2026-11-24T00:00:01Z');
    expect((await world.ask('POST /v1/payments', { body: { ...book, amount: '600' } })).status).toBe(201);
    await world.settle();
    const { json } = await world.ask('GET /v1/payments/{id}', { id });
    expect([json.state, json.failure.code]).toEqual(['failed', 'limit-exceeded']);
    expect((await world.ask('GET /v1/payment-limits')).json.data[0].usage).toMatchObject({ amount: '600', count: 1 });
    expectTold(world, await expectMoney(world, FUNDS));
  });

  test('a scheduled payment needs what the rules say on its day, and can be approved before', async () => {
    const pay = async () =>
      (await world.ask('POST /v1/payments', { body: { ...book, scheduledFor: '2026-11-24' } })).json.id;
    const [early, late] = [await pay(), await pay()];
    await world.ask('POST /v1/approval-rules', { body: { currency: 'USD', fromAmount: '1', approvers: 1 } });
    const approve = (id: string) => world.ask('POST /v1/payments/{id}/approve', { id, client: 'cli_2' });
    expect((await approve(early)).json).toMatchObject({
      state: 'scheduled',
      approvals: { needed: 1, given: [{ by: 'cli_2' }] },
    });
    await world.pass(3 * DAY);
    const state = async (id: string) => (await world.ask('GET /v1/payments/{id}', { id })).json.state;
    expect([await state(early), await state(late)]).toEqual(['settled', 'awaiting_approval']);
    expect((await approve(late)).json.state).toBe('processing');
    await world.settle();
    expect(await state(late)).toBe('settled');
    expectTold(world, await expectMoney(world, FUNDS));
  });

  test('a payment that a schedule makes needs what the rules say as it is made, whatever they say on its day', async () => {
    const { id } = (
      await world.ask('POST /v1/approval-rules', { body: { currency: 'USD', fromAmount: '1', approvers: 1 } })
    ).json;
    await created({ ...daily, recurrence: 'FREQ=DAILY;COUNT=1' });
    await world.pump();
    expect((await byTime()).map(({ approvalsNeeded }) => approvalsNeeded)).toEqual([1]);
    await world.ask('DELETE /v1/approval-rules/{id}', { id });
    await world.pass(3 * DAY);
    expect((await byTime()).map(({ step }) => step)).toEqual(['awaiting']);
    expect(world.ledger.booked).toEqual([]);
  });

  test('a schedule makes one payment for each of its days, also after a week in which nobody was there', async () => {
    const { id } = await created({ ...daily, recurrence: 'FREQ=DAILY;COUNT=12' });
    await world.pass(2 * DAY);
    expect(daysOf(await byTime(), 'settled')).toEqual(['2026-11-23', '2026-11-24']);
    world.now += 7 * DAY;
    await world.settle();
    const made = await byTime();
    expect(daysOf(made, 'settled')).toEqual(
      Array.from({ length: 9 }, (_, i) => new Date(Date.parse('2026-11-23') + i * DAY).toISOString().slice(0, 10)),
    );
    expect(daysOf(made, 'scheduled')).toEqual(['2026-12-02']);
    await world.pass(10 * DAY);
    const all = await byTime();
    expect(daysOf(all, 'settled')).toHaveLength(12);
    expect(new Set(daysOf(all)).size).toBe(12);
    const { json } = await world.ask('GET /v1/payment-schedules/{id}', { id });
    expect(json).toMatchObject({ state: 'ended', made: 12, upcoming: [] });
    expectTold(world, all);
  });

  test('each once wherever a process dies, an answer is lost, or two run at the same time', async () => {
    for (const fate of ['before', 'after', 'lost'] as const)
      for (let at = 1; at <= 12; at += 1) {
        world = await PaymentsWorld.on(client);
        world.ledger.balances.set('payer', FUNDS);
        let calls = 0;
        world.fault = ({ name, by }) => {
          if (by === 'bank' || name !== 'TransactWriteItems') return undefined;
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
        await created({ ...daily, recurrence: 'FREQ=DAILY;COUNT=2' });
        await world.pass(3 * DAY);
        await world.settle();
        const all = await byTime();
        expect([fate, at, daysOf(all, 'settled')]).toEqual([fate, at, ['2026-11-23', '2026-11-24']]);
        expect(all).toHaveLength(2);
      }
  }, 300_000);

  test('canceling a payment skips its day, canceling the schedule ends it with what waits', async () => {
    const { id, lastPayment } = await created(daily);
    expect((await world.ask('POST /v1/payments/{id}/cancel', { id: lastPayment })).json.state).toBe('canceled');
    await world.pass(2 * DAY + HOUR);
    expect(daysOf(await byTime(), 'settled')).toEqual(['2026-11-24']);
    const canceled = await world.ask('POST /v1/payment-schedules/{id}/cancel', { id });
    expect(canceled.json).toMatchObject({ state: 'canceled', upcoming: [] });
    expect((await world.ask('POST /v1/payment-schedules/{id}/cancel', { id })).json.state).toBe('canceled');
    await world.pass(5 * DAY);
    const all = await byTime();
    expect([daysOf(all, 'settled'), daysOf(all, 'canceled')]).toEqual([['2026-11-24'], ['2026-11-23', '2026-11-25']]);
    expectTold(world, all);
    expect((await world.ask('GET /v1/payment-schedules')).json.data.map((one: { id: string }) => one.id)).toEqual([id]);
    expect((await world.ask('GET /v1/payment-schedules', { tenant: 'globex' })).json.data).toEqual([]);
    expect((await world.call('GET /v1/payment-schedules/{id}', { tenant: 'globex', id }))?.status).toBe(404);
  });

  test('canceling a schedule leaves its last payment where its rail has it', async () => {
    const { id, lastPayment } = await created({
      ...{ ...daily, recurrence: 'FREQ=DAILY;COUNT=1', to: { rail: 'sandbox', destination: 'silent' } },
    });
    world.now = Date.parse('2026-11-23T09:00:00Z');
    await world.pass(60_000);
    const under = async () => (await world.ask('GET /v1/payments/{id}', { id: lastPayment })).json;
    expect(await under()).toMatchObject({ state: 'processing', step: 'submitted' });
    await world.ask('POST /v1/payment-schedules/{id}/cancel', { id });
    const { step, timeline } = await under();
    expect([step, timeline.map((line: { step: string }) => line.step)]).toEqual([
      'submitted',
      expect.not.arrayContaining(['cancel-asked']),
    ]);
  });

  test('runs at the hour that the clocks show, in winter and in summer', async () => {
    const body = { ...daily, timeZone: 'Europe/Berlin', startsOn: '2027-03-27' };
    const { upcoming } = await created(body);
    expect(upcoming.slice(0, 3)).toEqual([
      '2027-03-27T08:00:00.000Z',
      '2027-03-28T07:00:00.000Z',
      '2027-03-29T07:00:00.000Z',
    ]);
  });

  test.each([
    [{ recurrence: 'FREQ=HOURLY' }, 422, 'recurrence-invalid', '/recurrence'],
    [{ recurrence: 'FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30' }, 422, 'recurrence-invalid', '/recurrence'],
    [{ startsOn: '2026-11-21' }, 422, 'date-window', '/startsOn'],
    [{ startsOn: '2028-01-01' }, 422, 'date-window', '/startsOn'],
    [{ startsOn: '2026-11-31' }, 400, 'date-format', '/startsOn'],
    [{ timeOfDay: '24:00' }, 400, 'schema', '/timeOfDay'],
    [{ timeZone: 'Mars' }, 400, 'schema', '/timeZone'],
    [{ to: { rail: 'pigeon', destination: 'x' } }, 422, 'rail-unknown', '/to/rail'],
  ])('%j is refused', async (change, status, slug, pointer) => {
    const answer = await world.ask('POST /v1/payment-schedules', { body: { ...daily, ...change } });
    expect([answer.status, answer.json.type, answer.json.errors[0].pointer]).toEqual([
      status,
      `/problems/${slug}`,
      pointer,
    ]);
  });

  test.each([
    ['2026-11-21', 422, 'date-window'],
    ['2026-11-22T09:59:59Z', 422, 'date-window'],
    ['2028-11-22', 422, 'date-window'],
    ['2026-02-30', 400, 'date-format'],
    ['2026-11-24T10:00:00', 400, 'date-format'],
    ['tomorrow', 400, 'date-format'],
  ])('a payment scheduled for %s is refused', async (scheduledFor, status, slug) => {
    const answer = await world.ask('POST /v1/payments', { body: { ...book, scheduledFor } });
    expect([answer.status, answer.json.type]).toEqual([status, `/problems/${slug}`]);
    expect(await world.payments()).toEqual([]);
  });
});
