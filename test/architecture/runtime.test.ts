import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { importsOf, sourcesOf } from './support/sources.ts';

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const { packages } = json('package-lock.json');
const manifest = json('package.json');

describe('what npm installs', () => {
  test('is in the lockfile with its hash, the runtime of every platform too', () => {
    const runtimes = Object.keys(manifest.optionalDependencies).filter((name) => name.startsWith('node-'));
    expect(runtimes.length).toBeGreaterThanOrEqual(3);
    for (const name of runtimes) {
      const locked = packages[`node_modules/${name}`];
      expect([name, locked.version, locked.hasInstallScript]).toEqual([
        name,
        manifest.optionalDependencies[name],
        undefined,
      ]);
      expect(locked.integrity).toMatch(/^sha512-/);
    }
    expect(new Set(runtimes.map((name) => manifest.optionalDependencies[name])).size).toBe(1);
  });

  test('is enough to start, import, release and deploy without what only tests and checks need', () => {
    // Benchmarks measure themselves against packages that nothing else here needs.
    const working = sourcesOf('bin', 'lib', 'functions', 'local').filter(({ path }) => !path.startsWith('bin/bench/'));
    const named = working.flatMap((source) =>
      importsOf(source)
        .filter(({ typeOnly, from }) => !typeOnly && !/^(node:|\.)/.test(from))
        .map(({ from }) => /^(?:@[^/]+\/)?[^/]+/.exec(from)?.[0] ?? from),
    );
    const packages = [...new Set(named)].sort();
    expect(packages).toContain('aws-cdk-lib');
    expect(packages.filter((name) => !(name in manifest.dependencies))).toEqual([]);
  });

  test('runs no script of its own', () => {
    expect(readFileSync('.npmrc', 'utf8')).toMatch(/^ignore-scripts=true$/m);
    expect(Object.values(manifest.allowScripts ?? {})).not.toContain(true);
  });

  test('names no address: a package comes from whatever registry is set up, and is held by its hash', () => {
    const entries = Object.entries<{
      readonly resolved?: string;
      readonly integrity?: string;
      readonly inBundle?: boolean;
    }>(packages).filter(([path, { inBundle }]) => path !== '' && inBundle !== true);
    expect(entries.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
    expect(entries.filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
  });
});

describe('the folio command', () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'folio-elsewhere-'));
  afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));
  const run = (command: string, cwd: string) => execFileSync(command, ['--help'], { cwd, encoding: 'utf8' });

  test('runs from any folder, by its path and by a link to it', () => {
    const link = join(elsewhere, 'books');
    symlinkSync(resolve('folio'), link);
    for (const command of [resolve('folio'), link]) expect(run(command, elsewhere)).toContain('Usage: folio');
    expect(run('../folio', resolve('lib'))).toContain('Usage: folio');
  });

  test('keeps its data in the checkout, wherever it is called', () => {
    expect(() =>
      execFileSync(resolve('folio'), ['token'], { cwd: elsewhere, stdio: 'pipe', env: { PATH: process.env.PATH } }),
    ).toThrow(`No local cloud runs on ${resolve('.folio')}. Start one with: ${resolve('folio')} start`);
  });
});
