import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';

const run = promisify(execFile);
const oracle = JSON.parse(readFileSync('data/household.balances.json', 'utf8')) as {
  readonly final: Readonly<Record<string, string>>;
};
const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');

describe('the household journal over the API', () => {
  let cloud: LocalCloud;
  const folio = async (...args: readonly string[]): Promise<string> => {
    const all = ['bin/folio.ts', ...args, '--data', cloud.dataDir, '--tenant', 'acme'];
    return (await run(process.execPath, all, { maxBuffer: 1 << 26 })).stdout;
  };

  beforeAll(async () => {
    cloud = await startLocal();
    await folio('import', 'data/household.jsonl');
  }, 300_000);
  afterAll(() => cloud?.stop());

  test('is the one that the command reads of the ledger, in whatever format, with the balances of the oracle', async () => {
    // The ledger lists what it has made a moment later; an export says so itself.
    const own = await eventually(
      () => folio('export', '--format', 'jsonl').catch(() => ''),
      (text) => text !== '',
      60_000,
    );
    const journal = await folio('statements', 'journal', '--format', 'jsonl');
    expect(linesOf(journal).toSorted()).toEqual(linesOf(own).toSorted());
    const balances = await eventually(
      () => folio('statements', 'journal', '--format', 'beancount'),
      (text) => !text.includes('are not asserted'),
      60_000,
    );
    for (const [id, balance] of Object.entries(oracle.final)) {
      const major = (Math.abs(Number(balance)) / 100).toFixed(2);
      expect(balances).toMatch(new RegExp(`^\\S+ balance ${id} {2}-?${major} ~ 0 USD$`, 'm'));
    }
  }, 180_000);

  test('of a month has what counts in it, of its own tenant alone, for who may read statements', async () => {
    const client = cloud.client('acme');
    const december = await client.get('/v1/exports/journal?format=jsonl&from=2024-12-01&to=2024-12-31');
    expect([december.status, december.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    const months = linesOf(december.text).flatMap(
      (line) => JSON.parse(line).transaction?.effectiveAt.slice(0, 7) ?? [],
    );
    expect([new Set(months), months.length > 5]).toEqual([new Set(['2024-12']), true]);
    expect(linesOf((await cloud.client('globex').get('/v1/exports/journal?format=csv')).text)).toHaveLength(1);
    expect((await client.get('/v1/exports/journal?format=xml')).status).toBe(400);
    expect((await client.get('/v1/exports/journal?format=csv&cursor=x')).body.type).toBe('/problems/cursor-invalid');
    const { body: reader } = await client.post('/v1/clients', { name: 'other', scopes: ['ledger:read'] });
    const as = ['--url', cloud.url, '--client', reader.id, '--secret', reader.secret];
    const refused = await run(process.execPath, [
      'bin/folio.ts',
      'statements',
      'journal',
      '--format',
      'csv',
      ...as,
    ]).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('answered 403') });
  }, 120_000);
});
