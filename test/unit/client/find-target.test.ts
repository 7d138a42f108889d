import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findTarget, type TargetOptions } from '../../../bin/client/find-target.ts';

const ENV = { FOLIO_URL: 'https://env.example', FOLIO_CLIENT_ID: 'env-id', FOLIO_CLIENT_SECRET: 'env-secret' };
const LINE = { url: 'https://line.example/', client: 'line-id', secret: 'line-secret' };

let data: string;
beforeAll(() => {
  data = mkdtempSync(join(tmpdir(), 'folio-target-'));
  const tenants = ['acme', 'globex'].map((tenant) => ({
    tenant,
    clientId: `${tenant}-id`,
    clientSecret: `${tenant}-secret`,
  }));
  const local = { url: 'http://127.0.0.1:4000', awsUrl: 'x', dynamodbUrl: 'x', pid: process.pid, readyMs: 1, tenants };
  writeFileSync(join(data, 'local.json'), JSON.stringify(local));
});
afterAll(() => rmSync(data, { recursive: true, force: true }));

const find = async (options: Partial<TargetOptions>, environment: object = {}, saidData = false) => {
  const { url, clientId, clientSecret } = await findTarget({ data, ...options }, saidData, { ...environment });
  return [url, clientId, clientSecret];
};
const ACME = ['http://127.0.0.1:4000', 'acme-id', 'acme-secret'];
const GLOBEX = ['http://127.0.0.1:4000', 'globex-id', 'globex-secret'];

describe('address and client', () => {
  test('come from the line, else from the environment, else from the local cloud', async () => {
    expect(await find(LINE, ENV)).toEqual(['https://line.example', 'line-id', 'line-secret']);
    expect(await find({}, ENV)).toEqual(['https://env.example', 'env-id', 'env-secret']);
    expect(await find({})).toEqual(ACME);
    expect(await find({}, { FOLIO_URL: '', FOLIO_CLIENT_ID: '', FOLIO_CLIENT_SECRET: '' })).toEqual(ACME);
  });

  test('are those of the local cloud that the line names, whatever the environment says', async () => {
    expect(await find({ tenant: 'globex' }, ENV)).toEqual(GLOBEX);
    expect(await find({}, ENV, true)).toEqual(ACME);
    expect(await find({ tenant: 'globex' }, { FOLIO_URL: ENV.FOLIO_URL })).toEqual(GLOBEX);
    const { client, secret } = LINE;
    expect(await find({ client, secret }, ENV, true)).toEqual([ACME[0], 'line-id', 'line-secret']);
    expect(await find({ client, secret })).toEqual([ACME[0], 'line-id', 'line-secret']);
  });

  test.each(['FOLIO_URL', 'FOLIO_CLIENT_ID', 'FOLIO_CLIENT_SECRET'] as const)(
    'are refused where the environment says %s alone, or all but it: no two sources are mixed',
    async (name) => {
      await expect(find({}, { [name]: ENV[name] })).rejects.toThrow(/one source/);
      await expect(find({}, { ...ENV, [name]: undefined })).rejects.toThrow(new RegExp(`not ${name}\\.`));
    },
  );

  test.each([
    [{ url: LINE.url }],
    [{ url: LINE.url, client: LINE.client }],
    [{ url: LINE.url, secret: LINE.secret }],
    [{ client: LINE.client }],
    [{ secret: LINE.secret }],
    [{ ...LINE, tenant: 'acme' }],
    [{ ...LINE, url: 'line.example' }],
    [{ ...LINE, url: 'file:///etc' }],
    [{ ...LINE, url: 'https://user:secret@line.example' }],
  ])('are wrong use where the line says half of them or two of them: %j', async (options) => {
    for (const environment of [{}, ENV])
      await expect(find(options, environment)).rejects.toMatchObject({ name: 'WrongUse' });
  });

  test('are wrong use where the line names two addresses, or a client beside the address of the environment', async () => {
    await expect(find(LINE, {}, true)).rejects.toMatchObject({ name: 'WrongUse' });
    const { client, secret } = LINE;
    await expect(find({ client, secret }, ENV)).rejects.toMatchObject({ name: 'WrongUse' });
  });

  test('tell where they are from', async () => {
    const source = async (options: Partial<TargetOptions>, environment: object) =>
      (await findTarget({ data, ...options }, false, { ...environment })).source;
    expect(await source({}, ENV)).toMatch(/FOLIO_URL, FOLIO_CLIENT_ID, and FOLIO_CLIENT_SECRET/);
    expect(await source({}, {})).toContain(data);
    expect(await source(LINE, ENV)).toContain('--url');
  });

  test('name the tenants that there are where one is said that is not', async () => {
    await expect(find({ tenant: 'initech' })).rejects.toThrow(/no tenant named initech; it has acme and globex/);
  });
});
