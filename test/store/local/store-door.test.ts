import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type RunningStore, startStore } from '../../../local/store/start-store.ts';
import { newCredentials } from '../../../local/trust/credentials.ts';

const credentials = newCredentials();
let store: RunningStore;
let dataDir: string;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'folio-door-'));
  store = await startStore({ dataDir, credentials, given: '', log: () => undefined, onLost: () => undefined });
});
afterAll(async () => {
  await store.stop();
  rmSync(dataDir, { recursive: true });
});

const RIGHT = {
  'x-amz-target': 'DynamoDB_20120810.ListTables',
  authorization: 'AWS4-HMAC-SHA256 any',
  'x-amz-security-token': credentials.sessionToken,
};

const status = (headers: Readonly<Record<string, string>>, method = 'POST'): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const call = request(store.endpoint, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    call.on('error', reject);
    call.end('{}');
  });

describe('the port of the store', () => {
  test('lets in who has the credentials of this start', async () => {
    expect(await status(RIGHT)).toBe(200);
  });

  test.each([
    ['without credentials', { 'x-amz-security-token': '' }, 'POST'],
    ['with those of another start', { 'x-amz-security-token': newCredentials().sessionToken }, 'POST'],
    ['from a page of another origin', { origin: 'http://evil.example' }, 'POST'],
    ['under another host', { host: 'evil.example' }, 'POST'],
    ['that asks beforehand', { origin: 'http://evil.example', 'access-control-request-method': 'POST' }, 'OPTIONS'],
  ])('turns a call away %s', async (_, change, method) => {
    expect(await status({ ...RIGHT, ...change }, method)).toBe(403);
  });
});
