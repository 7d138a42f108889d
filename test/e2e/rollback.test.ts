import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { checkInvariants } from '../support/api-invariants.ts';
import { type ChangedApp, changedApp, endedWith, NEXT_RELEASE, named, REFUSAL } from '../support/changed-app.ts';
import { type Client, type LocalCloud, startLocal } from '../support/local-cloud.ts';

const ACCOUNTS = ['ann', 'ben'];
/** Between two transfers: a steady load, which leaves the cores to what is deployed. */
const PAUSE_MS = 50;

let cloud: LocalCloud | undefined;
const apps: ChangedApp[] = [];
afterEach(async () => {
  await cloud?.stop();
  cloud = undefined;
});
afterAll(() => {
  for (const app of apps) app.remove();
});

/** A release of the ledger that names itself in one of its answers, and writes what the release before does not know. */
const release = (name: string): ChangedApp => {
  const app = changedApp(...NEXT_RELEASE, named(name));
  apps.push(app);
  return app;
};

/** Which release answers, by its own words. */
const answering = async (client: Client): Promise<string> => (await client.get('/v1/accounts/nobody')).body.detail;

const transfer = (from: string, to: string, amount: string) => ({ currency: 'USD', postings: [{ from, to, amount }] });

/** Transfers until it is stopped; tells the statuses that came. */
const load = (client: Client) => {
  const statuses = new Set<number>();
  let isOver = false;
  const running = Promise.all(
    ACCOUNTS.map(async (from, index) => {
      while (!isOver) {
        const to = ACCOUNTS[1 - index] ?? '';
        statuses.add((await client.post('/v1/transactions', transfer(from, to, '1'))).status);
        await pause(PAUSE_MS);
      }
    }),
  );
  return async () => {
    isOver = true;
    await running;
    return [...statuses];
  };
};

describe('folio release', () => {
  test('rolls back under load, holds against deployments, and lets go: A, B, back to A, C leaves A, unpinned C answers', async () => {
    cloud = await startLocal();
    const client = cloud.client('acme');
    for (const id of ACCOUNTS) {
      await client.post('/v1/accounts', { id, currency: 'USD' });
      await client.post('/v1/transactions', transfer('@world', id, '100000'));
    }
    const data = ['--data', cloud.dataDir];
    const [b, c] = [release('B'), release('C')];
    const deploy = async (app: ChangedApp, code = 0): Promise<string> => {
      const ended = await app.folio('deploy', ...data, '--canary', '100', '--bake', '0ms');
      endedWith(code, ended);
      return ended.output;
    };
    const folio = (...args: readonly string[]) => b.folio('release', ...args, ...data);
    expect(await answering(client)).toBe(REFUSAL);

    await deploy(b);
    expect(await answering(client)).toBe(`B: ${REFUSAL}`);
    const stop = load(client);
    const back = await folio('rollback', 'ledger', '--reason', 'B is bad', '--incident', 'INC-1');
    expect(back).toMatchObject({ code: 0, output: expect.stringContaining('api 2 -> 1') });
    expect(await answering(client)).toBe(REFUSAL);
    expect(await stop()).toEqual([201]);
    await checkInvariants(client, ACCOUNTS, ['@world']);
    endedWith(0, await folio('status'));

    // The exit code of a deployment of which something waits behind a pin.
    const told = await deploy(c, 3);
    expect(told).toMatch(
      /ledger\/api stays at 1: pinned since \S+ by local:\S+ \("B is bad", INC-1\)\. 3 is published/,
    );
    expect(told).toMatch(/To let it go: \S+\/folio release unpin ledger --data \S+ --reason "\.\.\."/);
    expect(await answering(client)).toBe(REFUSAL);
    const held = await folio('status', 'ledger');
    expect(held).toMatchObject({ code: 0, output: expect.stringMatching(/api +1 +1 +3 +3 +1\n/) });

    endedWith(0, await folio('unpin', 'ledger', '--reason', 'C mends it'));
    expect(await answering(client)).toBe(REFUSAL);
    expect(await folio('status', 'ledger')).toMatchObject({
      code: 0,
      output: expect.stringContaining('next deployment'),
    });
    await deploy(c);
    expect(await answering(client)).toBe(`C: ${REFUSAL}`);
    endedWith(0, await folio('status'));
    const { output } = await folio('history', 'ledger');
    const kinds = ['deployed', 'deployed', 'rollback begun', 'rollback done', 'deployed', 'unpinned', 'deployed'];
    expect(
      output
        .split('\n')
        .filter((line) => /^[* ] *\d/.test(line) && !line.includes('  promoted: '))
        .map((line) => kinds.find((kind) => line.includes(`  ${kind}`))),
    ).toEqual(kinds);
    expect(output).toContain('B is bad (INC-1)');
    expect(output).toMatch(/\n\* +\d+ {2}release {3}3 .* deployed release 3/);
  }, 240_000);

  test('answers bad use in one line, exits 1, and changes nothing', async () => {
    cloud = await startLocal();
    const app = release('B');
    const data = ['--data', cloud.dataDir];
    const folio = (...args: readonly string[]) => app.folio('release', ...args, ...data);
    const before = await folio('history', 'ledger', '--json');
    const why = ['--reason', 'a test'];
    const refusals: readonly (readonly [readonly string[], RegExp])[] = [
      [['rollback', 'nowhere', ...why], /There is no domain nowhere; there are catalog, identity, ledger, meta/],
      [['rollback', 'ledger/nothing', ...why], /there is no function nothing/],
      [['rollback', 'ledger', ...why], /no release was live before/],
      [['rollback', 'ledger', '--to', '9', ...why], /there is no release 9; there are 1\./],
      [['rollback', 'ledger', '--to', '1', ...why], /release 1 \(.*\) is live already/],
      [['rollback', 'ledger/api', '--to', '9', ...why], /version 9 of api was never live/],
      [['resume', 'ledger'], /no unfinished rollback/],
      [['unpin', 'ledger', ...why], /Nothing of ledger is pinned/],
    ];
    for (const [args, says] of refusals) {
      const { code, output } = await folio(...args);
      expect([args, code, output.trim().split('\n').length]).toEqual([args, 1, 1]);
      expect(output).toMatch(says);
    }
    const unexplained = await folio('rollback', 'ledger');
    expect(unexplained).toMatchObject({ code: 2, output: expect.stringContaining('Say why with --reason') });
    expect(await folio('history', 'ledger', '--json')).toEqual(before);
  }, 120_000);
});
