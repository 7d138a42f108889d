import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { synthesize } from '../../bin/client/synthesis.ts';
import { checkInvariants } from '../support/api-invariants.ts';
import {
  type ChangedApp,
  changedApp,
  FAILING,
  MINTING,
  NEXT_RELEASE,
  type Patch,
  UNDISCOVERED,
} from '../support/changed-app.ts';
import { type Answer, type Client, eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';

const ACCOUNTS = ['ann', 'ben', 'cem', 'dan'];
const WORKERS = 4;
/** Between two calls of a worker: a steady load, which leaves the cores to what is deployed. */
const PAUSE_MS = 15;
/** Faults of a new version at which its alarm fires (lib/platform/version-alarms.ts): no bad release is taken back at fewer. */
const RING_AT = 2;

let cloud: LocalCloud | undefined;
const apps = new Map<string, ChangedApp>();
const loads: Load[] = [];
afterEach(async () => {
  // A test that failed may have left one running.
  await Promise.allSettled(loads.splice(0).map((each) => each.stop()));
  await cloud?.stop();
  cloud = undefined;
});
afterAll(() => {
  for (const app of apps.values()) app.remove();
});

/** Synthesized before any load begins: that is no part of a deployment, and the two would only take the cores from each other. The same changes are one app. */
const changed = async (...patches: readonly Patch[]): Promise<ChangedApp> => {
  const name = JSON.stringify(patches);
  const app = apps.get(name) ?? changedApp(...patches);
  apps.set(name, app);
  await synthesize(app.dir, () => undefined);
  return app;
};

const bank = async (): Promise<Client> => {
  cloud = await startLocal();
  const client = cloud.client('acme');
  for (const id of ACCOUNTS) {
    await client.post('/v1/accounts', { id, currency: 'USD' });
    const answer = await client.post('/v1/transactions', transfer('@world', id, 1_000_000));
    expect(answer.status).toBe(201);
  }
  return client;
};

const transfer = (from: string, to: string, amount: number) => ({
  currency: 'USD',
  postings: [{ from, to, amount: String(amount) }],
});

interface Load {
  readonly statuses: ReadonlyMap<number, number>;
  readonly stop: () => Promise<Readonly<Record<string, number>>>;
}

/** Calls over and over, until it is stopped; says which statuses came how often. */
const load = (call: (step: number, worker: number) => Promise<Answer>): Load => {
  const statuses = new Map<number, number>();
  let isOver = false;
  const workers = Array.from({ length: WORKERS }, async (_, worker) => {
    for (let step = 0; !isOver; step += 1) {
      const { status } = await call(step, worker);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      await pause(PAUSE_MS);
    }
  });
  const started = {
    statuses,
    stop: async () => {
      isOver = true;
      await Promise.all(workers);
      return Object.fromEntries(statuses);
    },
  };
  loads.push(started);
  return started;
};

const transfers = (client: Client) =>
  load((step, worker) => {
    const [from, to] = [ACCOUNTS[(step + worker) % 4] ?? '', ACCOUNTS[(step + worker + 1 + (step % 3)) % 4] ?? ''];
    return client.post('/v1/transactions', transfer(from, to, 1 + (step % 50)));
  });

const deploy = (app: ChangedApp, bake: string) =>
  app.folio('deploy', '--data', cloud?.dataDir ?? '', '--canary', '20', '--bake', bake);

describe('folio deploy of a changed app into the running local cloud', () => {
  test('takes a sound release in under load without one failed request, and takes a failing one back by itself', async () => {
    const client = await bank();
    const [sound, failing] = [await changed(...NEXT_RELEASE), await changed(...NEXT_RELEASE, FAILING)];
    const good = transfers(client);
    const deployed = await deploy(sound, '3s');
    expect(deployed).toMatchObject({ code: 0, output: expect.stringContaining('100 % of the traffic') });
    const statuses = await good.stop();
    expect(Object.keys(statuses).filter((status) => status !== '201' && status !== '409')).toEqual([]);
    expect(statuses[201]).toBeGreaterThan(100);

    const unlucky = transfers(client);
    const bad = await deploy(failing, '60s');
    expect(bad.code).toBe(1);
    expect(bad.output).toMatch(/the release of Folio-Ledger was taken back: the alarm .*Faults.* is in ALARM/);
    expect(unlucky.statuses.get(500)).toBeGreaterThanOrEqual(RING_AT);
    await unlucky.stop();
    // What AWS tells comes a little later than what it tells of.
    const history = await eventually(
      async () => (await sound.folio('release', 'history', 'ledger', '--data', cloud?.dataDir ?? '')).output,
      (text) => text.includes('taken back: api') && text.includes('promoted: api'),
      60_000,
    );
    expect(history).toMatch(/ codedeploy {2}promoted: api 1 -> 2 \(d-\w+\)/);
    expect(history).toMatch(/ alarm:(\S+Faults\S*) {2}taken back: api 3 -> 2, the alarm \1 \(d-\w+\)/);
    expect(history).not.toContain('OUT OF BAND');
    const after = transfers(client);
    await eventually(
      async () => after.statuses.get(201) ?? 0,
      (count) => count > 100,
    );
    expect(Object.keys(await after.stop()).filter((status) => status === '500')).toEqual([]);
    await checkInvariants(client, ACCOUNTS, ['@world']);
  }, 180_000);

  test('takes a release back that makes money out of nothing, at the first broken invariant', async () => {
    const client = await bank();
    const app = await changed(MINTING);
    const victims = transfers(client);
    const minting = await deploy(app, '60s');
    await victims.stop();
    expect(minting.code).toBe(1);
    expect(minting.output).toMatch(
      /the release of Folio-Ledger was taken back: the alarm .*BrokenInvariants.* is in ALARM/,
    );
    const fresh = ['eve', 'fay'];
    for (const id of fresh) await client.post('/v1/accounts', { id, currency: 'EUR' });
    const eur = (from: string, to: string, amount: number) => ({ ...transfer(from, to, amount), currency: 'EUR' });
    await client.post('/v1/transactions', eur('@world', 'eve', 500));
    expect((await client.post('/v1/transactions', eur('eve', 'fay', 200))).status).toBe(201);
    expect((await client.get('/v1/accounts/fay')).body.balance.posted).toBe('200');
    expect((await client.get('/v1/accounts/eve')).body.balance.posted).toBe('300');
  }, 180_000);

  test('lets a bad release of a canary domain harm its share of the calls only, until its alarm rings', async () => {
    const client = await bank();
    const app = await changed(UNDISCOVERED);
    const readers = load(() => client.call('GET', '/.well-known/openid-configuration', { token: null }));
    const bad = await deploy(app, '60s');
    expect(bad.code).toBe(1);
    expect(bad.output).toContain('20 % of the traffic');
    expect(bad.output).not.toContain('100 % of the traffic');
    expect(bad.output).toMatch(/the release of Folio-Identity was taken back: the alarm .*Faults.* is in ALARM/);
    const { 200: good = 0, 500: failed = 0 } = await readers.stop();
    expect(failed).toBeGreaterThanOrEqual(RING_AT);
    expect(failed).toBeLessThan(good);
    const after = load(() => client.call('GET', '/.well-known/openid-configuration', { token: null }));
    await eventually(
      async () => after.statuses.get(200) ?? 0,
      (count) => count > 100,
    );
    expect(Object.keys(await after.stop())).toEqual(['200']);
  }, 180_000);

  test('takes a bad release back under light traffic: two faults of the version that takes over are enough', async () => {
    const client = await bank();
    const app = await changed(UNDISCOVERED);
    let isOver = false;
    const deployed = deploy(app, '120s').finally(() => {
      isOver = true;
    });
    let failed = 0;
    while (!isOver) {
      const { status } = await client.call('GET', '/.well-known/openid-configuration', { token: null });
      if (status === 500) failed += 1;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    const { code, output } = await deployed;
    expect(code).toBe(1);
    expect(output).toMatch(/the release of Folio-Identity was taken back: the alarm \S+Api\S+-v\d+-Faults is in ALARM/);
    expect(output).not.toContain('100 % of the traffic');
    // Far from what the alarm of the whole domain rings at.
    expect(failed).toBeGreaterThanOrEqual(RING_AT);
    expect(failed).toBeLessThanOrEqual(5);
  }, 300_000);
});
