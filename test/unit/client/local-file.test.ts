import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { damagedLocal, runningLocal } from '../../../bin/client/target.ts';

const data = mkdtempSync(join(tmpdir(), 'folio-local-file-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));
const write = (text: string): void => writeFileSync(join(data, 'local.json'), text);

const whole = JSON.stringify({
  ...{ url: 'http://127.0.0.1:4000', awsUrl: 'x', dynamodbUrl: 'x', pid: process.pid, readyMs: 1 },
  tenants: [{ tenant: 'acme', clientId: 'a', clientSecret: 'b' }],
});

describe('local.json', () => {
  test('that is not there is no damage, and no cloud', async () => {
    expect([await damagedLocal(data), await runningLocal(data)]).toEqual([undefined, undefined]);
  });

  test('that is whole is no damage', async () => {
    write(whole);
    expect(await damagedLocal(data)).toBeUndefined();
    expect(await runningLocal(data)).toMatchObject({ url: 'http://127.0.0.1:4000' });
  });

  test.each(['', whole.slice(0, 40), '[]', 'null', '{}', '7', '\0', whole.replace('"acme"', '7')])(
    'that holds %j is told in one line, by a start before it writes it anew, and by whoever asks for the cloud',
    async (text) => {
      write(text);
      expect(await damagedLocal(data)).toMatch(/^\S+local\.json is damaged\.[^\n]* written anew\.$/);
      await expect(runningLocal(data)).rejects.toThrow(/^\S+local\.json is damaged\.[^\n]*$/);
    },
  );
});
