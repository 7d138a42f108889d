import { hash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { snoozing } from '../../../functions/payments/store/commit/files.ts';
import { commitStep, snooze } from '../../../functions/payments/store/commit/payments.ts';
import { findFile } from '../../../functions/payments/store/queries/files.ts';
import { findPayment } from '../../../functions/payments/store/queries/payments.ts';
import { paymentKey } from '../../../functions/payments/store/table/keys.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { OWN, PAYEE, sent } from './bank-files.ts';
import { PaymentsWorld } from './world.ts';

const FUNDS = 100_000n;
const DAY = 86_400_000;
const WRITE = 'POST /v1/payment-files';

await onEachEngine((engine) => {
  const client = clientOf(engine);
  const world = async (): Promise<PaymentsWorld> => {
    const made = await PaymentsWorld.on(client);
    made.ledger.balances.set('payer', FUNDS);
    const { status } = await made.ask('POST /v1/payment-rails/{rail}/originator', { rail: 'sepa', body: OWN });
    expect(status).toBe(200);
    return made;
  };
  const pay = async (at: PaymentsWorld, amount = '1000', more: object = {}): Promise<string> => {
    const body = { from: 'payer', to: PAYEE, amount, currency: 'EUR', ...more };
    const { status, json } = await at.ask('POST /v1/payments', { body });
    expect([status, json]).toEqual([201, expect.anything()]);
    return String(json.id);
  };
  const read = async (at: PaymentsWorld, id: string) => (await at.ask('GET /v1/payments/{id}', { id })).json;
  const stepOf = async (at: PaymentsWorld, id: string) => (await read(at, id)).step;

  describe('payments by file', () => {
    test('gather, are written into one file with the content that its id gives, and are submitted by it', async () => {
      const at = await world();
      const [one, two] = [await pay(at, '1234'), await pay(at, '5')];
      await at.pump();
      expect((await read(at, one)).timeline.at(-1)).toMatchObject({ step: 'gathered' });
      expect(at.outbox.puts).toEqual([]);
      const { status, json: file } = await at.ask(WRITE, { body: { rail: 'sepa' } });
      expect([status, file.state]).toEqual([201, 'filling']);
      await at.pump();
      const written = (await at.ask('GET /v1/payment-files/{id}', { id: file.id })).json;
      expect(written).toMatchObject({ state: 'written', payments: 2, amount: '1239', currency: 'EUR' });
      expect(at.outbox.puts.map(({ key }) => key)).toEqual([`acme/sepa/${file.id}.xml`]);
      const [{ content = '' } = {}] = at.outbox.puts;
      for (const text of [sent(one), sent(two), '12.34', '0.05', OWN.iban, PAYEE.iban, '<CtrlSum>12.39'])
        expect(content).toContain(text);
      for (const id of [one, two])
        expect(await read(at, id)).toMatchObject({ step: 'submitted', file: file.id, state: 'processing' });
      expect((await read(at, one)).timeline.at(-1)).toMatchObject({ step: 'submitted', note: file.id });
      const told = at.told.filter(({ detailType }) => detailType === 'payments.FileWritten');
      expect(told).toHaveLength(1);
      expect(JSON.parse(told[0]?.detail ?? '').data.file).toMatchObject({ id: file.id, payments: 2, amount: '1239' });
      const part = (await at.ask('GET /v1/payment-files/{id}/content', { id: file.id })).json;
      expect(Buffer.from(part.content, 'base64').toString()).toBe(content);
      expect(part).toMatchObject({ from: 0, nextFrom: null, total: content.length });
      expect(written).toMatchObject({ bytes: Buffer.byteLength(content), sha256: hash('sha256', content) });
    });

    test('are cut off once, by the calendar of the bank, and what comes later goes with the next one', async () => {
      const at = await world(); // a Sunday
      await pay(at);
      await at.pass(DAY + 5 * 3_600_000); // Monday, 15:00 UTC
      expect(at.outbox.puts).toHaveLength(1);
      await pay(at);
      await at.pass(2 * DAY);
      expect(at.outbox.puts).toHaveLength(2);
      const { json } = await at.ask('GET /v1/payment-files', {});
      expect(json.data.map((one: { executionDate: string }) => one.executionDate)).toEqual([
        '2026-11-24',
        '2026-11-23',
      ]);
      await at.pass(7 * DAY);
      expect(at.outbox.puts).toHaveLength(2);
    });

    test('are looked at again, and so is their file, by one of two sweeps at once and never earlier than was noted', async () => {
      const at = await world();
      const id = await pay(at);
      await at.pump();
      const { json } = await at.ask(WRITE, { body: { rail: 'sepa' } });
      const clock = { now: () => at.now, sleep: async () => undefined };
      const store = { dynamo: client, table: at.tables().payments, clock, random: { fraction: () => 0 } } as never;
      const [file, payment] = [await findFile(store, 'acme', json.id), await findPayment(store, 'acme', id)];
      if (file === undefined || payment === undefined) throw new Error('both are there');
      const end = at.now + 60_000;
      const until = at.now + 1_000 * DAY;
      const alarms = [
        (time: number) => commitStep(store, [snoozing(store, file, time)], end),
        (time: number) => snooze(store, { key: paymentKey('acme', id), version: payment.version }, time, end),
      ];
      for (const move of alarms)
        expect([await move(until), await move(until), await move(until - 1), await move(until + 1)]).toEqual([
          ...[true, false, false, true],
        ]);
    });

    test('are recalled until a file has them, and kept from then on', async () => {
      const at = await world();
      const [out, stays] = [await pay(at), await pay(at)];
      await at.pump();
      await at.ask('POST /v1/payments/{id}/cancel', { id: out });
      await at.pump();
      expect(await stepOf(at, out)).toBe('canceled');
      expect(at.ledger.held('payer')).toBe(1_000n);
      const { json: file } = await at.ask(WRITE, { body: { rail: 'sepa' } });
      await at.pump();
      await at.ask('POST /v1/payments/{id}/cancel', { id: stays });
      await at.pump();
      expect(await read(at, stays)).toMatchObject({ step: 'submitted', file: file.id });
      expect(at.outbox.puts[0]?.content).not.toContain(sent(out));
    });

    test('of a stopped rail are in no file', async () => {
      const at = await world();
      await pay(at);
      await at.pump();
      await at.ask('POST /v1/payment-rails/{rail}/stop', { rail: 'sepa' });
      expect((await at.ask(WRITE, { body: { rail: 'sepa' } })).json.type).toBe('/problems/rail-stopped');
      await at.pass(3 * DAY);
      expect(at.outbox.puts).toEqual([]);
      await at.ask('POST /v1/payment-rails/{rail}/start', { rail: 'sepa' });
      await at.pass(DAY);
      expect(at.outbox.puts).toHaveLength(1);
    });

    test('of two tenants never share a file', async () => {
      const at = await world();
      await at.ask('POST /v1/payment-rails/{rail}/originator', { tenant: 'other', rail: 'sepa', body: OWN });
      at.ledger.balances.set('payer', FUNDS);
      const ours = await pay(at);
      const body = { from: 'payer', to: PAYEE, amount: '7', currency: 'EUR' };
      const theirs = String((await at.ask('POST /v1/payments', { tenant: 'other', body })).json.id);
      await at.pump();
      const { json: file } = await at.ask(WRITE, { body: { rail: 'sepa' } });
      await at.pump();
      expect(at.outbox.puts).toHaveLength(1);
      expect(at.outbox.puts[0]?.content).toContain(sent(ours));
      expect(at.outbox.puts[0]?.content).not.toContain(sent(theirs));
      for (const path of ['GET /v1/payment-files/{id}', 'GET /v1/payment-files/{id}/content'])
        expect((await at.ask(path, { tenant: 'other', id: file.id })).status).toBe(404);
      expect((await at.ask('GET /v1/payment-files', { tenant: 'other' })).json.data).toEqual([]);
    });

    test.each([
      ['a wrong check digit', { to: { ...PAYEE, iban: 'DE88370400440532013000' } }, '/to/iban'],
      ['a country outside', { to: { ...PAYEE, iban: 'BR1800360305000010009795493C1' } }, '/to/iban'],
      ['a bad BIC', { to: { ...PAYEE, bic: 'NOPE' } }, '/to/bic'],
      ['a name without any letter that SEPA has', { to: { ...PAYEE, name: '张伟' } }, '/to/name'],
      ['a name that is too long', { to: { ...PAYEE, name: 'x'.repeat(71) } }, '/to/name'],
      ['a text that SEPA has not', { reference: '请查收' }, '/reference'],
      ['another currency', { currency: 'USD' }, '/currency'],
      ['more than SEPA moves', { amount: '100000000000' }, '/amount'],
      ['a text as destination', { to: { rail: 'sepa', destination: 'x' } }, '/to'],
    ])('are refused with %s, where it stands', async (_, change, pointer) => {
      const at = await world();
      const body = { from: 'payer', to: PAYEE, amount: '1000', currency: 'EUR', ...change };
      const { status, json } = await at.ask('POST /v1/payments', { body });
      expect([status, json.type, json.errors[0].pointer]).toEqual([422, '/problems/destination-invalid', pointer]);
      expect(await at.payments()).toEqual([]);
    });

    test('need an originator, and one that files can carry', async () => {
      const at = await PaymentsWorld.on(client);
      const body = { from: 'payer', to: PAYEE, amount: '1000', currency: 'EUR' };
      expect((await at.ask('POST /v1/payments', { body })).json.type).toBe('/problems/originator-missing');
      const wrong = { ...OWN, iban: 'DE00512108001245126199' };
      const set = await at.ask('POST /v1/payment-rails/{rail}/originator', { rail: 'sepa', body: wrong });
      expect([set.status, set.json.errors[0].pointer]).toEqual([422, '/iban']);
    });

    test('are not asked back', async () => {
      const at = await world();
      const id = await pay(at);
      await at.pump();
      expect((await at.ask('POST /v1/payments/{id}/refund', { id })).json.type).toBe('/problems/payment-state');
    });
  });
});
