import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { fileRails } from '../../../functions/payments/rails/file-rails.ts';
import { fileReaders } from '../../../functions/payments/rails/file-readers.ts';
import { buildInboxWork } from '../../../functions/payments/store/jobs/inbox-work.ts';
import { statementsEvents } from '../../../functions/statements/contract/events.ts';
import { clockOf } from '../../support/clock.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { OWN, PAYEE } from './bank-files.ts';
import { expectMoney } from './invariants.ts';
import { PaymentsWorld } from './world.ts';

const FUNDS = 100_000n;

await onEachEngine((engine) => {
  const client = clientOf(engine);

  /** A world with one payment of 10.00 EUR in a file that is written, and statements that tell of it. */
  const sentOut = async () => {
    const world = await PaymentsWorld.on(client);
    world.ledger.balances.set('payer', FUNDS);
    await world.ask('POST /v1/payment-rails/{rail}/originator', { rail: 'sepa', body: OWN });
    const body = { from: 'payer', to: PAYEE, amount: '1000', currency: 'EUR' };
    const id = String((await world.ask('POST /v1/payments', { body })).json.id);
    await world.pump();
    await world.ask('POST /v1/payment-files', { body: { rail: 'sepa' } });
    await world.pump();
    const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    const clock = clockOf(() => world.now);
    const random = { bytes: (count: number) => Buffer.alloc(count, 7), fraction: () => 0.5 };
    const store = { dynamo: client, table: world.tables().payments, clock, random, codeVersion: 'test' };
    const noFile = async () => {
      throw new Error('no file is asked for');
    };
    const files = {
      readers: fileReaders,
      rails: fileRails,
      spool: noFile,
      post: noFile,
      inbox: { open: noFile, put: noFile, part: noFile },
    };
    const handler = buildInboxWork({ clock, log, store, ...files });
    const line = (more: object = {}) => ({
      ...{ line: 'a:1', payment: id.replace('_', '-'), amount: '-1000', direction: 'out', currency: 'EUR' },
      ...{ bookedOn: '2026-11-30', reversal: false, code: 'PMNT/ICDT/ESCT', ...more },
    });
    const message = (bookings: readonly object[], tenant = 'acme') => {
      const data = statementsEvents.PaymentsBooked.data.parse({ bankAccount: 'ban_1', file: 'bfl_1', bookings });
      const about = { eventId: 'evt_1', occurredAt: '2026-11-30T06:00:00.000Z', version: 1, correlationId: 'c' };
      return JSON.stringify({
        'detail-type': 'statements.PaymentsBooked',
        detail: { ...about, tenant, causationId: 'c', hops: 0, data },
      });
    };
    const hear = async (bodies: readonly string[]) => {
      const Records = bodies.map((each, at) => ({ messageId: String(at), body: each }));
      const { batchItemFailures } = await handler(
        { Records } as never,
        { getRemainingTimeInMillis: () => 60_000 } as never,
      );
      await world.pump();
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    };
    const step = async () => (await world.payments()).find((one) => one.id === id)?.step;
    const tasks = async () => (await world.ask('GET /v1/payment-tasks', {})).json.data;
    return { world, line, message, hear, step, tasks };
  };
  const back = { amount: '1000', direction: 'in', line: 'b:1' };

  describe('what statements tell of payments', () => {
    test('settles one and returns it, and the ledger has it', async () => {
      const { world, line, message, hear, step } = await sentOut();
      expect(await hear([message([line()])])).toEqual([]);
      expect(await step()).toBe('settled');
      await hear([message([line({ ...back, code: 'PMNT/RCDT/RRTN' })])]);
      expect(await step()).toBe('returned');
      expect(world.ledger.balance('@rail.sepa.clearing')).toBe(0n);
      await expectMoney(world, FUNDS);
    });

    test('twice, in any order and beside a message that nobody can read comes to the same end', async () => {
      const { world, line, message, hear, step } = await sentOut();
      const [paid, returned] = [message([line()]), message([line({ ...back, reversal: true })])];
      expect(
        await hear([returned, '{"detail-type":"statements.PaymentsBooked","detail":{}}', paid, returned, paid]),
      ).toEqual(['1']);
      expect(await step()).toBe('returned');
      await expectMoney(world, FUNDS);
    });

    test('that fits no payment is a task with the file of statements, once, and changes nothing', async () => {
      const { line, message, hear, step, tasks } = await sentOut();
      const unknown = line({ payment: 'pay-0123456789ABCDEFGHJKMNPQRS' });
      for (let times = 0; times < 2; times += 1) await hear([message([line({ amount: '-999' }), unknown])]);
      await hear([message([line(back)])]);
      expect(await step()).toBe('submitted');
      const reasons = (await tasks()).map(({ reason, file }: { reason: string; file: string }) => `${reason} ${file}`);
      expect(reasons.sort()).toEqual(['amount-differs bfl_1', 'change-notified bfl_1', 'payment-unknown bfl_1']);
    });

    test('under another tenant is none of this one’s', async () => {
      const { line, message, hear, step } = await sentOut();
      await hear([message([line()], 'globex')]);
      expect(await step()).toBe('submitted');
    });

    test('is read as the sample that statements promises', () => {
      const file = 'functions/statements/contract/samples/statements.PaymentsBooked.v1.json';
      const { data } = JSON.parse(readFileSync(file, 'utf8'));
      expect(statementsEvents.PaymentsBooked.data.safeParse(data).success).toBe(true);
    });
  });
});
