import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { civilDate } from '../../../functions/kernel/values/civil-date.ts';
import {
  createBankAccountRoute,
  getBankAccountRoute,
  listBankAccountsRoute,
} from '../../../functions/statements/handlers/api/bank-accounts.ts';
import {
  getBankFileContentRoute,
  getBankFileRoute,
  takeBankStatementRoute,
} from '../../../functions/statements/handlers/api/bank-files.ts';
import { readBankFile } from '../../../functions/statements/model/bank/read-bank-file.ts';
import { readingKeptFiles } from '../../../functions/statements/store/commit/read-kept-file.ts';
import { findBankAccount } from '../../../functions/statements/store/queries/bank-reads.ts';
import { statementsBetween } from '../../../functions/statements/store/queries/taken-statements.ts';
import { base64, DE, mt940Day } from '../../support/bank-days.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { race } from '../ledger/kit.ts';
import { bankWorld } from './bank-world.ts';

const MONDAY = mt940Day('2026-11-02', 1_000, [
  { amount: 250, reference: 'A1' },
  { amount: -450, text: 'Fee' },
]);
const TUESDAY = mt940Day('2026-11-03', 800, [{ amount: 100, reference: 'B1' }]);
const WEDNESDAY = mt940Day('2026-11-04', 900, [{ amount: 7, reference: 'C1' }]);
const YEAR = { from: civilDate(2026, 1, 1), to: civilDate(2026, 12, 31) };

await onEachEngine((engine) => {
  const client = clientOf(engine);
  const fresh = () => bankWorld(client);
  type World = Awaited<ReturnType<typeof fresh>>;
  const account = async ({ call, deps }: World, id: string) =>
    (await call(getBankAccountRoute(deps), { params: { id } })).body;
  const file = async ({ call, deps }: World, id: string) =>
    (await call(getBankFileRoute(deps), { params: { id } })).body;
  const linesOf = async ({ deps }: World, id: string) => {
    const found = await findBankAccount(deps, 'acme', id);
    if (found === undefined) throw new Error('no account');
    return (await statementsBetween(deps, found, YEAR, 1_000))?.flatMap(({ lines }) => lines) ?? [];
  };

  describe('a file of a bank', () => {
    test('is taken with its statements in their normal form, its bytes kept, and told', async () => {
      const world = await fresh();
      const id = await world.account();
      const { status, body } = await world.take(id, MONDAY);
      expect([status, body.state, body.format, body.others, body.gaps]).toEqual([201, 'taken', 'mt940', 0, []]);
      expect(body.statements).toMatchObject([
        { from: '2026-11-02', to: '2026-11-02', opening: '1000', closing: '800', lines: 2, notifies: false },
      ]);
      const read = readBankFile({ numbers: [DE], currency: 'EUR' } as never, Buffer.from(MONDAY, 'latin1'), {});
      expect(await linesOf(world, id)).toEqual(read.is === 'read' ? read.own[0]?.lines : undefined);
      const { content } = (await world.call(getBankFileContentRoute(world.deps), { params: { id: body.id } })).body;
      expect(content).toBe(base64(MONDAY));
      expect(await file(world, body.id)).toEqual(body);
      expect((await world.events()).map(({ type, data }) => [type, data.lines])).toEqual([
        ['statements.StatementTaken', 2],
      ]);
      expect(await account(world, id)).toMatchObject({ filesTaken: 1, filesRefused: 0 });
    });

    test('twice is taken once, under whatever key, and at the same time too', async () => {
      const world = await fresh();
      const id = await world.account();
      const answers = await race(4, () => world.take(id, MONDAY));
      expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
      expect((await account(world, id)).filesTaken).toBe(1);
      expect((await linesOf(world, id)).length).toBe(2);
      expect((await world.events()).length).toBe(1);
    });

    test('that does not add up is refused whole with its line, kept, and the same again is refused the same', async () => {
      const world = await fresh();
      const id = await world.account();
      const bad = mt940Day('2026-11-02', 1_000, [{ amount: 250 }], { closing: 1_240 });
      const { status, problem, body } = await world.take(id, bad);
      expect([status, problem, body.errors]).toEqual([
        422,
        'bank-file-refused',
        [{ pointer: 'line 6', detail: body.detail }],
      ]);
      expect(body.detail).toContain('1250');
      const [refused] = (await account(world, id)).lastRefused;
      expect(await file(world, refused)).toMatchObject({
        state: 'refused',
        statements: [],
        refusal: { place: 'line 6' },
      });
      const { content } = (await world.call(getBankFileContentRoute(world.deps), { params: { id: refused } })).body;
      expect(content).toBe(base64(bad));
      expect((await world.take(id, bad)).body.detail).toBe(body.detail);
      expect(await account(world, id)).toMatchObject({ filesTaken: 0, filesRefused: 1 });
      expect([await linesOf(world, id), await world.events()]).toEqual([[], []]);
    });

    test.each([
      ['cut off', MONDAY.slice(0, 120)],
      ['of no format', 'Date;Amount\n2026-11-02;1\n'],
      ['of a day that is none', MONDAY.replaceAll('261102', '261131')],
      ['of another account', mt940Day('2026-11-02', 0, [], { account: 'GB29NWBK60161331926819' })],
      ['in another currency', mt940Day('2026-11-02', 0, [{ amount: 1 }], { currency: 'USD' })],
      [
        'with hostile XML',
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "b">]><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">&a;</Document>',
      ],
      ['whose statements do not chain', MONDAY + WEDNESDAY],
    ])('%s is refused, and nothing of it is taken', async (_, text) => {
      const world = await fresh();
      const id = await world.account();
      expect((await world.take(id, text)).problem).toBe('bank-file-refused');
      expect(await linesOf(world, id)).toEqual([]);
      expect(await account(world, id)).toMatchObject({ filesTaken: 0, filesRefused: 1 });
    });

    test('that is no base64, or empty, is a wrong request and no file', async () => {
      const world = await fresh();
      const id = await world.account();
      const asked = (content: string) =>
        world.call(takeBankStatementRoute(world.deps), { params: { id }, body: { content } });
      for (const content of ['***=', 'YWI', '====']) expect((await asked(content)).problem).toBe('bank-file-content');
      expect((await account(world, id)).filesRefused).toBe(0);
    });

    test('as CSV is taken by what its columns are said to mean, and refused where nothing is said', async () => {
      const world = await fresh();
      const id = await world.account();
      const csv = 'Date,Amount\n2026-11-02,-2.50\n';
      expect((await world.take(id, csv)).problem).toBe('bank-file-refused');
      const columns = { bookedOn: 'Date', amount: 'Amount' };
      const mapping = { account: DE, currency: 'EUR', decimal: '.', dates: 'YYYY-MM-DD', columns };
      // What was refused for want of a mapping is the same file: it is sent with a line more.
      expect((await world.take(id, `${csv}\n`, {}, { mapping })).body).toMatchObject({ state: 'taken', format: 'csv' });
    });
  });

  describe('statements of a bank', () => {
    test('that do not chain name the gap, and the one between closes it, in whatever order they come', async () => {
      const world = await fresh();
      const id = await world.account();
      expect((await world.take(id, MONDAY)).body.gaps).toEqual([]);
      expect((await world.take(id, WEDNESDAY)).body.gaps).toEqual([
        { after: '2026-11-02', before: '2026-11-04', closed: '800', opens: '900' },
      ]);
      expect((await world.take(id, TUESDAY)).body.gaps).toEqual([]);
    });

    test('under the name of an earlier one of those days are refused where they say something else', async () => {
      const world = await fresh();
      const id = await world.account();
      await world.take(id, MONDAY);
      const other = mt940Day('2026-11-02', 1_000, [{ amount: -200, reference: 'A1' }]);
      const { problem, body } = await world.take(id, other);
      expect([problem, body.errors[0].pointer]).toEqual(['bank-file-refused', 'line 5']);
      // The same again in other bytes adds nothing.
      expect((await world.take(id, `${MONDAY}\r\n`)).body.state).toBe('taken');
      expect(new Set((await linesOf(world, id)).map((one) => one.id)).size).toBe(2);
    });

    test('of other accounts in the same file are left to those', async () => {
      const world = await fresh();
      const id = await world.account();
      const other = mt940Day('2026-11-02', 5, [{ amount: 1 }], { account: 'GB29NWBK60161331926819' });
      expect((await world.take(id, MONDAY + other)).body).toMatchObject({ state: 'taken', others: 1 });
      expect((await linesOf(world, id)).length).toBe(2);
    });

    test('with ids of payments are told to payments, each line once', async () => {
      const world = await fresh();
      const id = await world.account();
      const payment = 'pay-0123456789ABCDEFGHJKMNPQRS';
      await world.take(id, mt940Day('2026-11-02', 1_000, [{ amount: -450, text: `?20EREF+${payment}` }]));
      await world.take(id, TUESDAY);
      const told = (await world.events()).filter(({ type }) => type === 'statements.PaymentsBooked');
      expect(told.flatMap(({ data }) => data.bookings)).toMatchObject([
        { payment, amount: '-450', bookedOn: '2026-11-02' },
      ]);
    });

    test('are taken whole or not at all, wherever the process dies: who comes again ends it', async () => {
      for (let dies = 1; dies <= 3; dies += 1) {
        const world = await fresh();
        const id = await world.account();
        let sent = 0;
        const store = {
          ...world.deps,
          dynamo: {
            send: async (command: { readonly constructor: { readonly name: string } }) => {
              const writes =
                command instanceof TransactWriteItemsCommand || command.constructor.name === 'BatchWriteItemCommand';
              if (writes) sent += 1;
              if (writes && sent >= dies) throw new Error('killed');
              return client.send(command as never);
            },
          } as never,
        };
        const dying = { ...store, readKept: readingKeptFiles(store) };
        const asked = { params: { id }, body: { content: base64(MONDAY) }, key: 'once' };
        await expect(world.call(takeBankStatementRoute(dying), asked)).rejects.toThrow('killed');
        expect([await linesOf(world, id), await world.events()]).toEqual([[], []]);
        expect((await world.call(takeBankStatementRoute(world.deps), asked)).body.state).toBe('taken');
        expect([(await linesOf(world, id)).length, (await world.events()).length]).toEqual([2, 1]);
      }
    });

    test('of one tenant are nothing of another’s', async () => {
      const world = await fresh();
      const id = await world.account();
      const taken = await world.take(id, MONDAY);
      const globex = { tenant: 'globex' };
      expect((await world.take(id, MONDAY, globex)).problem).toBe('not-found');
      for (const route of [getBankFileRoute(world.deps), getBankFileContentRoute(world.deps)])
        expect((await world.call(route, { params: { id: taken.body.id }, ...globex })).problem).toBe('not-found');
      expect((await world.call(listBankAccountsRoute(world.deps), globex)).body.data).toEqual([]);
    });
  });

  test('a bank account mirrors an account of the ledger in its currency, and no other has its number', async () => {
    const world = await fresh();
    const create = (more: object) =>
      world.call(createBankAccountRoute(world.deps), {
        body: { numbers: ['DE89 3704 0044 0532 0130 00'], currency: 'EUR', account: 'bank', ...more },
      });
    expect((await create({ currency: 'USD' })).problem).toBe('bank-account-unfit');
    const { status, body } = await create({ timeZone: 'Europe/Berlin', name: 'Main', approvalFrom: '1000' });
    expect([status, body]).toMatchObject([
      201,
      { numbers: [DE], timeZone: 'Europe/Berlin', name: 'Main', approvalFrom: '1000' },
    ]);
    expect((await create({ numbers: ['X1', 'de89370400440532013000'] })).problem).toBe('bank-accounts-full');
    expect((await create({ numbers: ['X2'], approvalFrom: '1000000' })).problem).toBe('bank-accounts-full');
    world.ledger.answer = () => ({ status: 404, body: '{}' });
    expect((await create({ numbers: ['X2'], account: 'other' })).problem).toBe('bank-account-unfit');
    expect((await world.call(listBankAccountsRoute(world.deps))).body.data).toEqual([body]);
  });
});
