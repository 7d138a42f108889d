import { QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { civilDate } from '../../../functions/kernel/values/civil-date.ts';
import {
  createBankAccountRoute,
  listBankAccountsRoute,
} from '../../../functions/statements/handlers/api/bank-accounts.ts';
import { takeBankStatementRoute } from '../../../functions/statements/handlers/api/bank-files.ts';
import { findBankAccount } from '../../../functions/statements/store/queries/bank-reads.ts';
import { HEADS_MAX, statementsBetween } from '../../../functions/statements/store/queries/taken-statements.ts';
import { DE, mt940Day } from '../../support/bank-days.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { race } from '../ledger/kit.ts';
import { bankWorld } from './bank-world.ts';

const MONDAY = mt940Day('2026-11-02', 1_000, [{ amount: 250, reference: 'A1' }]);

await onEachEngine((engine) => {
  const client = clientOf(engine);
  const fresh = () => bankWorld(client);

  describe('a file of a bank', () => {
    test('with more payments than an item has room for are told all the same, in the one commit', async () => {
      const world = await fresh();
      const id = await world.account();
      const ids = Array.from({ length: 3_000 }, (_, at) => `pay-${String(at).padStart(26, '0')}`);
      const lines = ids.map((payment) => ({ amount: -1, text: `?20EREF+${payment}` }));
      expect((await world.take(id, mt940Day('2026-11-02', 10_000, lines))).status).toBe(201);
      const told = (await world.events()).filter(({ type }) => type === 'statements.PaymentsBooked');
      expect(told.length).toBeGreaterThan(1);
      expect(
        told.flatMap(({ data }) => data.bookings.map(({ payment }: { payment: string }) => payment)).toSorted(),
      ).toEqual(ids);
    });

    test('with more payments than one commit has room for are refused whole, and say what to do', async () => {
      const world = await fresh();
      const id = await world.account();
      const lines = Array.from({ length: 8_001 }, (_, at) => ({
        amount: -1,
        text: `?20EREF+pay-${String(at).padStart(26, '0')}`,
      }));
      const { problem, body } = await world.take(id, mt940Day('2026-11-02', 10_000, lines));
      expect([problem, body.detail]).toEqual(['bank-file-refused', expect.stringContaining('by parts')]);
      expect(await world.events()).toEqual([]);
    });

    test('whose names are longer than one item holds are refused, and no fault of ours', async () => {
      const world = await fresh();
      const id = await world.account();
      const day = (at: number) => new Date(Date.UTC(2025, 0, 1 + at)).toISOString().slice(0, 10);
      const csv = ['Date,Amount,Id', ...Array.from({ length: 3 }, (_, at) => `${day(at)},1.00,x`)].join('\n');
      expect((await world.take(id, csv)).problem).toBe('bank-file-refused');
      const camt = (count: number, name: string) =>
        `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>m</MsgId><CreDtTm>2026-11-02T00:00:00Z</CreDtTm></GrpHdr>${Array.from(
          { length: count },
          (_, at) =>
            `<Stmt><Id>${name}${at}</Id><ElctrncSeqNb>${at + 1}</ElctrncSeqNb><CreDtTm>2026-11-02T00:00:00Z</CreDtTm><Acct><Id><IBAN>${DE}</IBAN></Id><Ccy>EUR</Ccy></Acct>${[
              'OPBD',
              'CLBD',
            ]
              .map(
                (code) =>
                  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>${day(at)}</Dt></Dt></Bal>`,
              )
              .join('')}</Stmt>`,
        ).join('')}</BkToCstmrStmt></Document>`;
      for (const [count, name] of [
        [500, 'n'],
        [450, 'n'.repeat(20)],
        [500, '€'.repeat(30)],
      ] as const) {
        const { status } = await world.call(takeBankStatementRoute(world.deps), {
          params: { id },
          body: { content: Buffer.from(camt(count, name)).toString('base64') },
        });
        expect([201, 422]).toContain(status);
      }
    });

    test.each(['1899-12-31', '9999-12-31'])('of %s are refused: days are counted around them', async (day) => {
      const world = await fresh();
      const id = await world.account();
      const columns = { bookedOn: 'Date', amount: 'Amount' };
      const mapping = { account: DE, currency: 'EUR', decimal: '.', dates: 'YYYY-MM-DD', columns };
      const { problem, body } = await world.take(id, `Date,Amount\n${day},-2.50\n`, {}, { mapping });
      expect([problem, body.errors]).toEqual([
        'bank-file-refused',
        [{ pointer: 'line 2', detail: 'Line 2: A day lies before 1900-01-01 or after 2999-12-31.' }],
      ]);
    });
  });

  test('bank accounts are a hundred at most, however many are made at once, and each mirrors its own account', async () => {
    const world = await fresh();
    const made = (at: number) =>
      world.call(createBankAccountRoute(world.deps), {
        body: { numbers: [`X${at}`], currency: 'EUR', account: `bank${at}` },
      });
    for (let at = 0; at < 97; at += 1) expect((await made(at)).status).toBe(201);
    const answers = await race(8, (at) => made(100 + at));
    expect(answers.filter(({ status }) => status === 201).length).toBe(3);
    expect((await world.call(listBankAccountsRoute(world.deps))).body.data.length).toBe(100);
    const twin = await fresh();
    const twins = await race(4, (at) =>
      twin.call(createBankAccountRoute(twin.deps), {
        body: { numbers: [`X${at}`], currency: 'EUR', account: 'bank' },
      }),
    );
    expect(twins.filter(({ status }) => status === 201).length).toBe(1);
  });

  test('files and statements of an account that are looked through have an end', async () => {
    const world = await fresh();
    const id = await world.account();
    await world.take(id, MONDAY);
    const found = await findBankAccount(world.deps, 'acme', id);
    if (found === undefined) throw new Error('no account');
    // A file without a line, many times, as nobody has them.
    let pages = 0;
    const endless = {
      ...world.deps,
      dynamo: {
        send: async ({ input }: { readonly input: QueryCommandInput }) => {
          const { ExclusiveStartKey: _, ...asked } = input;
          const answer = await client.send(new QueryCommand(asked));
          pages += 1;
          const Items = Array.from({ length: 1_000 }, () => answer.Items?.[0] ?? {});
          return { ...answer, Items, LastEvaluatedKey: { pk: { S: 'x' }, sk: { S: 'x' } } };
        },
      } as never,
    };
    const never = { from: civilDate(1950, 1, 1), to: civilDate(1950, 1, 1) };
    expect(await statementsBetween(endless, found, never, 1_000)).toBeUndefined();
    expect(pages).toBeLessThanOrEqual(HEADS_MAX / 1_000 / 2 + 1);
  });
});
