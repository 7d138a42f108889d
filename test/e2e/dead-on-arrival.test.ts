import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deployInto } from '../../bin/client/local-deployment.ts';
import { PROJECT_DIR } from '../../bin/client/project.ts';
import { synthesize } from '../../bin/client/synthesis.ts';
import { type LocalFile, runningLocal } from '../../bin/client/target.ts';
import { type Broken, brokenAssembly } from '../support/broken-assembly.ts';
import { type ChangedApp, changedApp } from '../support/changed-app.ts';
import { eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';

let cloud: LocalCloud;
let assembly: string;
let app: ChangedApp | undefined;
const folder = mkdtempSync(join(tmpdir(), 'folio-broken-'));
beforeAll(async () => {
  // First, so that the start finds it.
  assembly = await synthesize(PROJECT_DIR, () => undefined);
  cloud = await startLocal();
}, 300_000);
afterAll(async () => {
  await cloud?.stop();
  app?.remove();
  rmSync(folder, { recursive: true, force: true });
});

const THROWS_AT_LOAD = "throw new RangeError('planted\\nand more');\n";
const THROWS = "export const handler = async () => { throw new TypeError('planted'); };\n";
const HANGS = 'export const handler = () => new Promise(() => undefined);\n';
const answers = (what: string): string => `export const handler = async () => (${what});\n`;

const BROKEN: readonly (readonly [string, Broken, RegExp])[] = [
  [
    'an API that throws when it loads',
    { stack: 'Folio-Ledger', function: 'ServiceApiFunction', code: THROWS_AT_LOAD },
    /ledger\/api .*RangeError: planted \(/,
  ],
  [
    'an API that never answers',
    { stack: 'Folio-Identity', function: 'ServiceApiFunction', code: HANGS },
    /identity\/api .*timed out/i,
  ],
  [
    'an API that is not well',
    { stack: 'Folio-Meta', function: 'ServiceApiFunction', code: answers('{ statusCode: 500 }') },
    /meta\/api .*its health is 500/,
  ],
  [
    'a stream that answers wrongly',
    { stack: 'Folio-Ledger', function: 'ServiceRelayFunction', code: answers('{ done: true }') },
    /ledger\/relay .*it answers \{"done":true\}/,
  ],
  [
    'a queue that throws when it loads',
    { stack: 'Folio-Webhooks', function: 'ServiceOnEventFunction', code: THROWS_AT_LOAD },
    /webhooks\/on-event .*RangeError: planted \(/,
  ],
  [
    'a schedule that throws when it runs',
    { stack: 'Folio-Webhooks', function: 'ServiceDueFunction', code: THROWS },
    /webhooks\/due .*TypeError: planted \(/,
  ],
  [
    'a task that answers wrongly',
    { stack: 'Folio-Identity', function: 'ServiceProvisionFunction', code: answers('null') },
    /identity\/provision .*it answers null/,
  ],
];

/** What a deployment of it comes to, and what was said meanwhile. */
const deploy = async (dir: string): Promise<{ readonly failed: string; readonly said: readonly string[] }> => {
  const said: string[] = [];
  const local = (await runningLocal(cloud.dataDir)) as LocalFile;
  const failed = await deployInto(local, dir, { canaryPercent: 50, bakeMs: 0 }, (line) => said.push(line)).then(
    () => '',
    (error: unknown) => String(error),
  );
  return { failed, said };
};

describe('a version that is dead on arrival', () => {
  test.each(BROKEN)(
    'gets no traffic though nobody calls it: %s',
    async (_what, broken, says) => {
      const dir = brokenAssembly(assembly, mkdtempSync(join(folder, 'app-')), broken);
      const { failed, said } = await deploy(dir);
      expect(failed).toMatch(says);
      expect(failed).toMatch(/version \d+ of .* is dead on arrival and gets no traffic: .*\(its log: "\S*folio logs /);
      expect(failed).not.toContain('and more');
      expect(said.join('\n')).not.toContain(`${broken.function}`);
      expect(said.filter((line) => line.includes('shifting'))).toEqual([]);
      await eventually(
        async () => (await cloud.client('acme').get('/v1/health')).body.status,
        (status) => status === 'ok',
      );
    },
    300_000,
  );

  test('leaves everything as it was: the app of before deploys, and money moves', async () => {
    expect(await deploy(assembly)).toEqual({ failed: '', said: [] });
    const client = cloud.client('acme');
    expect((await client.post('/v1/accounts', { id: 'ann', currency: 'USD' })).status).toBe(201);
  }, 300_000);

  test('keeps a start from being ready, and the release before starts again', async () => {
    app = changedApp({ file: 'functions/ledger/handlers/api.http.ts', text: `${THROWS_AT_LOAD}export {};\n` });
    await cloud.stop('keep');
    const { code, output } = await app.folio('start', '--port', '0', '--data', cloud.dataDir);
    expect([code, output]).toEqual([
      1,
      expect.stringMatching(/version \d+ of ledger\/api is dead on arrival.*planted/),
    ]);
    cloud = await startLocal({ dataDir: cloud.dataDir });
    expect((await cloud.client('acme').get('/v1/accounts/ann')).status).toBe(200);
  }, 600_000);
});
