import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { entryFiles } from '../../lib/entries.ts';
import { NOTICES } from '../../lib/platform/bundle.ts';
import { STACKS } from './support/folio.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'folio-synth-'));

const synth = (name: string, more: Readonly<Record<string, string>> = {}) => {
  const outdir = join(folder, name);
  const env = { ...process.env, ...more, CDK_OUTDIR: outdir };
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin/app.ts')], { env, encoding: 'utf8' });
  return { outdir, status, output: stdout + stderr };
};

/** Every template and asset of an assembly by its name. */
const templates = (outdir: string): ReadonlyMap<string, string> => {
  const names = readdirSync(outdir).filter((name) => name.endsWith('.template.json'));
  return new Map(names.map((name) => [name, readFileSync(join(outdir, name), 'utf8')]));
};
const assets = (outdir: string): readonly string[] =>
  readdirSync(outdir)
    .filter((name) => name.startsWith('asset.'))
    .sort();

describe('synthesizing the app with its real bundles', () => {
  let first: ReturnType<typeof synth>;

  beforeAll(() => {
    first = synth('first');
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('succeeds and has nothing to say', () => {
    expect(first).toMatchObject({ status: 0, output: '' });
    expect([...templates(first.outdir).keys()]).toHaveLength(STACKS.length);
  });

  test('gives the same templates and assets once more', () => {
    // What is written was checked the first time.
    const second = synth('second', { CDK_VALIDATION: 'false' });
    expect(templates(second.outdir)).toEqual(templates(first.outdir));
    expect(assets(second.outdir)).toEqual(assets(first.outdir));
  }, 60_000);

  test('puts one module into each function, and the document of the API into the one that serves it', () => {
    const contents = assets(first.outdir).map((asset) => readdirSync(join(first.outdir, asset)).sort().join(' '));
    const served = contents.filter((files) => files !== `${NOTICES} index.mjs`);
    // Without `folio:console-operates` nobody operates releases from the API: the function that would is left out.
    expect(contents).toHaveLength(entryFiles(ROOT).length - 1);
    expect(served.sort()).toEqual([
      `${NOTICES} console.json index.mjs`,
      `${NOTICES} declarations.json index.mjs`,
      `${NOTICES} declarations.json index.mjs runbooks.json`,
      `${NOTICES} index.mjs openapi.json`,
    ]);
  });
});
