import { generateKeyPairSync, sign } from 'node:crypto';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { reportErrors } from '../../../bin/logs/report-errors.ts';
import { canonicalDigest } from '../../../functions/kernel/values/canonical-json.ts';
import { leafHash } from '../../../functions/proof/model/merkle/hashing.ts';
import { checkpointText } from '../../../functions/proof/model/note/checkpoint.ts';
import { rawPublicKey, signedNote, verifierText } from '../../../functions/proof/model/note/signed-note.ts';
import { entryLeaf, logEntry } from '../../../functions/proof/model/receipt/log-entry.ts';
import { CommandLine, wordsOf } from '../../support/command-line.ts';
import { temporaryFolder } from '../../support/folder.ts';

/** What the deployment answers: by the path of its API, by the operation of an AWS service, and Lambda by the action that it is asked. */
const answers = new Map<string, unknown>();
const nameOf = async (request: IncomingMessage): Promise<string> => {
  const target = request.headers['x-amz-target'];
  const body = await text(request);
  if (typeof target === 'string') return target.split('.')[1] ?? '';
  const path = (request.url ?? '').split('?')[0] ?? '';
  return path.includes('/invocations') ? (JSON.parse(body) as { action: string }).action : path;
};

const folio = new CommandLine();
const { path: folder, remove } = temporaryFolder('verdicts');
let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    const answer = answers.get(await nameOf(request));
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  answers.set('/oauth/token', { access_token: 'token', expires_in: 900, scope: '' });
  const control = { url, token: 't' };
  const tenants = [{ tenant: 'acme', clientId: 'a', clientSecret: 's3cr3t' }];
  const local = { url, awsUrl: url, dynamodbUrl: url, control, pid: process.pid, readyMs: 1, tenants };
  await writeFile(join(folder, 'local.json'), JSON.stringify(local));
});
afterAll(() => {
  folio.end();
  server.closeAllConnections();
  server.close();
  remove();
});

const run = (line: string) => folio.run(wordsOf(line));
const onApi = (command: string) => run(`${command} --url ${url} --client a --secret s3cr3t`);
const onCloud = (command: string) => run(`${command} --data ${folder}`);

describe('a trial balance', () => {
  const accounts = [
    { account: '@bank', currency: 'EUR', debit: '123456', credit: '0' },
    { account: 'customer', currency: 'EUR', debit: '0', credit: '123456' },
  ];
  const total = { currency: 'EUR', debits: '123456', credits: '123456', difference: '0' };
  const shown = (more: object) =>
    answers.set('/v1/trial-balance', { at: null, accounts, totals: [total], gapFree: true, ...more });

  test('that is equal and whole exits 0, with each account on its side', async () => {
    shown({});
    const { code, stdout, stderr } = await onApi('statements trial-balance');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').map((line) => line.replaceAll(/ +/g, ' '))).toEqual([
      ...['@bank EUR 1234.56 0.00', 'customer EUR 0.00 1234.56', 'total EUR 1234.56 1234.56', ''],
    ]);
  });

  test('that is not equal says by how much, and exits 1', async () => {
    shown({ totals: [{ ...total, credits: '123756', difference: '-300' }] });
    const { code, stdout } = await onApi('statements trial-balance');
    expect([code, stdout]).toEqual([1, expect.stringContaining('Not equal in EUR: -3.00.')]);
  });

  test('with a gap is told to be mended, and exits 1 though it is equal', async () => {
    shown({ gapFree: false });
    const { code, stdout, stderr } = await onApi('statements trial-balance --json');
    expect([code, JSON.parse(stdout).gapFree, stderr]).toEqual([
      ...[1, false, expect.stringMatching(/An entry is missing\..* statements rebuild ACCOUNT/)],
    ]);
  });

  test('without any account says that no money has moved, and exits 0', async () => {
    shown({ accounts: [], totals: [] });
    expect(await onApi('statements trial-balance --currency EUR')).toMatchObject({
      ...{ code: 0, stdout: 'No money has moved in EUR.\n' },
    });
  });
});

describe('a rebuild', () => {
  test('that has more than one call takes over says how much in all', async () => {
    answers.set('/v1/statements/acc/rebuild', { entries: 40, nextCursor: null });
    expect(await onApi('statements rebuild acc')).toMatchObject({
      ...{ code: 0, stdout: 'acc: 40 entries are as the ledger has them.\n' },
    });
  });
});

describe('alarms', () => {
  const alarm = (name: string, state: string, tier: number) => ({
    AlarmName: `Folio-${name}`,
    AlarmDescription: `It is late. Owner: ledger. Tier: ${tier}. Runbook: docs/runbooks/relay.md`,
    StateValue: state,
    StateUpdatedTimestamp: 1_795_000_000,
  });

  test('shows those in ALARM alone, the gravest first, with runbook and owner', async () => {
    answers.set('DescribeAlarms', {
      MetricAlarms: [alarm('Ok', 'OK', 1), alarm('B', 'ALARM', 2), alarm('C', 'ALARM', 1)],
    });
    const { code, stdout } = await onCloud('alarms');
    expect([code, stdout]).toEqual([
      0,
      ['C', 'B']
        .map(
          (name) =>
            `Folio-${name}  since 2026-11-18T11:06:40.000Z\n  It is late.\n  Tier ${name === 'C' ? 1 : 2}, owner ledger. What to do: docs/runbooks/relay.md\n`,
        )
        .join(''),
    ]);
    const names = async (more: string) =>
      (JSON.parse((await onCloud(`alarms ${more} --json`)).stdout) as { name: string }[]).map(({ name }) => name);
    expect(await names('')).toEqual(['Folio-C', 'Folio-B']);
    expect(await names('--all')).toEqual(['Folio-C', 'Folio-B', 'Folio-Ok']);
    expect((await onCloud('alarms --all')).stdout).toContain('Folio-Ok  OK\n');
  });

  test('says that none is in ALARM of how many, and fails where there are none at all', async () => {
    answers.set('DescribeAlarms', { MetricAlarms: [alarm('Ok', 'OK', 1), alarm('New', 'INSUFFICIENT_DATA', 1)] });
    expect(await onCloud('alarms')).toMatchObject({ code: 0, stdout: 'None of 2 alarms is in ALARM.\n' });
    answers.set('DescribeAlarms', { MetricAlarms: [] });
    expect(await onCloud('alarms')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is it deployed there?'),
    });
  });
});

describe('a proof', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = { name: 'log.example', publicKey: rawPublicKey(publicKey.export({ format: 'der', type: 'spki' })) };
  const receipt = { id: 'txn_1', at: '2026-12-01T00:00:00.000Z', operation: 'createTransaction', status: 201 };
  const salt = Buffer.alloc(32, 7);
  const root = leafHash(entryLeaf(logEntry(salt, receipt.id, canonicalDigest(receipt))));
  const note = checkpointText(key.name, { size: 1, root });
  const checkpoint = signedNote(note, key, sign(null, Buffer.from(note), privateKey));
  const proof = {
    format: 'folio-proof/1',
    receipt,
    salt: salt.toString('base64url'),
    leafIndex: 0,
    inclusion: [],
    checkpoint,
  };
  const verify = async (document: unknown) => {
    const file = join(folder, 'proof.json');
    await writeFile(file, JSON.stringify(document));
    return run(`proof verify ${file} --key ${verifierText(key)}`);
  };

  test('that holds names the leaf, and exits 0', async () => {
    const { code, stdout } = await verify(proof);
    expect([code, stdout]).toEqual([
      ...[0, 'Proved: txn_1 (createTransaction, 2026-12-01T00:00:00.000Z) is leaf 0 of a log of 1.\n'],
    ]);
  });

  test('of a receipt that was changed is none, and exits 1; so does a file that is no proof', async () => {
    const changed = await verify({ ...proof, receipt: { ...receipt, status: 200 } });
    expect([changed.code, changed.stdout]).toEqual([1, expect.stringMatching(/^Not proved\. The receipt is not in/)]);
    expect(await verify({})).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('is no proof') });
  });
});

describe('an audit', () => {
  const { publicKey } = generateKeyPairSync('ed25519');
  const key = { name: 'log.example', publicKey: rawPublicKey(publicKey.export({ format: 'der', type: 'spki' })) };
  const audited = (posted: string, more: string) => {
    const balance = { posted, pendingIn: '0', pendingOut: '0' };
    const account = { id: 'acc', currency: 'EUR', normalBalance: 'credit', version: 0, balance };
    for (const list of ['leaves', 'calls']) answers.set(`/v1/log/${list}`, { data: [], next: null });
    for (const list of ['transactions', 'events', 'accounts/acc/entries'])
      answers.set(`/v1/${list}`, { data: [], nextCursor: null });
    answers.set('/v1/accounts', { data: [account], nextCursor: null });
    return onApi(`audit --key ${verifierText(key)} ${more}`);
  };

  test('of books that agree says so, and exits 0', async () => {
    const { code, stdout } = await audited('0', '');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/: no difference\.\n$/)]);
  });

  test('names each difference, and exits 1', async () => {
    const { code, stdout } = await audited('5', '');
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/^balance acc .*\nbalance EUR .*\n.*: 2 differences\.\n$/),
    ]);
    const { differences } = JSON.parse((await audited('5', '--json')).stdout);
    expect(differences).toMatchObject([
      { where: 'balance', name: 'acc EUR' },
      { where: 'balance', name: 'EUR' },
    ]);
  });
});

describe('a new tenant', () => {
  const secret = 'folio_secret';
  beforeAll(() => {
    answers.set('GetParameter', { Parameter: { Value: 'arn:aws:lambda:eu-central-1:1:function:f:live' } });
    answers.set('provision-tenant', { clientId: 'cli_1', clientSecret: secret, current: true });
  });
  const create = (more: string) => onCloud(`tenant create nova --scope "ledger:read" ${more}`);

  test('has its secret on the terminal alone where no file is said', async () => {
    const { code, stdout, stderr } = await create('');
    expect([code, stdout.includes(secret), stderr.includes(secret)]).toEqual([0, true, false]);
    expect(stderr).toContain('It may do ledger:read.');
  });

  test('has its secret in the file alone where one is said, as JSON too', async () => {
    for (const [file, more] of [
      ['first.env', ''],
      ['second.env', '--json'],
    ]) {
      const { code, stdout, stderr } = await create(`--out ${join(folder, file ?? '')} ${more}`);
      expect([code, `${stdout}${stderr}`.includes(secret)]).toEqual([0, false]);
      expect(stdout).toContain('cli_1');
      expect(await readFile(join(folder, file ?? ''), 'utf8')).toContain(secret);
    }
  });
});

describe('the clock', () => {
  test('says how many days it is ahead', async () => {
    answers.set('/clock', { done: true, clock: { now: '2027-01-01T00:00:00.000Z', aheadSeconds: 2_635_200 } });
    const { code, stdout } = await onCloud('clock show');
    expect([code, stdout]).toEqual([0, "2027-01-01T00:00:00.000Z, 30.50 days ahead of this machine's clock\n"]);
  });
});

describe('errors of functions while a local cloud runs', () => {
  test('are told in a line each, five of one look, and how many more there are', async () => {
    answers.set('DescribeAlarms', { MetricAlarms: [] });
    await mkdir(join(folder, 'logs'), { recursive: true });
    const file = join(folder, 'logs', 'Folio-Ledger-ServiceApiFunctionA8771406-7DDA4FE28AF3.log');
    const line = (number: number, level = 'ERROR') =>
      `${JSON.stringify({ level, message: `it fails ${number}`, error: 'TypeError', requestId: `r-${number}` })}\n`;
    await writeFile(file, line(0));
    const told: string[] = [];
    const end = await reportErrors(folder, (text) => void told.push(text));
    await appendFile(file, [1, 2, 3, 4, 5, 6].map((number) => line(number)).join('') + line(7, 'INFO'));
    for (let tries = 0; tries < 200 && told.length < 6; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 50));
    end();
    expect(told.slice(0, 5)).toEqual(
      [1, 2, 3, 4, 5].map((number) => `ledger/api failed: it fails ${number}, TypeError (request r-${number})`),
    );
    expect(told.slice(5)).toEqual([expect.stringMatching(/^and 1 errors more, all with their stacks: .* logs ledger/)]);
  }, 30_000);
});

describe('a token', () => {
  test('is all that is printed, so that a shell can put it into a header', async () => {
    expect(await onApi('token')).toEqual({ code: 0, stdout: 'token\n', stderr: '' });
    expect(JSON.parse((await onApi('token --json')).stdout)).toEqual({ token: 'token', expiresInSeconds: 900 });
  });
});
