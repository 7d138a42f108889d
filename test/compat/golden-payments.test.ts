import { beforeAll, describe, expect, test } from '@jest/globals';
import { envelope } from '../../functions/kernel/triggers/envelope.ts';
import { paymentsEvents } from '../../functions/payments/contract/events.ts';
import { expectMoney } from '../store/payments/invariants.ts';
import type { PaymentsWorld } from '../store/payments/world.ts';
import { engineOfFile } from '../support/engine-of-file.ts';
import { fromTomorrow, type Item, keptReleases, keyOf, readGolden, scan } from './golden.ts';
import { FUNDS, type PaymentsGolden, resumed } from './record-payments.ts';

const VARIANTS = keptReleases().flatMap((release) => [
  { release, how: 'as it was', later: (item: Item) => item },
  { release, how: 'with attributes of a later release beside', later: fromTomorrow },
]);
const DAY_MS = 86_400_000;
const ENDS: ReadonlySet<string> = new Set(['settled', 'failed', 'canceled', 'returned']);

const client = engineOfFile();

describe.each(VARIANTS)('what release $release of payments left behind, $how,', ({ release, later }) => {
  const golden = readGolden<PaymentsGolden>(release, 'payments');
  let world: PaymentsWorld;
  beforeAll(async () => {
    world = await resumed(client(), golden, later);
  });

  test('is answered as it was: every keyed answer byte for byte', async () => {
    for (const { routeKey, asked, answer } of golden.writes) {
      const again = await world.call(routeKey, asked);
      expect([asked.key, again?.status, again?.text]).toEqual([asked.key, answer.status, answer.text]);
    }
    expect((await scan(client(), world.tables().payments)).map(keyOf)).toEqual(golden.items.map(keyOf));
  });

  test('is read as it was: payments, files, tasks, limits, rules, schedules, batches, rails', async () => {
    for (const { routeKey, asked, answer } of golden.reads) {
      const seen = await world.call(routeKey, asked);
      expect([routeKey, seen?.status]).toEqual([routeKey, 200]);
      const { nextCursor: _, ...rest } = JSON.parse(answer.text);
      expect(seen?.json).toMatchObject(rest);
    }
  });

  test('told events in contracts that still hold', () => {
    expect(golden.told.length).toBeGreaterThan(0);
    const events = Object.values(paymentsEvents);
    for (const { detailType, detail } of golden.told) {
      const told = JSON.parse(detail) as { readonly data: unknown };
      const contract = events.find((one) => one.detailType === detailType);
      expect([detailType, envelope.safeParse(told).success]).toEqual([detailType, true]);
      expect([detailType, contract?.data.safeParse(told.data).success]).toEqual([detailType, true]);
    }
  });

  test('goes on: what waited is paid, by files and by their silence too, and what waits for a person waits', async () => {
    await world.ask('POST /v1/payment-rails/{rail}/start', { rail: 'sandbox', client: 'cli_boss' });
    await world.pass(15 * DAY_MS);
    const payments = await expectMoney(world, FUNDS);
    const open = payments.filter(({ step }) => !ENDS.has(step));
    // One waits for its second approval. Of one over the sandbox and of two files the banks have said nothing.
    expect(open.map(({ to, step, stuck }) => `${to.rail} ${step} ${stuck}`).sort()).toEqual([
      'book awaiting undefined',
      'sandbox submitted rail-silent',
      'sepa submitted rail-silent',
      'sepa submitted rail-silent',
    ]);
    const ach = payments.filter(({ to }) => to.rail === 'ach').map(({ step }) => step);
    expect(ach).toEqual(['settled', 'settled']);
  });
});
