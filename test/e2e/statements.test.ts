import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DE, mt940Day } from '../support/bank-days.ts';
import { folio as said } from '../support/command-line.ts';
import { eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';
import { readOne } from '../unit/kernel/formats/read.ts';

const CHECKING = 'Assets:US:BofA:Checking';
const oracle = JSON.parse(readFileSync('data/household.balances.json', 'utf8')) as {
  readonly final: Readonly<Record<string, string>>;
  readonly monthEnd: Readonly<Record<string, Readonly<Record<string, string>>>>;
};

interface Done {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

describe('statements, exports and reconciliation of the household journal', () => {
  let cloud: LocalCloud;
  let folder: string;

  const folio = async (tenant: string, ...args: readonly string[]): Promise<Done> => {
    const { code, stdout: out, stderr: err } = await said(...args, '--data', cloud.dataDir, '--tenant', tenant);
    return { code, out, err };
  };
  /** A statement of December 2024 with its whole history. */
  const december = (format: string) =>
    eventually(
      () =>
        folio(
          'acme',
          'statement',
          CHECKING,
          '--from',
          '2024-12-01',
          '--to',
          '2024-12-31',
          '--format',
          format,
          '--as',
          'CHK',
        ),
      ({ code }) => code === 0,
      60_000,
    );

  beforeAll(async () => {
    cloud = await startLocal();
    folder = await mkdtemp(join(tmpdir(), 'folio-statements-'));
    expect((await folio('acme', 'import', 'data/household.jsonl')).code).toBe(0);
  }, 300_000);
  afterAll(async () => {
    await cloud?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('a statement opens and closes with the balances of the oracle, in every format', async () => {
    const [opening, closing] = [oracle.monthEnd['2024-11-30']?.[CHECKING], oracle.monthEnd['2024-12-31']?.[CHECKING]];
    const json = JSON.parse((await december('json')).out);
    expect([json.opening, json.closing, json.complete]).toEqual([opening, closing, true]);
    const mt940 = readOne('mt940', (await december('mt940')).out);
    expect([String(mt940.head.opening?.amount), String(mt940.end.closing?.amount), mt940.lines.length]).toEqual([
      opening,
      closing,
      json.lines.length,
    ]);
    const ofx = readOne('ofx', (await december('ofx')).out);
    expect([String(ofx.end.closing?.amount), ofx.lines.length]).toEqual([closing, json.lines.length]);
    const camt = (await december('camt.053')).out;
    expect(camt.match(/<Ntry>/g)).toHaveLength(json.lines.length);
    expect((await december('csv')).out.split('\r\n')).toHaveLength(json.lines.length + 4);
    expect((await december('text')).out).toMatch(/^closing balance .*\d$/m);
  }, 120_000);

  test('a statement of the account is reconciled with it, and the day proved', async () => {
    for (const format of ['mt940', 'ofx', 'camt.053']) {
      const file = join(folder, `whole.${format}`);
      await writeFile(file, (await december(format)).out);
      const { code, out } = await folio('acme', 'reconcile', file, '--account', CHECKING, '--json');
      const found = JSON.parse(out);
      expect([format, code, found.breaks, found.proof.proved, found.proof.difference]).toEqual([
        format,
        0,
        [],
        true,
        '0',
      ]);
      expect(found.matches).toHaveLength(found.lines);
    }
  }, 120_000);

  test('what the bank has otherwise is told as breaks, each with its place, and they explain the difference', async () => {
    const file = join(folder, 'changed.mt940');
    const written = (await december('mt940')).out;
    const changed = written.replace('D612,32NTRF', 'D612,30NTRF').replace(/(:62F:C\d{6}USD6639),82/, '$1,84');
    await writeFile(file, changed);
    const { code, out } = await folio('acme', 'reconcile', file, '--account', CHECKING, '--json');
    const found = JSON.parse(out);
    expect(code).toBe(1);
    expect(found.breaks).toMatchObject([{ is: 'amount-differs', difference: '2' }]);
    expect(found.proof).toMatchObject({ proved: true, difference: '2' });
    const text = await folio('acme', 'reconcile', file, file, '--account', CHECKING);
    expect(text.out).toContain('8 there before');
    expect(text.out).toContain('amount-differs: 0.02 USD');
  }, 120_000);

  test('a file that does not add up is refused with its line, and a file that shows no format is asked about', async () => {
    const bad = join(folder, 'bad.mt940');
    await writeFile(bad, (await december('mt940')).out.replace('D612,32NTRF', 'D612,30NTRF'));
    const refused = await folio('acme', 'reconcile', bad, '--account', CHECKING, '--json');
    expect([refused.code, JSON.parse(refused.out).error.message]).toEqual([
      1,
      expect.stringMatching(/MT940.*Line \d+: .*Nothing was taken/),
    ]);
    const csv = join(folder, 'bank.csv');
    await writeFile(csv, 'Date,Amount\n2024-12-03,-2400.00\n');
    expect(await folio('acme', 'reconcile', csv, '--account', CHECKING)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--mapping'),
    });
    const mapping = join(folder, 'mapping.json');
    const columns = { bookedOn: 'Date', amount: 'Amount' };
    await writeFile(
      mapping,
      JSON.stringify({ account: 'CHK', currency: 'USD', decimal: '.', dates: 'YYYY-MM-DD', columns }),
    );
    const told = await folio('acme', 'reconcile', csv, '--account', CHECKING, '--mapping', mapping, '--json');
    expect(JSON.parse(told.out)).toMatchObject({
      lines: 1,
      breaks: [{ is: 'missing-here', candidates: [expect.stringMatching(/^txn_/)] }, { is: 'missing-there' }],
      proof: null,
    });
  }, 120_000);

  test('the API has the same statement of what the ledger told it, in every format, of its own tenant alone', async () => {
    const path = `/v1/statements/${CHECKING}?from=2024-12-01&to=2024-12-31`;
    const client = cloud.client('acme');
    const { body } = await eventually(
      () => client.get(path),
      (answer) => answer.body.complete === true,
      60_000,
    );
    const [opening, closing] = [oracle.monthEnd['2024-11-30']?.[CHECKING], oracle.monthEnd['2024-12-31']?.[CHECKING]];
    expect([body.opening, body.closing]).toEqual([opening, closing]);
    const own = JSON.parse((await december('json')).out);
    const amounts = (one: { readonly lines: readonly { readonly amount: string }[] }) =>
      one.lines.map(({ amount }) => amount);
    expect(amounts(body)).toEqual(amounts(own));
    const mt940 = readOne('mt940', (await client.get(`${path}&format=mt940&as=CHK`)).text);
    expect([String(mt940.end.closing?.amount), mt940.lines.length]).toEqual([closing, own.lines.length]);
    const camt = await client.get(`${path}&format=camt.053&as=CHK`);
    expect(camt.headers.get('content-type')).toBe('application/xml');
    expect(String(readOne('camt', camt.text).end.closing?.amount)).toBe(closing);
    const csv = await client.get(`${path}&format=csv`);
    expect(csv.headers.get('content-type')).toMatch(/^text\/csv/);
    const page = await client.get(`${path}&format=html`);
    expect([page.headers.get('content-security-policy'), page.text.match(/<tr>/g)?.length]).toEqual([
      expect.stringContaining("default-src 'none'"),
      own.lines.length + 5,
    ]);
    expect((await client.get(path.replace('from=2024-12-01', 'from=2025-01-01'))).body.type).toBe(
      '/problems/statement-days',
    );
    expect((await client.get(path.replace('2024-12-31', '2024-02-30'))).status).toBe(400);
    expect((await cloud.client('globex').get(path)).body.type).toBe('/problems/not-found');
  }, 120_000);

  test('the trial balance has what the oracle has, and both sides equal; a history taken over again changes nothing', async () => {
    const client = cloud.client('acme');
    const ids = Object.keys(oracle.final);
    type Row = { readonly account: string; readonly debit: string; readonly credit: string };
    const { body } = await eventually(
      () => client.get('/v1/trial-balance?currency=USD&at=2030-01-01'),
      (answer) =>
        answer.body.gapFree && answer.body.totals[0]?.difference === '0' && answer.body.accounts.length >= ids.length,
      60_000,
    );
    const rows = new Map((body.accounts as readonly Row[]).map((row) => [row.account, row]));
    const of = (id: string) => [rows.get(id)?.debit, rows.get(id)?.credit];
    for (const [id, balance] of Object.entries(oracle.final)) {
      const size = balance.replace('-', '');
      expect([id, of(id).toSorted()]).toEqual([id, ['0', size].toSorted()]);
    }
    const before = await folio(
      'acme',
      'statements',
      'trial-balance',
      '--currency',
      'USD',
      '--at',
      '2030-01-01',
      '--json',
    );
    const { code, out } = await folio('acme', 'statements', 'rebuild', CHECKING, '--json');
    expect([before.code, code, JSON.parse(out).entries]).toEqual([0, 0, expect.any(Number)]);
    const after = await folio(
      'acme',
      'statements',
      'trial-balance',
      '--currency',
      'USD',
      '--at',
      '2030-01-01',
      '--json',
    );
    expect(after.out).toBe(before.out);
  }, 120_000);

  test('the journal that comes out is equal to the one that went in', async () => {
    const { out, code } = await folio('acme', 'export', '--format', 'jsonl');
    expect(code).toBe(0);
    type Line = {
      readonly transaction?: {
        readonly entries: readonly object[];
        readonly effectiveAt: string;
        readonly description?: string;
      };
    };
    const plain = (text: string) =>
      text
        .split('\n')
        .filter((line) => line.includes('"transaction"'))
        .map((line) => (JSON.parse(line) as Line).transaction)
        .map((one) =>
          JSON.stringify([
            new Date(one?.effectiveAt ?? '').toISOString(),
            one?.description,
            one?.entries
              .map((entry) => JSON.stringify(Object.entries({ currency: 'USD', ...entry }).toSorted()))
              .toSorted(),
          ]),
        )
        .toSorted();
    expect(plain(out)).toEqual(plain(readFileSync('data/household.jsonl', 'utf8')));
  }, 120_000);

  test('as CSV it makes equal books of another tenant', async () => {
    const file = join(folder, 'journal.csv');
    await writeFile(file, (await folio('acme', 'export', '--format', 'csv')).out);
    expect((await folio('globex', 'import', file, '--json')).code).toBe(0);
    const client = cloud.client('globex');
    for (const [id, balance] of Object.entries(oracle.final))
      expect([id, (await client.get(`/v1/accounts/${id}`)).body.balance.posted]).toEqual([id, balance]);
  }, 120_000);

  // Last: it moves money, of which the books above know nothing.
  test('the demo ends with a proved day: a fee that only the bank has is found, booked and matched', async () => {
    const { stdout } = await said('demo', '--data', cloud.dataDir, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ proved: true, byFile: 'returned' });
  }, 180_000);

  test('a bank’s file is kept, its day proved, its fee booked by two clients, and the month closed, by the command line', async () => {
    const json = async (...args: readonly string[]) => JSON.parse((await folio('acme', ...args, '--json')).out);
    const acme = cloud.client('acme');
    const { body: admin } = await acme.post('/v1/clients', { name: 'other', scopes: ['statements:resolve'] });
    await acme.post('/v1/accounts', { id: 'main', currency: 'EUR', normalBalance: 'debit' });
    await acme.post('/v1/transactions', {
      ...{ currency: 'EUR', reference: 'A1', effectiveAt: '2026-11-02T12:00:00Z' },
      postings: [{ from: 'main', to: '@sales', amount: '250' }],
    });
    const added = await json('banks', 'add', '--number', DE, '--currency', 'EUR', '--account', 'main');
    expect((await folio('acme', 'banks', 'list')).out).toContain(added.id);
    const file = join(folder, 'night.sta');
    await writeFile(file, mt940Day('2026-11-02', 0, [{ amount: 250, reference: 'A1' }, { amount: -45 }]));
    expect((await folio('acme', 'banks', 'put', file, '--bank', added.id)).out).toContain('2026-11-02: 2 lines');
    const shown = await folio('acme', 'banks', 'show', '--bank', added.id);
    expect([shown.code, shown.out]).toEqual([0, expect.stringContaining('difference -0.45 EUR')]);
    const [fee] = (await json('banks', 'breaks', '--bank', added.id)).data;
    const proposed = await folio('acme', 'banks', 'resolve', fee.id, '--book', '@fees');
    expect(proposed.out).toContain(`banks approve ${fee.id}`);
    expect((await folio('acme', 'banks', 'approve', fee.id)).err).toContain('resolution-own');
    const as = ['--url', cloud.url, '--client', admin.id, '--secret', admin.secret];
    const agreed = await said('banks', 'approve', fee.id, ...as);
    expect(agreed.stdout).toContain('resolved (txn_');
    expect((await json('banks', 'show', '--bank', added.id)).difference).toBe('0');
    const undone = await folio('acme', 'banks', 'undo', fee.id, '--reason', 'A mistake.');
    expect(undone.out).toContain('the break is open again');
    const refused = await folio('acme', 'banks', 'put', 'package.json', '--bank', added.id);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('bank-file-refused')]);
    expect((await folio('acme', 'periods', 'close', '2020-01')).out).toContain('2020-01 is being closed');
    expect((await folio('acme', 'periods', 'reopen', '2020-01', '--reason', 'x')).err).toContain('period-own');
    expect((await folio('acme', 'periods', 'show', '2020-02')).out).toContain('2020-02 is open.');
  }, 120_000);
});
