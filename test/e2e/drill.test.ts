import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { expectedBalances, marked, runDrills } from '../../bin/bench/drills.ts';
import { checkInvariants } from '../support/api-invariants.ts';
import { type ChangedApp, changedApp, endedWith } from '../support/changed-app.ts';
import { type LocalCloud, startLocal } from '../support/local-cloud.ts';

/** `folio bench --drills 20` measures; this holds what must be true on a machine with much else to do. */
const DRILLS = Number(process.env.FOLIO_TEST_DRILLS ?? 2);
const PER_SECOND = 25;
/** The promise is 2 s where a command has the cores for itself; beside other tests it waits its turn. */
const ANSWERED_WITHIN_MS = 20_000;
const ACCOUNTS = Array.from({ length: 6 }, (_, index) => `drilled-${index}`);
const FUNDS = 1_000_000n;

let cloud: LocalCloud;
const apps: ChangedApp[] = [];
beforeAll(async () => {
  cloud = await startLocal();
  apps.push(...['B', 'C'].map((name) => changedApp(marked(name))));
}, 120_000);
afterAll(async () => {
  await cloud?.stop();
  for (const app of apps) app.remove();
});

describe('a rollback drill', () => {
  test(`run ${DRILLS} times under constant load fails no transfer, loses and doubles none, and leaves no stray answer`, async () => {
    const client = cloud.client('acme');
    for (const id of ACCOUNTS) {
      expect((await client.post('/v1/accounts', { id, currency: 'USD' })).status).toBe(201);
      const postings = [{ from: '@world', to: id, amount: String(FUNDS) }];
      expect((await client.post('/v1/transactions', { currency: 'USD', postings })).status).toBe(201);
    }
    const place = { url: cloud.url, dataDir: cloud.dataDir, token: await client.token(), accounts: ACCOUNTS };
    const { figures, answers } = await runDrills(place, apps, { count: DRILLS, perSecond: PER_SECOND });
    const { p50Ms, p99Ms, requests } = figures;
    process.stderr.write(
      `${DRILLS} drills: first answer by the old version p50 ${p50Ms.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms; ${requests} transfers\n`,
    );
    expect(figures).toMatchObject({ drills: DRILLS, failed: {}, strays: 0 });
    expect(p50Ms).toBeLessThan(ANSWERED_WITHIN_MS);
    expect(requests).toBeGreaterThan(100);
    const expected = expectedBalances(new Map(ACCOUNTS.map((id) => [id, FUNDS])), answers);
    for (const [id, balance] of expected) {
      const { body } = await client.get(`/v1/accounts/${id}`);
      expect([id, body.balance.posted]).toEqual([id, balance.toString()]);
    }
    await checkInvariants(client, ACCOUNTS, ['@world']);
  }, 600_000);

  test('of a release that was not to blame is undone by its number: deploying the same again would move nothing', async () => {
    const client = cloud.client('acme');
    const answering = async () => (await client.get(`/v1/accounts/${ACCOUNTS[0]}`)).headers.get('folio-release');
    const app = apps[(DRILLS - 1) % apps.length] as ChangedApp;
    const folio = async (...args: readonly string[]) => endedWith(0, await app.folio(...args, '--data', cloud.dataDir));
    await folio('deploy', '--canary', '100', '--bake', '0ms');
    expect(await answering()).toBeNull();
    // Release 1 was there from the start; each drill made one more.
    await folio('release', 'rollback', 'ledger', '--to', String(DRILLS + 1), '--reason', 'it was not to blame');
    await folio('release', 'unpin', 'ledger', '--reason', 'alias and template agree');
    expect(await answering()).not.toBeNull();
    await folio('release', 'status', 'ledger');
  }, 120_000);
});
