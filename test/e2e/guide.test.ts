import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { preludeOf, type Step, stepsOf } from '../support/guide.ts';
import { type LocalCloud, startLocal } from '../support/local-cloud.ts';

/** What a shell prints between two steps. */
const MARK = '--- next step ---';
const WITHIN_MS = 60_000;

const pages = readdirSync('docs/guide').filter((file) => file.endsWith('.md'));
const runnable = pages.filter((page) => stepsOf(page).length > 0);
const hasShell = spawnSync('bash', ['-c', 'command -v curl sed']).status === 0;

const read = (page: string): string => readFileSync(`docs/guide/${page}`, 'utf8');

let cloud: LocalCloud;

/** The last line that each step printed. */
const answersOf = (steps: readonly Step[], prelude: string): readonly string[] => {
  const script = prelude + steps.map(({ commands }) => `${commands}\necho '${MARK}'\n`).join('');
  const ended = spawnSync('bash', ['-eu', '-c', script], { encoding: 'utf8', timeout: WITHIN_MS });
  expect([ended.status, ended.stderr]).toEqual([0, '']);
  return ended.stdout
    .split(`${MARK}\n`)
    .slice(0, steps.length)
    .map((said) => said.trim().split('\n').at(-1) ?? '');
};

describe('the guide', () => {
  beforeAll(async () => {
    cloud = await startLocal();
  }, 120_000);
  afterAll(() => cloud?.stop());

  test('has commands on the pages that teach calls', () => {
    expect(runnable.length).toBeGreaterThanOrEqual(5);
  });

  test.each(runnable)(
    '%s: each answer is as printed',
    async (page) => {
      if (!hasShell) return void process.stderr.write('The guide is not run: there is no bash with curl and sed.\n');
      const steps = stepsOf(page);
      const answers = answersOf(steps, preludeOf(cloud.url, await cloud.client('acme').token()));
      for (const [index, { commands, expects }] of steps.entries()) {
        const answer: unknown = JSON.parse(answers[index] ?? '');
        if (expects === undefined)
          expect([commands, answer]).not.toEqual([commands, expect.objectContaining({ type: expect.any(String) })]);
        else expect([commands, answer]).toMatchObject([commands, expects]);
      }
    },
    WITHIN_MS,
  );

  test.each(pages)('%s leads to pages and files that are there', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, to]) => join('docs/guide', to ?? ''));
    expect(links.filter((link) => !existsSync(link))).toEqual([]);
  });
});
