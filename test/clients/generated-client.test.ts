import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { generated } from '../../clients/typescript/generate.ts';
import { DOMAINS } from '../../lib/domains.ts';
import { openapi } from '../../lib/meta/openapi.ts';

/**
 * What others' tools make of the document: `npm run test:clients` installs the ones of tools.json in a folder of its own and names
 * it here. They want a compiler of their own, and are none of the project's dependencies.
 */
const TOOLS = process.env.FOLIO_CLIENT_TOOLS;
const withTools = TOOLS === undefined ? describe.skip : describe;

withTools('the document, as tools of others read it,', () => {
  let folder: string;
  const run = (tool: string, ...args: readonly string[]): string => {
    try {
      return execFileSync(join(TOOLS ?? '', 'node_modules/.bin', tool), args, {
        cwd: folder,
        encoding: 'utf8',
        stdio: 'pipe',
        env: { ...process.env, REDOCLY_TELEMETRY: 'off' },
      });
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`${tool} fails:\n${stdout}\n${stderr}`);
    }
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'folio-client-'));
    symlinkSync(join(TOOLS ?? '', 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'openapi.json'), JSON.stringify(openapi(DOMAINS)));
    writeFileSync(join(folder, '.spectral.yaml'), 'extends: ["spectral:oas"]\n');
    copyFileSync(join(import.meta.dirname, 'first-transfer.client.txt'), join(folder, 'first-transfer.ts'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('gives redocly nothing to warn of', () => {
    const said = run('redocly', 'lint', 'openapi.json', '--format=json');
    expect(JSON.parse(said.slice(said.indexOf('{')))).toMatchObject({ totals: { errors: 0, warnings: 0 } });
  }, 300_000);

  test('gives spectral nothing to warn of', () => {
    expect(JSON.parse(run('spectral', 'lint', 'openapi.json', '--format=json', '--quiet').trim() || '[]')).toEqual([]);
  }, 300_000);

  test('generates the types that the typed client keeps', () => {
    const kept = readFileSync(join(import.meta.dirname, '../../clients/typescript/src/api.ts'), 'utf8');
    expect(generated(TOOLS ?? '') === kept).toBe(true);
  }, 120_000);

  test('generates types with which a first transfer compiles as one writes it, and none of them is unknown', () => {
    run('openapi-typescript', 'openapi.json', '-o', 'api.d.ts');
    run(
      'tsc',
      '--noEmit',
      '--strict',
      '--exactOptionalPropertyTypes',
      '--skipLibCheck',
      '--target',
      'es2023',
      '--module',
      'nodenext',
      '--allowImportingTsExtensions',
      'first-transfer.ts',
    );
    const lines = readFileSync(join(folder, 'api.d.ts'), 'utf8').split('\n');
    // Headers may be of any name: that is openapi-typescript's own line.
    const unknown = lines.filter((line) => /: unknown|unknown \||& \(/.test(line) && !line.includes('[name: string]'));
    expect(unknown).toEqual([]);
  }, 300_000);
});
