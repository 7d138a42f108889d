import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Client, eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';

const run = promisify(execFile);

describe('the access log of a deployment', () => {
  let cloud: LocalCloud;
  let acme: Client;
  let folder: string;

  const folio = (...args: readonly string[]) =>
    run(process.execPath, ['bin/folio.ts', ...args]).then(
      ({ stdout }) => ({ code: 0, out: stdout }),
      (error: { code: number; stdout: string; stderr: string }) => ({
        code: error.code,
        out: error.stdout + error.stderr,
      }),
    );

  beforeAll(async () => {
    cloud = await startLocal();
    acme = cloud.client('acme');
    folder = await mkdtemp(join(tmpdir(), 'folio-access-'));
    for (const id of ['alice', 'bob']) await acme.post('/v1/accounts', { id, currency: 'USD' });
    const tooMuch = { currency: 'USD', postings: [{ from: 'bob', to: 'alice', amount: '1' }] };
    expect((await acme.post('/v1/transactions', tooMuch)).status).toBe(422);
  }, 300_000);
  afterAll(async () => {
    await cloud?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('tells a tenant who called what in its name, denied calls included, and proves each offline', async () => {
    const from = new Date(Date.now() - 3_600_000).toISOString();
    const calls = `/v1/log/calls?from=${from}&to=2099-01-01T00:00:00Z`;
    const token = await acme.token('ledger:read');
    const refused = await acme.call('GET', calls, { token });
    const unknown = await acme.call('GET', '/v1/accounts', { token: 'none' });
    const at = new Date().toISOString();
    expect([refused.status, unknown.status]).toEqual([403, 401]);
    const idOf = (answer: { readonly headers: Headers }) =>
      answer.headers.get('x-request-id') ?? answer.headers.get('apigw-requestid') ?? '';
    const listed = () => acme.get(calls);
    const reading = await acme.get('/v1/accounts/nobody');
    expect(reading.status).toBe(404);
    const { data } = (
      await eventually(
        listed,
        ({ body }) => body.data.some(({ call }: { call: { requestId: string } }) => call.requestId === idOf(reading)),
        60_000,
      )
    ).body;
    const told = data.map(({ call }: { call: Readonly<Record<string, unknown>> }) => call);
    expect(told).toContainEqual(
      expect.objectContaining({
        requestId: idOf(reading),
        route: 'GET /v1/accounts/{id}',
        status: 404,
        tenant: 'acme',
      }),
    );
    expect(told).toContainEqual(
      expect.objectContaining({ route: 'POST /v1/transactions', status: 422, clientId: acme.clientId }),
    );
    const out = join(folder, 'call.json');
    const own = ['--data', cloud.dataDir, '--tenant', 'acme'];
    const proofOf = (id: string) =>
      eventually(
        () => folio('proof', 'call', id, '--at', at, '--out', out, ...own),
        ({ code }) => code === 0,
        60_000,
      );
    expect((await proofOf(idOf(refused))).code).toBe(0);
    expect(JSON.parse(await readFile(out, 'utf8')).call).toMatchObject({ status: 403, route: 'GET /v1/log/calls' });
    const got = await proofOf(idOf(unknown));
    expect([got.code, got.out]).toEqual([0, expect.stringContaining('of the access log')]);
    expect(JSON.parse(await readFile(out, 'utf8')).call).toMatchObject({ status: 401, tenant: null, clientId: null });
    // The key of the receipts' log vouches for both.
    for (const more of [[], ['--access']]) {
      const { out: key } = await folio('proof', 'key', ...more, ...own);
      const verified = await folio('proof', 'verify', out, '--key', key.trim());
      expect([verified.code, verified.out]).toEqual([0, expect.stringContaining('Proved:')]);
    }
    const changed = join(folder, 'changed-call.json');
    await writeFile(changed, (await readFile(out, 'utf8')).replace('"status": 401', '"status": 200'));
    const { out: key } = await folio('proof', 'key', '--access', ...own);
    expect((await folio('proof', 'verify', changed, '--key', key.trim())).code).toBe(1);
    const shown = await folio('proof', 'calls', ...own);
    expect([shown.code, shown.out]).toEqual([0, expect.stringContaining(idOf(reading))]);
    const globex = cloud.client('globex');
    const others = (await globex.get(calls)).body.data;
    expect(others.some(({ call }: { call: { tenant: string } }) => call.tenant !== 'globex')).toBe(false);
  }, 120_000);
});
