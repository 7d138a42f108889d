import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ChangedApp, changedApp, endedWith, named, REFUSAL } from '../support/changed-app.ts';
import { inShell, type Said } from '../support/in-shell.ts';
import { type LocalCloud, startLocal } from '../support/local-cloud.ts';

const STACK = /^\s+at .*\(?.*:\d+:\d+\)?$/m;

let cloud: LocalCloud;
let app: ChangedApp;
let folder: string;
const folio = (line: string): Promise<Said> => inShell(line, { DATA: cloud.dataDir }, folder);
const answering = async (): Promise<string> => (await cloud.client('acme').get('/v1/accounts/nobody')).body.detail;

beforeAll(async () => {
  app = changedApp(named('B'));
  folder = await mkdtemp(join(tmpdir(), 'folio-nobody-'));
  cloud = await startLocal();
  const deployed = await app.folio('deploy', '--data', cloud.dataDir, '--canary', '100', '--bake', '0ms');
  endedWith(0, deployed);
}, 120_000);
afterAll(async () => {
  await cloud?.stop();
  app?.remove();
  await rm(folder, { recursive: true, force: true });
});

describe('what a command was asked to do', () => {
  test('is done although nobody reads what it says: a rollback is driven to its end', async () => {
    expect(await answering()).toBe(`B: ${REFUSAL}`);
    const back = await folio('$FOLIO release rollback ledger --reason x --data $DATA | true');
    expect(back).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await answering()).toBe(REFUSAL);
    const forth = await folio('$FOLIO release rollback ledger --to 2 --reason y --data $DATA > /dev/full');
    expect(forth).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^folio: The answer could not be written.*\n$/),
    });
    expect(await answering()).toBe(`B: ${REFUSAL}`);
    const alone = await folio('$FOLIO release rollback ledger --to 1 --reason z --data $DATA <&- >&- 2>&-');
    expect(alone.code).toBe(0);
    expect(await answering()).toBe(REFUSAL);
    expect((await folio('$FOLIO release unpin ledger --anyway --reason q --data $DATA 2>&1 | true')).code).toBe(0);
    const kinds = (await folio('$FOLIO release history ledger --data $DATA')).stdout.match(/rollback done|unpinned/g);
    expect(kinds).toEqual(['rollback done', 'rollback done', 'rollback done', 'unpinned']);
  }, 60_000);

  test('keeps its exit code: a resume without anything to resume is refused into a closed pipe as well', async () => {
    const refused = await folio('$FOLIO release resume ledger --data $DATA --json | true');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('no unfinished rollback') });
  });

  test('is done by an import whose progress and summary go nowhere', async () => {
    const lines = Array.from({ length: 500 }, (_, index) => ({
      transaction: {
        key: `n${index}`,
        currency: 'USD',
        postings: [{ from: '@world', to: 'nobody-reads', amount: '1' }],
      },
    }));
    const text = [{ account: { id: 'nobody-reads', currency: 'USD' } }, ...lines].map((line) => JSON.stringify(line));
    await writeFile(join(folder, 'many.jsonl'), text.join('\n'));
    const gone = await folio(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell's.
      '{ $FOLIO import many.jsonl --data $DATA 2>&1 >&3 | true; exit ${PIPESTATUS[0]}; } 3> /dev/full',
    );
    expect(gone).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await cloud.client('acme').get('/v1/accounts/nobody-reads')).body.balance.posted).toBe('500');
  }, 60_000);

  test('is done by a start: the cloud serves although its first line had no reader', async () => {
    const started = await folio(
      '{ $FOLIO start --port 0 --data served --json | head -c 1 > first; } & for i in {1..600}; do ' +
        '[ -s served/local.json ] && break; sleep 0.1; done; sleep 1; $FOLIO token --data served; ' +
        'kill $(grep -o "\\"pid\\": [0-9]*" served/local.json | grep -o "[0-9]*"); wait',
    );
    expect(started.stdout).toMatch(/^ey/);
    expect(started.stderr).toBe('');
  }, 90_000);
});

describe('a command that only asks', () => {
  test.each([
    'release status webhooks --json',
    'release history ledger',
    'dlq list',
    'token',
    'release rollback ledger --to 2 --dry-run',
    '--help',
  ])('ends quietly when its reader has gone: %s | true', async (args) => {
    expect(await folio(`$FOLIO ${args} --data $DATA | true`)).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test.each(['release status webhooks', 'release history ledger --json', 'dlq list --json', 'token', '--help'])(
    'has failed when its answer could not be written: %s > /dev/full',
    async (args) => {
      const said = await folio(`$FOLIO ${args} --data $DATA > /dev/full`);
      expect(said).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(/^folio: The answer could not.*\n$/) });
    },
  );

  test('stops watching when its reader has had enough', async () => {
    const watching = folio('$FOLIO events tail --data $DATA | head -n 1');
    let watched: Said | undefined;
    void watching.then((said) => {
      watched = said;
    });
    const client = cloud.client('acme');
    for (let count = 0; watched === undefined; count += 1) {
      await client.post('/v1/accounts', { id: `watched-${count}`, currency: 'USD' });
      await client.post('/v1/transactions', {
        currency: 'USD',
        postings: [{ from: '@world', to: `watched-${count}`, amount: '1' }],
      });
    }
    expect(watched).toMatchObject({ code: 0 });
    expect(watched.stdout.trim().split('\n')).toHaveLength(1);
    expect(watched.stderr).not.toMatch(STACK);
  }, 60_000);
});
