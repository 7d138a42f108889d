import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { achSentBack } from '../../../bin/client/ach-bank.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { expectMoney } from './invariants.ts';
import { PaymentsWorld } from './world.ts';

const FUNDS = 100_000n;
const DAY = 86_400_000;
const OWN = { name: 'Example Inc', routingNumber: '121042882', bankName: 'Example Bank', companyId: '1121042882' };
const PAYEE = {
  rail: 'ach',
  name: 'Ada Lovelace',
  routingNumber: '231380104',
  accountNumber: '744-5678-99',
  accountKind: 'checking',
} as const;
const body = { from: 'payer', to: PAYEE, amount: '1000', currency: 'USD' };

await onEachEngine((engine) => {
  const client = clientOf(engine);

  const begin = async () => {
    const world = await PaymentsWorld.on(client);
    world.ledger.balances.set('payer', FUNDS);
    const set = await world.ask('POST /v1/payment-rails/{rail}/originator', { rail: 'ach', body: OWN });
    expect([set.status, set.json.companyId]).toEqual([200, OWN.companyId]);
    const pay = async (amount: string, more: object = {}) => {
      const { status, json } = await world.ask('POST /v1/payments', { body: { ...body, amount, ...more } });
      expect([status, json]).toEqual([201, expect.anything()]);
      await world.pump();
      return String(json.id);
    };
    const write = async () => {
      const { json } = await world.ask('POST /v1/payment-files', { body: { rail: 'ach' } });
      await world.pump();
      return (await world.ask('GET /v1/payment-files/{id}', { id: json.id })).json;
    };
    const read = async (id: string) => (await world.ask('GET /v1/payments/{id}', { id })).json;
    const hand = async (content: string) => {
      const { json } = await world.ask('POST /v1/payment-files/inbox', { body: { rail: 'ach', content } });
      await world.pump();
      return (await world.ask('GET /v1/payment-files/{id}', { id: json.id })).json;
    };
    const tasks = async () => (await world.ask('GET /v1/payment-tasks', {})).json.data;
    const content = (place = 0) => world.outbox.puts[place]?.content ?? '';
    const back = (codes: Readonly<Record<string, string>>, more: Parameters<typeof achSentBack>[2] = {}) =>
      achSentBack(content(), (mark) => Object.entries(codes).find(([id]) => mark.endsWith(id.slice(-8)))?.[1], more);
    return { world, pay, write, read, hand, tasks, content, back };
  };

  describe('payments over ach', () => {
    test('leave in one file: persons and companies in batches of their own, for the next day of the Reserve Banks', async () => {
      const { world, pay, write, read, content } = await begin(); // Sunday, 22 November 2026
      const person = await pay('1234', { reference: 'Invoice 17' });
      const company = await pay('5', { to: { ...PAYEE, entryClass: 'CCD', accountKind: 'savings' } });
      const file = await write();
      expect(file).toMatchObject({ state: 'written', payments: 2, amount: '1239', executionDate: '2026-11-24' });
      expect(world.outbox.puts.map(({ key }) => key)).toEqual([`acme/ach/${file.id}.ach`]);
      const lines = content().split('\n').slice(0, -1);
      expect(lines.map((line) => line.length)).toEqual(lines.map(() => 94));
      expect(lines.map((line) => line.slice(0, 1)).join('')).toBe('1567856899');
      expect(lines.filter((line) => /^5/.test(line)).map((line) => line.slice(50, 53))).toEqual(['PPD', 'CCD']);
      expect(lines.filter((line) => /^5/.test(line)).map((line) => line.slice(69, 75))).toEqual(['261124', '261124']);
      expect(lines.filter((line) => /^6/.test(line)).map((line) => line.slice(0, 3))).toEqual(['622', '632']);
      expect(lines.filter((line) => /^6/.test(line)).map((line) => line.slice(46, 54))).toEqual(
        [person, company].map((id) => id.slice(-8)),
      );
      expect(lines.find((line) => /^7/.test(line))).toContain('Invoice 17');
      for (const id of [person, company]) expect(await read(id)).toMatchObject({ step: 'submitted', file: file.id });
    });

    test('are cut off at the bank’s hour, and none leaves for Thanksgiving', async () => {
      const { world, pay } = await begin();
      world.now = Date.parse('2026-11-25T15:00:00.000Z');
      await world.ask('POST /v1/payment-rails/{rail}/originator', { rail: 'ach', body: OWN });
      await pay('1');
      await world.pass(DAY);
      const { json } = await world.ask('GET /v1/payment-files', {});
      expect(json.data.map((one: { executionDate: string }) => one.executionDate)).toEqual(['2026-11-27']);
    });

    test('bear letters that tell the files of a day apart', async () => {
      const { pay, write, content, world } = await begin();
      for (const amount of ['1', '2', '3']) {
        await pay(amount);
        await write();
      }
      world.now += DAY;
      await pay('4');
      await write();
      expect([0, 1, 2, 3].map((place) => content(place).slice(33, 34))).toEqual(['A', 'B', 'C', 'A']);
    });

    test('are paid once the days in which a bank returns are over, and not before', async () => {
      const { world, pay, write, read } = await begin();
      const id = await pay('1000');
      await write();
      await world.pass(6 * DAY); // for Tuesday, and Thursday is a holiday: returned by Friday, the 27th, paid on Monday
      expect((await read(id)).step).toBe('submitted');
      await world.pass(3 * DAY);
      const paid = await read(id);
      expect(paid).toMatchObject({ state: 'settled', stuck: null });
      expect(paid.timeline.map(({ note }: { note: string }) => note)).toContain('not-returned');
      await expectMoney(world, FUNDS);
    });

    test('say nothing by silence while their rail is stopped', async () => {
      const { world, pay, write, read } = await begin();
      const id = await pay('1000');
      await write();
      await world.ask('POST /v1/payment-rails/{rail}/stop', { rail: 'ach' });
      await world.pass(12 * DAY);
      expect(await read(id)).toMatchObject({ step: 'submitted', stuck: null });
      await world.ask('POST /v1/payment-rails/{rail}/start', { rail: 'ach' });
      await world.pass(DAY);
      expect((await read(id)).state).toBe('settled');
    });

    test('come back with the code of the bank, before they are paid or long after, once', async () => {
      const { world, pay, write, read, hand, back } = await begin();
      const [early, late, kept] = [await pay('1000'), await pay('200'), await pay('30')];
      await write();
      const first = await hand(await back({ [early]: 'R03' }));
      expect(first).toMatchObject({ state: 'taken', form: 'nacha', reports: 1, tasks: 0 });
      expect(await read(early)).toMatchObject({ state: 'returned', stuck: null });
      await world.pass(12 * DAY);
      expect((await read(late)).state).toBe('settled');
      const second = await hand(await back({ [late]: 'R01', [early]: 'R03' }, { at: world.now }));
      expect(second).toMatchObject({ state: 'taken', tasks: 0 });
      expect(await read(late)).toMatchObject({ state: 'returned', stuck: null });
      expect((await read(late)).timeline.map(({ note }: { note: string }) => note)).toContain('R01');
      expect((await read(kept)).state).toBe('settled');
      expect(world.ledger.balance('payer')).toBe(FUNDS - 30n);
      await expectMoney(world, FUNDS);
    });

    test('whose return the other bank does not take are no return: a person hears of it, and it is paid', async () => {
      const { world, pay, write, read, hand, back, tasks } = await begin();
      const id = await pay('1000');
      await write();
      expect(await hand(await back({ [id]: 'R61' }))).toMatchObject({ state: 'taken', reports: 0, tasks: 1 });
      expect(await tasks()).toEqual([expect.objectContaining({ code: 'R61', payment: id })]);
      expect((await read(id)).step).toBe('submitted');
      await world.pass(10 * DAY);
      expect((await read(id)).state).toBe('settled');
    });

    test('whose account is another from now on went through, and a person hears of it once', async () => {
      const { world, pay, write, read, hand, back, tasks } = await begin();
      const id = await pay('1000');
      await write();
      const content = await back({ [id]: 'C01' });
      expect(await hand(content)).toMatchObject({ state: 'taken', reports: 0, tasks: 1 });
      await hand(content);
      expect(await tasks()).toEqual([expect.objectContaining({ reason: 'change-notified', code: 'C01', payment: id })]);
      expect((await read(id)).step).toBe('submitted');
      await world.pass(10 * DAY);
      expect((await read(id)).state).toBe('settled');
    });

    test('that come back with another amount are stuck, and what was never sent is a task', async () => {
      const { world, pay, write, read, hand, back, tasks } = await begin();
      const [id, other] = [await pay('1000'), await pay('5')];
      await write();
      await hand(await back({ [id]: 'R03' }, { amountOf: () => 999n }));
      expect((await read(id)).stuck).toBe('rail-contradicts');
      const strange = (await back({ [other]: 'R03' }, { at: world.now + 60_000 })).replaceAll(
        other.slice(-8),
        'ZZZZZZZZ',
      );
      expect(await hand(strange)).toMatchObject({ state: 'taken', reports: 0, tasks: 1 });
      expect(await tasks()).toEqual([
        expect.objectContaining({ reason: 'payment-unknown', code: 'R03', payment: null }),
      ]);
      expect((await read(other)).step).toBe('submitted');
      await expectMoney(world, FUNDS);
    });

    test.each([
      ['nothing', ''],
      ['what separates the parts of a key', '#'],
      ['a number of its own', 'CUSTOMER#4711'],
    ])('that name %s in place of a payment are tasks, and hold up nothing', async (_, name) => {
      const { pay, write, read, hand, back, tasks } = await begin();
      const id = await pay('1000');
      await write();
      const content = (await back({ [id]: 'R03' })).replaceAll(
        /^(6.{38}).{15}/gm,
        (_all, before) => before + name.padEnd(15),
      );
      expect(await hand(content)).toMatchObject({ state: 'taken', reports: 0, tasks: 1 });
      expect(await tasks()).toEqual([
        expect.objectContaining({ reason: 'payment-unknown', code: 'R03', payment: null }),
      ]);
      expect((await read(id)).step).toBe('submitted');
    });

    test('whose mark another payment bears too come back as a task, and move neither', async () => {
      const { world, pay, write, read, hand, back, tasks } = await begin();
      const id = await pay('1000');
      await write();
      // Born in the same second, with the same ending; the index shows it first.
      const twin = `pay_${'0'.repeat(18)}${id.slice(-8)}`;
      const item = (await world.items()).find(({ sk }) => sk?.S === 'P') ?? {};
      const copy = JSON.parse(JSON.stringify(item).replaceAll(id, twin));
      await client.send(new PutItemCommand({ TableName: world.tables().payments, Item: copy }));
      expect(await hand(await back({ [id]: 'R03' }))).toMatchObject({ state: 'taken', reports: 0, tasks: 1 });
      expect(await tasks()).toMatchObject([{ reason: 'payment-unknown', code: 'R03', payment: null }]);
      for (const one of [id, twin]) expect(await read(one)).toMatchObject({ step: 'submitted', stuck: null });
    });

    test('of a file with a wrong sum, of another company or under a name that was used come back as nothing', async () => {
      const { pay, write, read, hand, back } = await begin();
      const id = await pay('1000');
      await write();
      const good = await back({ [id]: 'R03' });
      const wrong = await hand(good.replace('0000001000', '0000001001'));
      expect(wrong).toMatchObject({
        state: 'refused',
        refusal: { code: 'totals', place: expect.stringMatching(/^line 5/) },
      });
      const other = await hand(good.replaceAll(/^([58].*)1121042882/gm, (_, before) => `${before}9999999999`));
      expect(other).toMatchObject({ state: 'refused', refusal: { code: 'other-account' } });
      expect((await read(id)).step).toBe('submitted');
      expect((await hand(good)).state).toBe('taken');
      const again = await hand(good.replace('R03', 'R04'));
      expect(again).toMatchObject({ state: 'refused', refusal: { code: 'message-id-reused' } });
    });

    test.each([
      ['a wrong check digit', { to: { ...PAYEE, routingNumber: '231380105' } }, '/to/routingNumber'],
      ['an account of 18 characters', { to: { ...PAYEE, accountNumber: '1'.repeat(18) } }, '/to/accountNumber'],
      ['a name without a letter that a file has', { to: { ...PAYEE, name: '张伟' } }, '/to/name'],
      ['a reference of 81 characters', { reference: 'x'.repeat(81) }, '/reference'],
      ['euro', { currency: 'EUR' }, '/currency'],
      ['100,000,000 dollars', { amount: '10000000000' }, '/amount'],
      ['a text as destination', { to: { rail: 'ach', destination: 'x' } }, '/to'],
    ])('with %s are refused before anything is held', async (_, wrong, pointer) => {
      const { world } = await begin();
      const { status, json } = await world.ask('POST /v1/payments', { body: { ...body, ...wrong } });
      expect([status, json.errors?.[0]?.pointer]).toEqual([422, pointer]);
      expect(await world.payments()).toEqual([]);
    });

    test('need an originator of their own form', async () => {
      const { world } = await begin();
      const sepa = { name: 'Example GmbH', iban: 'DE75512108001245126199' };
      for (const [wrong, pointer] of [
        [sepa, ''],
        [{ ...OWN, routingNumber: '121042883' }, '/routingNumber'],
        [{ ...OWN, companyId: '12' }, '/companyId'],
        [{ ...OWN, name: 'A name that is longer' }, '/name'],
      ] as const) {
        const set = await world.ask('POST /v1/payment-rails/{rail}/originator', { rail: 'ach', body: wrong });
        expect([set.status, set.json.errors?.[0]?.pointer]).toEqual([422, pointer]);
      }
    });
  });
});
