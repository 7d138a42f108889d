import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { preludeOf, type Step, stepsOf } from '../support/guide.ts';
import { type LocalCloud, startLocal } from '../support/local-cloud.ts';

/** What a shell prints between two steps. */
const MARK = '--- next step ---';
const WITHIN_MS = 60_000;

const STORY_WITHIN_MS = 180_000;
/** A payment in three languages: what runs it, and what each of them prints. */
const CLIENTS = [
  ['curl', 'curl', 'payment.sh'],
  ['Python', 'python3', 'payment.py'],
  ['TypeScript', process.execPath, 'payment.ts'],
] as const;
const STORY = [
  'over book: settled',
  'under the same key: the same payment',
  'over sandbox: settled',
  'after a refund: partially_refunded',
  'refused by the bank: failed',
  'more than there is: /problems/insufficient-funds',
  'left: 6900',
];

const pages = readdirSync('docs/guide').filter((file) => file.endsWith('.md'));
const runnable = pages.filter((page) => stepsOf(page).length > 0);
const hasShell = spawnSync('bash', ['-c', 'command -v curl sed']).status === 0;

const read = (page: string): string => readFileSync(`docs/guide/${page}`, 'utf8');

let cloud: LocalCloud;

/** The last line that each step printed. */
const answersOf = (steps: readonly Step[], prelude: string): readonly string[] => {
  const script = prelude + steps.map(({ commands }) => `${commands}\necho '${MARK}'\n`).join('');
  const ended = spawnSync('bash', ['--norc', '-eu', '-c', script], { encoding: 'utf8', timeout: WITHIN_MS });
  expect([ended.status, ended.stderr]).toEqual([0, '']);
  return ended.stdout
    .split(`${MARK}\n`)
    .slice(0, steps.length)
    .map((said) => said.trim().split('\n').at(-1) ?? '');
};

describe('the guide', () => {
  beforeAll(async () => {
    cloud = await startLocal();
  }, 240_000);
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

  test.each(CLIENTS)(
    'has a payment from asking to its end in %s',
    async (_language, command, script) => {
      if (spawnSync(command, ['--version']).error !== undefined)
        return void process.stderr.write(`The payment by ${command} is not run: it is not there.\n`);
      const { clientId, clientSecret } = cloud.client('acme');
      const env = {
        ...process.env,
        FOLIO_URL: cloud.url,
        FOLIO_CLIENT_ID: clientId,
        FOLIO_CLIENT_SECRET: clientSecret,
      };
      const run = command === 'curl' ? 'sh' : command;
      const args = [`docs/guide/clients/${script}`, `guide-${script.replace('.', '-')}`];
      const ended = await promisify(execFile)(run, args, { env, timeout: STORY_WITHIN_MS });
      expect(ended.stdout.trim().split('\n')).toEqual(STORY);
    },
    STORY_WITHIN_MS,
  );

  test.each(pages)('%s leads to pages and files that are there', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, to]) => join('docs/guide', to ?? ''));
    expect(links.filter((link) => !existsSync(link))).toEqual([]);
  });
});
