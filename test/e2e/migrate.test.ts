import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CommandLine } from '../support/command-line.ts';
import { temporaryFolders } from '../support/folder.ts';
import { type LocalCloud, startLocal } from '../support/local-cloud.ts';

const EXPORTS = 'test/contract/exports';

interface Result {
  readonly committed: boolean;
  readonly accounts: number;
  readonly transactions: number;
  readonly holds: number;
  readonly foreign: Readonly<Record<string, number>>;
  readonly against?: readonly string[];
  readonly balances: readonly {
    account: string;
    currency: string;
    id: string;
    stated?: string;
    here: string;
    is: string;
  }[];
  readonly import?: {
    readonly accounts: { created: number; existing: number; refused: number };
    readonly transactions: { committed: number; replayed: number; refused: number };
    readonly differing: readonly unknown[];
    readonly refusals: readonly unknown[];
  };
}

const SOURCES = {
  formance: [`${EXPORTS}/formance/export.ndjson`, '--last', '12', '--without', 'COIN'],
  blnk: [`${EXPORTS}/blnk/lists.json`, '--without', 'XYZ'],
  tigerbeetle: [
    `${EXPORTS}/tigerbeetle/events.ndjson`,
    ...['--currency', '700=USD/2', '--currency', '701=KWD/4', '--without', '702', '--last', '1767268813000000091'],
  ],
  beancount: [
    `${EXPORTS}/beancount/printed.beancount`,
    ...['--balances', `${EXPORTS}/beancount/balances.csv`, '--without', 'HOOL'],
  ],
  hledger: [
    `${EXPORTS}/hledger/print.json`,
    ...['--balances', `${EXPORTS}/hledger/balances.json`, '--currency', '$=USD', '--without', 'ACME 1'],
  ],
} as const;

describe('an export of another ledger', () => {
  const folder = temporaryFolders('migrate');
  let cloud: LocalCloud;
  let line: CommandLine;
  beforeAll(async () => {
    cloud = await startLocal();
    line = new CommandLine();
  });
  afterAll(async () => {
    line.end();
    await cloud.stop();
  });

  const migrate = async (...args: readonly string[]) => {
    const said = await line.run(['migrate', ...args, '--json']);
    return { code: said.code, stderr: said.stderr, result: JSON.parse(said.stdout || '{}') as Result };
  };
  const commit = (...args: readonly string[]) => migrate(...args, '--commit', '--data', cloud.dataDir);

  test.each(Object.entries(SOURCES))(
    'of %s is shown first, booked by --commit, proved from the ledger, and booked once however often it is run',
    async (source, args) => {
      const shown = await migrate(source, ...args);
      expect(shown).toMatchObject({ code: 0, result: { committed: false } });
      const first = await commit(source, ...args);
      expect(first).toMatchObject({ code: 0, result: { committed: true } });
      const { accounts, transactions, holds, balances } = first.result;
      const made = {
        accounts: { created: accounts, existing: 0 },
        transactions: { committed: transactions + holds, replayed: 0 },
      };
      expect(first.result.import).toMatchObject(made);
      expect(balances).toEqual(shown.result.balances);
      const stated = balances.filter(({ is }) => is === 'equal');
      expect(stated.length).toBeGreaterThan(5);
      for (const one of stated) {
        const { body } = await cloud.client('acme').get(`/v1/accounts/${encodeURIComponent(one.id)}`);
        const sign = body.normalBalance === 'debit' ? 1n : -1n;
        if ((one as { kind?: string }).kind === 'posted')
          expect([one.id, sign * BigInt(body.balance.posted)]).toEqual([one.id, BigInt(one.stated ?? 'x')]);
      }
      const again = await commit(source, ...args);
      expect(again).toMatchObject({ code: 0, result: { balances } });
      expect(again.result.import).toMatchObject({
        accounts: { created: 0, existing: accounts, refused: 0 },
        transactions: { committed: 0, replayed: transactions + holds, refused: 0 },
        differing: [],
        refusals: [],
      });
    },
    120_000,
  );

  test('that may be cut, or that holds currencies without a meaning, is shown with what is missing and not sent', async () => {
    const [file] = SOURCES.formance;
    const shown = await migrate('formance', file);
    expect(shown).toMatchObject({
      code: 1,
      result: {
        committed: false,
        foreign: { COIN: expect.any(Number) },
        against: [expect.any(String), expect.any(String)],
      },
    });
    const refused = await commit('formance', file, '--prefix', 'cut:');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/COIN.*--last.*Nothing was sent/s) });
    const older = await commit('formance', file, '--prefix', 'cut:', '--without', 'COIN', '--last', '13');
    expect(older).toMatchObject({ code: 1, stderr: expect.stringContaining('ends with 12') });
    expect((await cloud.client('acme').get('/v1/accounts/cut:users:001:main')).status).toBe(404);
  }, 120_000);

  test('whose balances would differ is not sent, and one that something else was booked into is told of', async () => {
    const [file, flag, balances, ...without] = SOURCES.beancount;
    const off = join(folder(), 'off.csv');
    await writeFile(off, (await readFile(balances, 'utf8')).replace('15.75', '15.76'));
    const refused = await commit('beancount', file, flag, off, ...without, '--prefix', 'off:');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing was sent') });
    const acme = cloud.client('acme');
    expect((await acme.get('/v1/accounts/off:Expenses:Food')).status).toBe(404);

    await commit('beancount', file, flag, balances, ...without, '--prefix', 'other:');
    const moved = { currency: 'EUR', postings: [{ from: '@world', to: 'other:Expenses:Food', amount: '1' }] };
    expect((await acme.post('/v1/transactions', moved)).status).toBe(201);
    const told = await commit('beancount', file, flag, balances, ...without, '--prefix', 'other:');
    expect(told.code).toBe(1);
    expect(told.result.balances.filter(({ is }) => is === 'differs')).toMatchObject([
      { id: 'other:Expenses:Food', stated: '1575', here: '1574' },
    ]);
  }, 120_000);
});
