import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import { type Ask, type Fills, LIMIT, times } from '../../support/asking.ts';
import { OWN, PAYEE } from '../payments/bank-files.ts';
import type { PaymentsWorld } from '../payments/world.ts';

/** Who pays by files. */
const ORIGINATORS = {
  sepa: OWN,
  ach: { name: 'Example Inc', routingNumber: '121042882', bankName: 'Example Bank', companyId: '1121042882' },
} as const;

/** The lists of payments over a world in which `rich` has money: each by itself, and each with its filters. */
export const paymentLists = (world: () => PaymentsWorld): { readonly lists: Fills; readonly filtered: Fills } => {
  const promise = (tenant: string, count: number, from: string, to: string) =>
    times(count, async () => {
      world().now += 1;
      const body = { from, to: { account: to }, amount: '1', currency: 'USD' };
      await world().ask('POST /v1/payments', { tenant, body });
    });
  const one = { from: 'rich', to: { account: 'b' }, amount: '1', currency: 'USD' };
  const asked = (routeKey: string, tenant: string, rows: number, bodyOf: (row: number) => object) =>
    times(rows, async (row) => {
      world().now += 1;
      const { status } = await world().ask(routeKey, { tenant, body: bodyOf(row) });
      expect(status).toBe(201);
    });
  /** Files that no bank has written: each is refused, and that is a task. */
  const upload = async (tenant: string, rows: number, rail: keyof typeof ORIGINATORS = 'sepa') => {
    await world().ask('POST /v1/payment-rails/{rail}/originator', { tenant, rail, body: ORIGINATORS[rail] });
    await asked('POST /v1/payment-files/inbox', tenant, rows, () => ({ rail, content: `no file ${randomUUID()}` }));
  };
  /** A file for the bank, with one payment. */
  const writeFile = async (tenant: string) => {
    await asked('POST /v1/payments', tenant, 1, () => ({ from: 'rich', to: PAYEE, amount: '1', currency: 'EUR' }));
    await world().pump();
    await asked('POST /v1/payment-files', tenant, 1, () => ({ rail: 'sepa' }));
    await world().pump();
  };
  const promised: Ask = (routeKey, { tenant, query }) => world().ask(routeKey, { tenant, ...(query && { query }) });
  const lists: Fills = {
    listPayments: async (tenant, rows) => {
      await promise(tenant, rows, 'rich', 'b');
      return { ask: promised };
    },
    listPaymentBatches: async (tenant, rows) => {
      await asked('POST /v1/payment-batches', tenant, rows, (row) => ({
        ...{ mode: 'independent', payments: [one], reference: `r${row}` },
      }));
      return { ask: promised };
    },
    listPaymentSchedules: async (tenant, rows) => {
      const rule = { recurrence: 'FREQ=MONTHLY', startsOn: '2027-01-04' };
      await asked('POST /v1/payment-schedules', tenant, rows, () => ({ ...one, ...rule }));
      return { ask: promised };
    },
    listPaymentFiles: async (tenant, rows) => {
      await upload(tenant, rows);
      return { ask: promised };
    },
    listPaymentTasks: async (tenant, rows) => {
      await upload(tenant, rows);
      await world().pump();
      return { ask: promised };
    },
  };
  const filtered: Fills = {
    'listPaymentFiles by rail': async (tenant, rows) => {
      await upload(tenant, LIMIT + 1, 'sepa');
      for (let row = 0; row < rows; row += 1) {
        await upload(tenant, 1, 'ach');
        await upload(tenant, 1, 'sepa');
      }
      await upload(tenant, LIMIT + 1, 'sepa');
      return { ask: promised, query: '&rail=ach' };
    },
    'listPaymentFiles by direction': async (tenant, rows) => {
      await upload(tenant, 0);
      await writeFile(tenant);
      await upload(tenant, rows);
      await writeFile(tenant);
      return { ask: promised, query: '&direction=in' };
    },
    'listPaymentTasks by state': async (tenant, rows) => {
      await upload(tenant, rows + 2 * (LIMIT + 1));
      await world().pump();
      const { json } = await world().ask('GET /v1/payment-tasks', { tenant, query: 'limit=100' });
      for (const { id } of json.data.slice(LIMIT + 1, LIMIT + 1 + rows))
        expect((await world().ask('POST /v1/payment-tasks/{id}/close', { tenant, id })).status).toBe(200);
      return { ask: promised, query: '&state=closed' };
    },
    'listPayments by account': async (tenant, rows) => {
      // Of either side, in turns, and others around them.
      for (let row = 0; row < rows; row += 1) {
        await promise(tenant, 1, row % 2 === 0 ? 'rich' : 'b', row % 2 === 0 ? 'b' : 'rich');
        await promise(tenant, 1, 'c', 'd');
      }
      return { ask: promised, query: '&account=rich' };
    },
    'listPayments by state': async (tenant, rows) => {
      await promise(tenant, 12, 'poor', 'b');
      await promise(tenant, rows, 'rich', 'c');
      await promise(tenant, 12, 'poor', 'b');
      return { ask: promised, query: '&state=settled' };
    },
  };
  return { lists, filtered };
};
