import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { DOMAINS } from '../../lib/domains.ts';

const read = (file: string): string => readFileSync(file, 'utf8');
const PAGES = globSync('{*.md,docs/**/*.md,functions/**/*.md,local/**/*.md,test/**/*.md,clients/**/*.md}')
  // A changelog tells of what is there no more.
  .filter((file) => !file.includes('node_modules') && file !== 'CHANGELOG.md')
  .sort();

describe('the documents', () => {
  test('link to files that are there', () => {
    const dead = PAGES.flatMap((page) =>
      [...read(page).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(dirname(page), target)))
        .map((target) => `${page}: ${target}`),
    );
    expect(dead).toEqual([]);
  });

  test('name tests that are there, where they say how a thing is seen', () => {
    const named = PAGES.flatMap((page) =>
      [...read(page).matchAll(/npm run jest -- ([^`\n]+)/g)].flatMap(([, words = '']) =>
        words
          .split(' ')
          .filter((word) => word.startsWith('test/') && !word.includes('<'))
          .map((word) => ({ page, word })),
      ),
    );
    expect(named.length).toBeGreaterThan(50);
    const tests = globSync('test/**/*.test.ts');
    const missing = named.filter(({ word }) => !tests.some((file) => new RegExp(word).test(file)));
    expect(missing).toEqual([]);
  });

  test('run what is TypeScript by the Node that npm brings, as scripts do: one of before 24 reads none', () => {
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };
    const texts = [...PAGES.map((page) => [page, read(page)] as const), ...Object.entries(scripts)];
    const bare = texts.flatMap(([where, text]) =>
      [...text.matchAll(/\bnode (?!bin\/node\.js)[\w./-]+\.ts\b/g)].map(([command]) => `${where}: ${command}`),
    );
    expect(bare).toEqual([]);
  });

  test('have a page for each decision in the index, and no other', () => {
    const listed = [...read('docs/adr/README.md').matchAll(/^\| \[(\d{4})\]\((\1-[\w-]+\.md)\) \|/gm)].map(
      ([, , file]) => String(file),
    );
    expect(listed).toEqual(
      globSync('*.md', { cwd: 'docs/adr' })
        .filter((file) => file !== 'README.md')
        .sort(),
    );
    for (const file of listed) expect(read(`docs/adr/${file}`)).toMatch(new RegExp(`^# ${file.slice(0, 4)}: `));
  });

  test('have every runbook in the list of runbooks', () => {
    const list = read('docs/runbooks/README.md');
    const runbooks = readdirSync('docs/runbooks').filter((file) => file !== 'README.md');
    expect(runbooks.filter((file) => !list.includes(`](${file})`))).toEqual([]);
  });

  test('map every domain, and every folder of the local cloud', () => {
    const architecture = read('docs/ARCHITECTURE.md');
    const rows = [...architecture.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(DOMAINS.map(({ name }) => name).filter((name) => !rows.includes(name))).toEqual([]);
    const [, map = ''] = /\n## Map\n(.*?)\n## /s.exec(read('local/README.md')) ?? [];
    const folders = readdirSync('local').filter((name) => statSync(join('local', name)).isDirectory());
    expect(folders.filter((name) => !map.includes(`\`${name}/\``))).toEqual([]);
  });
});
