import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { codeOf, ROOT, sourcesOf } from './support/sources.ts';

const MAX_LINES = 300;

/** The only files that reach time and chance; everything else gets them as arguments. */
const PORTS = new Set(['functions/kernel/live-ports.ts']);
const AMBIENT =
  /\b(Date\.now|new Date\(\)|performance\.now|process\.hrtime|Math\.random|randomUUID|randomBytes|getRandomValues|setTimeout|setInterval|setImmediate)\b|\bfrom 'node:timers/;

describe('source files', () => {
  test(`have at most ${MAX_LINES} lines`, () => {
    const long = sourcesOf('bin', 'lib', 'functions', 'local', 'test', 'bench')
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > MAX_LINES);
    expect(long).toEqual([]);
  });

  test('of functions take time and chance from their ports only', () => {
    const reaching = sourcesOf('functions')
      .filter(({ path }) => !PORTS.has(path))
      .filter((source) => AMBIENT.test(codeOf(source)))
      .map((source) => `${source.path}: ${AMBIENT.exec(codeOf(source))?.[0]}`);
    expect(reaching).toEqual([]);
  });

  test('of functions read the environment in one place', () => {
    const reading = sourcesOf('functions')
      .filter((source) => /\bprocess\.env\b/.test(codeOf(source)))
      .map(({ path }) => path);
    expect(reading).toEqual(['functions/kernel/env.ts']);
  });

  test('leave no promise for later', () => {
    const later = sourcesOf('bin', 'lib', 'functions', 'local', 'bench')
      .filter(({ text }) => /\b(TODO|FIXME|XXX:|HACK)\b/.test(text))
      .map(({ path }) => path);
    expect(later).toEqual([]);
  });

  test('of the app hold stages and stacks and no resources, in at most 80 lines', () => {
    const app = readFileSync(join(ROOT, 'bin/app.ts'), 'utf8');
    expect(app.split('\n').length).toBeLessThanOrEqual(80);
    expect(app).not.toMatch(/aws-cdk-lib\/aws-/);
  });

  test('name runbooks that exist', () => {
    const named = sourcesOf('lib').flatMap(({ text }) =>
      [...text.matchAll(/runbook: '([^']+)'/g)].map(([, name]) => name),
    );
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((name) => !existsSync(join(ROOT, `docs/runbooks/${name}.md`)))).toEqual([]);
  });
});
