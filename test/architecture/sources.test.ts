import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { codeOf, ROOT, sourcesOf } from './support/sources.ts';

const MAX_LINES = 300;

/** The only files that reach time and randomness; everything else gets them as arguments. */
const PORTS = new Set(['functions/kernel/core/live-ports.ts']);
const AMBIENT =
  /\b(Date\.now|new Date\(\)|performance\.now|process\.hrtime|Math\.random|randomUUID|randomBytes|getRandomValues|setTimeout|setInterval|setImmediate)\b|\bfrom 'node:timers/;

describe('source files', () => {
  test(`have at most ${MAX_LINES} lines`, () => {
    const long = sourcesOf('bin', 'lib', 'functions', 'local', 'test')
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > MAX_LINES);
    expect(long).toEqual([]);
  });

  test('of functions take time and randomness from their ports only', () => {
    const reaching = sourcesOf('functions')
      .filter(({ path }) => !PORTS.has(path))
      .filter((source) => AMBIENT.test(codeOf(source)))
      .map((source) => `${source.path}: ${AMBIENT.exec(codeOf(source))?.[0]}`);
    expect(reaching).toEqual([]);
  });

  test('of functions throw errors that the map of the architecture explains, and it names no other', () => {
    const made = sourcesOf('functions').flatMap(({ text }) =>
      [...text.matchAll(/^(?:export )?class (\w+) extends Error\b/gm)].map(([, name]) => String(name)),
    );
    const [, table = ''] =
      /\n## Errors\n(.*?)\n## /s.exec(readFileSync(join(ROOT, 'docs/ARCHITECTURE.md'), 'utf8')) ?? [];
    const explained = [...table.matchAll(/^\| (`\w+`(?:, `\w+`)*) \|/gm)].flatMap(([, names]) =>
      [...String(names).matchAll(/\w+/g)].map(String),
    );
    expect(explained.toSorted()).toEqual(made.toSorted());
  });

  test('of a domain export each name once: who searches for it finds one thing', () => {
    // An entry's handler and what builds it are named alike everywhere; the bundler puts one `tracing` in the place of the other.
    const shared = new Set(['handler', 'build', 'tracing']);
    const exporters = new Map<string, string[]>();
    for (const { path, text } of sourcesOf('functions')) {
      for (const [, name = ''] of text.matchAll(/^export (?:async )?(?:const|function|type|interface|class) (\w+)/gm)) {
        if (shared.has(name)) continue;
        const known = `${path.split('/')[1]} ${name}`;
        exporters.set(known, [...(exporters.get(known) ?? []), path]);
      }
    }
    expect([...exporters].filter(([, files]) => new Set(files).size > 1)).toEqual([]);
  });

  test('of functions read the environment in one place', () => {
    const reading = sourcesOf('functions')
      .filter((source) => /\bprocess\.env\b/.test(codeOf(source)))
      .map(({ path }) => path);
    expect(reading).toEqual(['functions/kernel/core/env.ts']);
  });

  test('write to the outputs of the process in one place, which a reader that has gone cannot break', () => {
    const writing = sourcesOf('bin', 'lib', 'local')
      .filter((source) => /\bprocess\.(stdout|stderr)\b|\bconsole\.\w+\(/.test(codeOf(source)))
      .map(({ path }) => path);
    // The other is no command: it takes what a function writes into the function's log.
    expect(writing).toEqual(['bin/client/outlet.ts', 'local/lambda/bootstrap.ts']);
  });

  test('leave no promise for later', () => {
    const later = sourcesOf('bin', 'lib', 'functions', 'local')
      .filter(({ text }) => /\b(TODO|FIXME|XXX:|HACK)\b/.test(text))
      .map(({ path }) => path);
    expect(later).toEqual([]);
  });

  test('of the app hold stages and stacks and no resources, in at most 80 lines', () => {
    const app = readFileSync(join(ROOT, 'bin/app.ts'), 'utf8');
    expect(app.split('\n').length).toBeLessThanOrEqual(80);
    expect(app).not.toMatch(/aws-cdk-lib\/aws-/);
  });

  test("call folio by its launcher, pages too: npx would ask a registry, where the name is somebody else's", () => {
    const pages = globSync('{*.md,docs/**/*.md,functions/**/*.md,local/**/*.md,test/**/*.md}', { cwd: ROOT });
    expect(pages.length).toBeGreaterThan(50);
    const texts = pages.map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
    const asking = [...texts, ...sourcesOf('bin', 'lib', 'functions', 'local')].filter(({ text }) =>
      /npx folio/.test(text),
    );
    expect(asking.map(({ path }) => path)).toEqual([]);
  });

  test('name runbooks that exist', () => {
    const named = sourcesOf('lib').flatMap(({ text }) =>
      [...text.matchAll(/runbook: '([^']+)'/g)].map(([, name]) => name),
    );
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((name) => !existsSync(join(ROOT, `docs/runbooks/${name}.md`)))).toEqual([]);
  });
});
