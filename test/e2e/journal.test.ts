import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { journalAsCsv } from '../support/journal-csv.ts';
import { type Client, eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';

const run = promisify(execFile);
const oracle = JSON.parse(readFileSync('data/household.balances.json', 'utf8')) as {
  readonly transactions: number;
  readonly lines: number;
  readonly final: Readonly<Record<string, string>>;
  readonly monthEnd: Readonly<Record<string, Readonly<Record<string, string>>>>;
};
const ACCOUNTS = Object.keys(oracle.final);

const balancesOf = async (client: Client): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(
      ACCOUNTS.map(async (id) => [id, (await client.get(`/v1/accounts/${id}`)).body.balance.posted as string] as const),
    ),
  );

const importFile = async (cloud: LocalCloud, tenant: string, file: string) => {
  const args = ['bin/folio.ts', 'import', file, '--data', cloud.dataDir, '--tenant', tenant, '--json'];
  return JSON.parse((await run(process.execPath, args)).stdout) as {
    readonly accounts: { readonly created: number };
    readonly transactions: { readonly committed: number; readonly replayed: number; readonly refused: number };
  };
};

describe('the household journal', () => {
  let cloud: LocalCloud;
  let folder: string;
  beforeAll(async () => {
    cloud = await startLocal();
    folder = await mkdtemp(join(tmpdir(), 'folio-journal-'));
  }, 90_000);
  afterAll(async () => {
    await cloud?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('ends with exactly the balances of the oracle, and a second import changes nothing', async () => {
    const client = cloud.client('acme');
    const first = await importFile(cloud, 'acme', 'data/household.jsonl');
    expect(first.accounts.created).toBe(ACCOUNTS.length);
    expect(first.transactions).toEqual({ committed: oracle.transactions, replayed: 0, refused: 0 });
    expect(await balancesOf(client)).toEqual(oracle.final);
    const versions = async () =>
      Promise.all(ACCOUNTS.map(async (id) => (await client.get(`/v1/accounts/${id}`)).body.version as number));
    const before = await versions();
    expect(before.reduce((sum, one) => sum + one, 0)).toBe(oracle.lines);
    const second = await importFile(cloud, 'acme', 'data/household.jsonl');
    expect(second.transactions).toEqual({ committed: 0, replayed: oracle.transactions, refused: 0 });
    expect(await versions()).toEqual(before);
    expect(await balancesOf(client)).toEqual(oracle.final);
  }, 120_000);

  test("has the oracle's balance of every account at the end of every month", async () => {
    const client = cloud.client('acme');
    for (const [day, balances] of Object.entries(oracle.monthEnd)) {
      // The journal ends in the month that we are in: its end may still lie ahead, and nobody knows the future's balance.
      const at = [`${day}T23:59:59.999Z`, new Date().toISOString()].sort()[0];
      await Promise.all(
        ACCOUNTS.map(async (id) => {
          const read = () => client.get(`/v1/accounts/${id}/balance?at=${at}`);
          const answer = await eventually(read, (one) => one.body.complete === true);
          expect([day, id, answer.body.posted]).toEqual([day, id, balances[id] ?? '0']);
        }),
      );
    }
  }, 240_000);

  test('comes to the same as CSV, also when the import is killed half way and started again', async () => {
    const file = join(folder, 'household.csv');
    await writeFile(file, journalAsCsv(readFileSync('data/household.jsonl', 'utf8')));
    const args = ['bin/folio.ts', 'import', file, '--data', cloud.dataDir, '--tenant', 'globex'];
    const client = cloud.client('globex');
    const half = run(process.execPath, args);
    await eventually(
      () => client.get('/v1/accounts/Equity:Opening-Balances'),
      (answer) => answer.body.version > 0,
    );
    half.child.kill('SIGKILL');
    await half.catch(() => undefined);
    const rest = await importFile(cloud, 'globex', file);
    expect(rest.transactions.refused).toBe(0);
    expect(rest.transactions.committed + rest.transactions.replayed).toBe(oracle.transactions);
    expect(await balancesOf(client)).toEqual(oracle.final);
  }, 120_000);
});
