import { execFile, spawn } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalCloud, startLocal } from '../support/local-cloud.ts';

let cloud: LocalCloud;
const firstOf = (form: string): string => globSync(form, { cwd: cloud.dataDir }).sort()[0] ?? 'none';

beforeAll(async () => {
  cloud = await startLocal();
  await cloud.client('acme').post('/v1/accounts', { id: 'kept', currency: 'USD' });
  await cloud.stop('keep');
}, 120_000);
afterAll(() => rmSync(cloud.dataDir, { recursive: true, force: true }));

/** Starts on the folder; it has to end by itself, soon and refused. */
const refusal = async (): Promise<{ readonly code: unknown; readonly stderr: string }> => {
  const args = ['bin/folio.ts', 'start', '--port', '0', '--data', cloud.dataDir];
  return promisify(execFile)(process.execPath, args, { timeout: 60_000 }).then(
    () => ({ code: 0, stderr: '' }),
    (error: { readonly code: unknown; readonly stderr: string }) => ({ code: error.code, stderr: error.stderr }),
  );
};

const half = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length / 2);
const garbage = (): Buffer => Buffer.alloc(8_192, 'x');
const empty = (): Buffer => Buffer.alloc(0);
const gone = (): undefined => undefined;

describe('a start on a data folder of which something is damaged', () => {
  test.each<readonly [string, string, (whole: Buffer) => Buffer | undefined]>([
    ['format.json', 'cut off', half],
    ['tenants.json', 'cut off', half],
    ['deployment.json', 'cut off', half],
    ['clock.json', 'garbage', garbage],
    ['codedeploy.json', 'garbage', garbage],
    ['functions/Folio-Ledger-*.json', 'cut off', half],
    ['services/kms/*.json', 'cut off', half],
    ['services/kms/*.json', 'gone', gone],
    ['services/local.sqlite', 'garbage', garbage],
    ['services/local.sqlite', 'empty', empty],
    ['services/local.sqlite', 'gone', gone],
    ['dynamodb/tables.sqlite', 'garbage', garbage],
    ['dynamodb/tables.sqlite', 'empty', empty],
    ['dynamodb/tables.sqlite', 'gone', gone],
    ['functions/events.sqlite', 'garbage', garbage],
  ])(
    'is refused in one line, and ends: %s, %s',
    async (form, _, damage) => {
      const path = join(cloud.dataDir, form.includes('*') ? firstOf(form) : form);
      const whole = existsSync(path) ? readFileSync(path) : undefined;
      const damaged = damage(whole ?? Buffer.from('{}'));
      if (damaged === undefined) rmSync(path);
      else writeFileSync(path, damaged);
      try {
        const { code, stderr } = await refusal();
        expect([code, stderr]).toEqual([1, expect.stringMatching(/^folio: [^\n]*(damaged|gone|missing)[^\n]*\n$/)]);
        expect(stderr).not.toContain('not foreseen');
        if (damaged === undefined) expect(existsSync(path)).toBe(false);
        else expect(readFileSync(path).equals(damaged)).toBe(true);
      } finally {
        if (whole === undefined) rmSync(path, { force: true });
        else writeFileSync(path, whole);
      }
    },
    90_000,
  );

  test('says so where it is local.json, which is nothing but where the cloud last ran, and runs with all that was kept', async () => {
    writeFileSync(join(cloud.dataDir, 'local.json'), '{"url": "http');
    const said = spawn('./folio', ['token', '--data', cloud.dataDir], { stdio: ['ignore', 'ignore', 'pipe'] });
    let refused = '';
    said.stderr.on('data', (chunk: Buffer) => {
      refused += chunk.toString();
    });
    const code = await new Promise((resolve) => said.once('close', resolve));
    expect([code, refused]).toEqual([1, expect.stringMatching(/^folio: \S+local\.json is damaged\.[^\n]*\n$/)]);
    cloud = await startLocal({ dataDir: cloud.dataDir });
    expect(cloud.output()).toMatch(/^folio: \S+local\.json is damaged\. .* written anew\.$/m);
    expect((await cloud.client('acme').get('/v1/accounts/kept')).status).toBe(200);
    await cloud.stop('keep');
  }, 90_000);
});
