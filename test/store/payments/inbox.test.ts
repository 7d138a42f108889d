import { describe, expect, test } from '@jest/globals';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { camt054, OWN, PAYEE, pain002, type Status } from './bank-files.ts';
import { expectMoney } from './invariants.ts';
import { PaymentsWorld } from './world.ts';

const FUNDS = 100_000n;
const PUT = 'POST /v1/payment-files/inbox';

await onEachEngine((engine) => {
  const client = clientOf(engine);

  /** A world in which some payments are in a file that is written. */
  const sentOut = async (amounts: readonly string[] = ['1000']) => {
    const world = await PaymentsWorld.on(client);
    world.ledger.balances.set('payer', FUNDS);
    await world.ask('POST /v1/payment-rails/{rail}/originator', { rail: 'sepa', body: OWN });
    const ids: string[] = [];
    for (const amount of amounts) {
      const body = { from: 'payer', to: PAYEE, amount, currency: 'EUR' };
      ids.push(String((await world.ask('POST /v1/payments', { body })).json.id));
    }
    await world.pump();
    const file = String((await world.ask('POST /v1/payment-files', { body: { rail: 'sepa' } })).json.id);
    await world.pump();
    expect(world.outbox.puts).toHaveLength(1);
    const hand = async (content: string, more: object = {}) => {
      const { json } = await world.ask(PUT, { body: { rail: 'sepa', content }, ...more });
      await world.pump();
      return (await world.ask('GET /v1/payment-files/{id}', { id: json.id, ...more })).json;
    };
    const steps = async () => {
      const all = new Map((await world.payments()).map(({ id, step }) => [id, step]));
      return ids.map((id) => all.get(id));
    };
    const tasks = async () => (await world.ask('GET /v1/payment-tasks', {})).json.data;
    const [one = '', two = '', three = ''] = ids;
    return { world, ids, one, two, three, file, hand, steps, tasks };
  };
  const status = (payment: string, code: string, more: Partial<Status> = {}): Status => ({
    payment,
    status: code,
    ...more,
  });

  describe('what a bank says by file', () => {
    test('settles, refuses and returns payments, line by line, and the ledger has it', async () => {
      const { world, one, two, three, file, hand, steps } = await sentOut(['1000', '200', '30']);
      const taken = await hand(
        pain002(file, [status(one, 'ACSC'), status(two, 'RJCT', { reason: 'AC04' }), status(three, 'ACSP')]),
      );
      expect(taken).toMatchObject({ state: 'taken', form: 'pain.002.001.10', reports: 3, tasks: 0 });
      expect(await steps()).toEqual(['settled', 'failed', 'submitted']);
      const refused = (await world.ask('GET /v1/payments/{id}', { id: two })).json;
      expect(refused.failure.code).toBe('AC04');
      await hand(camt054([{ amount: '0.30', direction: 'DBIT', payment: three }]));
      expect(await steps()).toEqual(['settled', 'failed', 'settled']);
      await hand(camt054([{ amount: '10.00', direction: 'CRDT', payment: one, returned: 'AC01' }]));
      expect(await steps()).toEqual(['returned', 'failed', 'settled']);
      expect(world.ledger.balance('@rail.sepa.clearing')).toBe(30n);
      expect(world.told.some(({ detailType }) => detailType === 'payments.FileTaken')).toBe(true);
      await expectMoney(world, FUNDS);
    });

    test('of a file that is booked as a whole, in its currency, is said of those alone that were paid by it', async () => {
      const { world, file, two, hand, steps } = await sentOut(['1000', '200']);
      await hand(pain002(file, [status(two, 'RJCT', { reason: 'AC04' })]));
      const whole = (mark: string) => camt054([{ amount: '10.00', direction: 'DBIT', file }], { mark });
      expect(await hand(whole('$').replaceAll('"EUR"', '"USD"'))).toMatchObject({ reports: 0, tasks: 1 });
      expect(await hand(whole('€'))).toMatchObject({ reports: 1, tasks: 0 });
      expect(await steps()).toEqual(['settled', 'failed']);
      expect((await world.ask('GET /v1/payments/{id}', { id: two })).json.stuck).toBe(null);
      await expectMoney(world, FUNDS);
    });

    test('of another account of the same owner, to which a payment went, is nothing of ours', async () => {
      const { one, hand, steps, tasks } = await sentOut();
      const part = (text: string) => /<Ntfctn>.*<\/Ntfctn>/s.exec(text)?.[0] ?? '';
      const ours = camt054([{ amount: '10.00', direction: 'DBIT', payment: one }]);
      const other = part(camt054([{ amount: '10.00', direction: 'CRDT', payment: one }], { iban: PAYEE.iban }));
      expect(await hand(ours.replace('<Ntfctn>', () => `${other}<Ntfctn>`))).toMatchObject({
        state: 'taken',
        tasks: 0,
      });
      expect([await steps(), await tasks()]).toEqual([['settled'], []]);
    });

    test('of all of a file is said of each of its payments', async () => {
      const { file, hand, steps } = await sentOut(['1000', '200']);
      expect(await hand(pain002(file, [], { group: 'RJCT' }))).toMatchObject({ state: 'taken', reports: 1 });
      expect(await steps()).toEqual(['failed', 'failed']);
    });

    test('of the booking of a whole file settles what was not refused, if it is that sum', async () => {
      const { one, file, hand, steps, tasks } = await sentOut(['1000', '200', '30']);
      await hand(pain002(file, [status(one, 'RJCT', { reason: 'AM04' })]));
      await hand(camt054([{ amount: '12.30', direction: 'DBIT', file }]));
      expect(await steps()).toEqual(['failed', 'submitted', 'submitted']);
      expect(await tasks()).toMatchObject([{ reason: 'amount-differs', state: 'open' }]);
      await hand(camt054([{ amount: '2.30', direction: 'DBIT', file }]));
      expect(await steps()).toEqual(['failed', 'settled', 'settled']);
    });

    test('comes twice, under whatever name and key, and counts once', async () => {
      const { world, one, file, hand, steps } = await sentOut();
      const content = pain002(file, [status(one, 'ACSC')]);
      const first = await hand(content);
      const again = await hand(content);
      expect(again.id).toBe(first.id);
      world.drop('acme/sepa/from sftp.xml', content);
      await world.pump();
      expect((await world.ask('GET /v1/payment-files', { query: 'direction=in' })).json.data).toHaveLength(1);
      expect(await steps()).toEqual(['settled']);
      await expectMoney(world, FUNDS);
    });

    test('is taken from the inbox as from an upload', async () => {
      const { world, one, file, steps } = await sentOut();
      world.drop('acme/sepa/statements/24.xml', pain002(file, [status(one, 'ACSC')]));
      await world.pump();
      expect(await steps()).toEqual(['settled']);
    });

    test('before it and after it, in any order, comes to the same end', async () => {
      const words = (one: string, file: string) => [
        pain002(file, [status(one, 'ACSP')]),
        camt054([{ amount: '10.00', direction: 'DBIT', payment: one }]),
        camt054([{ amount: '10.00', direction: 'CRDT', payment: one, returned: 'AC04' }]),
      ];
      for (const order of [
        [0, 1, 2],
        [2, 1, 0],
        [1, 2, 0],
        [2, 0, 1],
      ]) {
        const { world, one, file, hand, steps } = await sentOut();
        for (const place of order) await hand(words(one, file)[place] ?? '');
        await world.settle();
        expect([order, await steps()]).toEqual([order, ['returned']]);
        await expectMoney(world, FUNDS);
      }
    });

    test('that contradicts itself is kept for a person, with the money where it is', async () => {
      const { world, one, file, hand, steps } = await sentOut();
      await hand(pain002(file, [status(one, 'ACSC')]));
      await hand(pain002(file, [status(one, 'RJCT', { reason: 'AC04' })]));
      expect(await steps()).toEqual(['settled']);
      expect((await world.ask('GET /v1/payments/{id}', { id: one })).json.stuck).toBe('rail-contradicts');
    });

    test.each<[string, (one: string, file: string) => string, string]>([
      [
        'an amount that differs',
        (one, file) => pain002(file, [status(one, 'ACSC', { amount: '10.01' })]),
        'amount-differs',
      ],
      [
        'another file of ours',
        (one) => pain002('file_01KAB3VQ2E9M4T7Z0X5W8Y6R1C', [status(one, 'ACSC')]),
        'other-file',
      ],
      [
        'a payment that is none',
        (_, file) => pain002(file, [status('pay_01KAB3VQ2E9M4T7Z0X5W8Y6R1C', 'ACSC')]),
        'payment-unknown',
      ],
      ['a file that is none', () => pain002('file_01KAB3VQ2E9M4T7Z0X5W8Y6R1C', [], { group: 'RJCT' }), 'file-unknown'],
      [
        'money that came and is no return',
        (one) => camt054([{ amount: '10.00', direction: 'CRDT', payment: one }]),
        'change-notified',
      ],
      ['a change on the way', (one, file) => pain002(file, [status(one, 'ACWC')]), 'change-notified'],
    ])('of %s becomes a task, once, and moves nothing', async (_, content, reason) => {
      const { world, one, file, hand, steps, tasks } = await sentOut();
      expect(await hand(content(one, file))).toMatchObject({ state: 'taken', reports: 0, tasks: 1 });
      expect(await steps()).toEqual(['submitted']);
      const [task] = await tasks();
      expect(task).toMatchObject({ reason, state: 'open' });
      const closing = { id: task.id, client: 'cli_other' };
      expect((await world.ask('POST /v1/payment-tasks/{id}/close', closing)).json).toMatchObject({
        state: 'closed',
        closedBy: 'cli_other',
      });
      expect((await world.ask('POST /v1/payment-tasks/{id}/close', closing)).json.type).toBe('/problems/task-closed');
      expect((await world.ask('GET /v1/payment-tasks', { query: 'state=open' })).json.data).toEqual([]);
    });

    test('of a payment that no file has yet moves nothing', async () => {
      const { world, file, hand, tasks } = await sentOut();
      const body = { from: 'payer', to: PAYEE, amount: '7', currency: 'EUR' };
      const id = String((await world.ask('POST /v1/payments', { body })).json.id);
      await world.pump();
      await hand(pain002(file, [status(id, 'ACSC')]));
      expect(await tasks()).toMatchObject([{ reason: 'never-sent', payment: id }]);
      expect((await world.ask('GET /v1/payments/{id}', { id })).json.step).toBe('submitted');
    });

    test('is only noted where it is not booked, or decides nothing', async () => {
      const { one, file, hand, steps, tasks } = await sentOut();
      await hand(camt054([{ amount: '10.00', direction: 'DBIT', payment: one, status: 'PDNG' }]));
      await hand(pain002(file, [status(one, 'PDNG'), status(one, 'XXXX')]));
      expect(await steps()).toEqual(['submitted']);
      expect(await tasks()).toEqual([]);
    });

    test.each<[string, (one: string, file: string) => string, string]>([
      ['no XML', () => 'hello', 'form-unknown'],
      ['another message', () => '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"/>', 'form-unknown'],
      [
        'a document type',
        (one, file) => pain002(file, [status(one, 'ACSC')]).replace('<Document', '<!DOCTYPE x><Document'),
        'dtd',
      ],
      ['an end that is missing', (one, file) => pain002(file, [status(one, 'ACSC')]).slice(0, -20), 'cut'],
      [
        'another account',
        (one) => camt054([{ amount: '10.00', direction: 'DBIT', payment: one }], { iban: PAYEE.iban }),
        'other-account',
      ],
      [
        'an amount of too many decimals',
        (one) => camt054([{ amount: '10.001', direction: 'DBIT', payment: one }]),
        'value',
      ],
      [
        'a code that no format has room for',
        (one) => camt054([{ amount: '10.00', direction: 'CRDT', payment: one, returned: 'X'.repeat(65) }]),
        'bounds',
      ],
      [
        'an id of its own that no format has room for',
        (one, file) => pain002(file, [status(one, 'ACSC')]).replace(/<MsgId>[^<]*/, `<MsgId>${'m'.repeat(2_000)}`),
        'bounds',
      ],
      [
        'the booking of one whole file nine times',
        (_, file) => camt054(Array.from({ length: 9 }, () => ({ amount: '10.00', direction: 'DBIT', file }))),
        'bounds',
      ],
    ])('with %s is refused whole, with a task, and kept', async (_, content, code) => {
      const { world, one, file, hand, steps, tasks } = await sentOut();
      const text = content(one, file);
      const refused = await hand(text);
      expect(refused).toMatchObject({ state: 'refused', refusal: { code } });
      expect(await steps()).toEqual(['submitted']);
      expect(await tasks()).toMatchObject([{ reason: 'file-refused', file: refused.id, code }]);
      const kept = (await world.ask('GET /v1/payment-files/{id}/content', { id: refused.id })).json;
      expect(Buffer.from(kept.content, 'base64').toString()).toBe(text);
    });

    test('under a message id that said something else before is refused', async () => {
      const { one, file, hand, steps, tasks } = await sentOut();
      const first = pain002(file, [status(one, 'ACSP')]);
      await hand(first);
      const second = first.replace('<TxSts>ACSP', '<TxSts>RJCT');
      expect(second).not.toBe(first);
      expect(await hand(second)).toMatchObject({ state: 'refused', refusal: { code: 'message-id-reused' } });
      expect(await steps()).toEqual(['submitted']);
      expect(await tasks()).toMatchObject([{ reason: 'message-id-reused' }]);
    });

    test('that was refused at the API settles nothing, though its content lies in the inbox by then', async () => {
      const { world, one, file, steps } = await sentOut();
      const body = (content: string) => ({ key: 'once', body: { rail: 'sepa', content } });
      await world.ask(PUT, body(pain002(file, [status(one, 'ACSP')])));
      await world.pump();
      const again = await world.ask(PUT, body(pain002(file, [status(one, 'ACSC')])));
      expect(again.json.type).toBe('/problems/idempotency-key-reused');
      await world.pump();
      expect(await steps()).toEqual(['submitted']);
      expect((await world.ask('GET /v1/payment-files', { query: 'direction=in' })).json.data).toHaveLength(1);
    });

    test('below no tenant and rail, or empty, is left where it is, and breaks no invariant', async () => {
      const { world, one, file, steps } = await sentOut();
      const content = pain002(file, [status(one, 'ACSC')]);
      for (const key of ['24.xml', 'acme/pigeon/24.xml', 'acme/book/24.xml']) world.drop(key, content);
      for (const key of ['acme/', 'acme/sepa/', 'acme/sepa/march/']) world.drop(key, '');
      await world.pump();
      expect(world.queues.inbox).toEqual([]);
      expect(await steps()).toEqual(['submitted']);
      expect((await world.ask('GET /v1/payment-files', { query: 'direction=in' })).json.data).toEqual([]);
      await expectMoney(world, FUNDS);
    });

    test('to one tenant says nothing of the payments of another', async () => {
      const { world, one, file, hand, steps } = await sentOut();
      await world.ask('POST /v1/payment-rails/{rail}/originator', { tenant: 'other', rail: 'sepa', body: OWN });
      const taken = await hand(pain002(file, [status(one, 'ACSC')]), { tenant: 'other' });
      expect(taken).toMatchObject({ state: 'taken', reports: 0, tasks: 1 });
      expect(await steps()).toEqual(['submitted']);
      expect((await world.ask('GET /v1/payment-tasks', {})).json.data).toEqual([]);
      expect((await world.ask('GET /v1/payment-files/{id}', { id: taken.id })).status).toBe(404);
    });
  });
});
