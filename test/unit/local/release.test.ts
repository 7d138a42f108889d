import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type Cloud, startCloud } from '../../../local/cloud.ts';
import { DEPLOY_PATH } from '../../../local/control/control.ts';
import type { ResourceHandler, StartServices } from '../../../local/services.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { assemblyIn } from './release-assembly.ts';

const folder = temporaryFolder();
const clouds: Cloud[] = [];
afterAll(async () => {
  for (const cloud of clouds) await cloud.stop();
  folder.remove();
});

/** The alarm `errors` fires for as long as it is in here. */
const ringing = new Set<string>();
const parameters = new Map<string, string>();
const services: StartServices = async () => ({
  endpoints: { aws: 'http://127.0.0.1:1', dynamodb: 'http://127.0.0.1:1' },
  handlers: [] as readonly ResourceHandler[],
  parameter: (name) => parameters.get(name),
  deliver: async () => undefined,
  begin: async () => undefined,
  stop: async () => undefined,
  inAlarm: (names) => names.filter((name) => ringing.has(name)),
});

const assembly = assemblyIn(folder.path);

const start = async (assemblyDir: string, data: string): Promise<Cloud> => {
  ringing.clear();
  parameters.set('/pin', 'none');
  const cloud = await startCloud({ assemblyDir, dataDir: join(folder.path, data), port: 0, startServices: services });
  clouds.push(cloud);
  return cloud;
};
const live = (cloud: Cloud): string => `${cloud.functions.list()[0]?.name}:live`;
const ask = async (cloud: Cloud): Promise<string> => (await cloud.functions.invoke(live(cloud), '{}')).payload;

/** What the `folio` command sends, and the lines that it gets. */
const order = async (
  cloud: Cloud,
  assemblyDir: string,
  bakeMs: number,
  token = cloud.control.token,
  signal?: AbortSignal,
) => {
  const response = await fetch(cloud.control.url + DEPLOY_PATH, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ assemblyDir, canaryPercent: 50, bakeMs }),
    ...(signal === undefined ? {} : { signal }),
  });
  return { status: response.status, lines: (await response.text()).split('\n').filter((each) => each !== '') };
};

describe('folio deploy into a running local cloud', () => {
  test('mixes both versions by their weights during the bake, drops no request, and ends on the new one', async () => {
    const cloud = await start(assembly('a', { waitMs: 30 }), 'canary');
    const answers = new Set<string>();
    const deployed = order(cloud, assembly('b'), 3000);
    let isOver = false;
    void deployed.then(() => {
      isOver = true;
    });
    let count = 0;
    while (!isOver) {
      const payloads = await Promise.all([ask(cloud), ask(cloud), ask(cloud)]);
      for (const payload of payloads) answers.add(payload);
      count += payloads.length;
    }
    expect([...answers].sort()).toEqual(['"a"', '"b"']);
    expect(count).toBeGreaterThan(10);
    const { lines } = await deployed;
    expect(lines.map((each) => JSON.parse(each))).toEqual([
      { says: expect.stringContaining('1 -> 2: shifting') },
      { says: expect.stringContaining('1 -> 2: 50 % of the traffic') },
      { says: expect.stringContaining('1 -> 2: 100 % of the traffic') },
      { done: true },
    ]);
    expect(await ask(cloud)).toBe('"b"');
  });

  test('is taken back by an alarm, stays back through a restart, and is tried again by the next order', async () => {
    const good = assembly('a');
    const bad = assembly('b');
    const cloud = await start(good, 'alarm');
    const deployed = order(cloud, bad, 60_000);
    for (let tries = 0; (await ask(cloud)) !== '"b"' && tries < 2000; tries += 1)
      await new Promise((resolve) => setImmediate(resolve));
    ringing.add('errors');
    const { lines } = await deployed;
    expect(JSON.parse(lines.at(-1) ?? '{}').refused).toBe(
      'the release of Domain was taken back: the alarm errors is in ALARM',
    );
    expect(await ask(cloud)).toBe('"a"');
    await clouds.pop()?.stop();
    const again = await start(bad, 'alarm');
    expect([await ask(again), again.functions.versions(live(again))]).toMatchObject(['"a"', [{}, {}]]);
    expect((await order(again, bad, 0)).lines.at(-1)).toBe('{"done":true}');
    expect([await ask(again), again.functions.versions(live(again))]).toMatchObject(['"b"', [{}, {}]]);
  });

  test('goes through under an alarm that rings where its group heeds none, and not where it does', async () => {
    const cloud = await start(assembly('a'), 'despite');
    ringing.add('errors');
    expect((await order(cloud, assembly('b'), 0)).lines.at(-1)).toContain('the alarm errors is in ALARM');
    expect((await order(cloud, assembly('b', { watched: false }), 0)).lines.at(-1)).toBe('{"done":true}');
    expect(await ask(cloud)).toBe('"b"');
  });

  test('all at once is taken back while its hook holds the deployment open', async () => {
    const atOnce = { configuration: 'CodeDeployDefault.LambdaAllAtOnce', policy: { AfterAllowTrafficHook: 'bake' } };
    const cloud = await start(assembly('a', atOnce), 'hook');
    const deployed = order(cloud, assembly('b', atOnce), 60_000);
    for (let tries = 0; (await ask(cloud)) !== '"b"' && tries < 1000; tries += 1)
      await new Promise((resolve) => setImmediate(resolve));
    expect(await ask(cloud)).toBe('"b"');
    ringing.add('errors');
    expect((await deployed).lines.at(-1)).toContain('the alarm errors is in ALARM');
    expect(await ask(cloud)).toBe('"a"');
  });

  test('refuses a hook that would have to run before the traffic moves, by its name', async () => {
    const policy = { BeforeAllowTrafficHook: 'check' };
    const cloud = await start(assembly('a'), 'before');
    expect((await order(cloud, assembly('b', { policy }), 0)).lines.at(-1)).toContain('BeforeAllowTrafficHook');
    expect(await ask(cloud)).toBe('"a"');
  });

  test('keeps a pinned alias where it is without a canary, and moves it through one when the pin is gone', async () => {
    const cloud = await start(assembly('a'), 'pinned');
    parameters.set('/pin', '1');
    const changed = assembly('b');
    expect((await order(cloud, changed, 60_000)).lines).toEqual(['{"done":true}']);
    expect(await ask(cloud)).toBe('"a"');
    parameters.set('/pin', 'none');
    expect((await order(cloud, changed, 0)).lines[1]).toContain('1 -> 2: 100 % of the traffic');
    expect(await ask(cloud)).toBe('"b"');
  });

  test('asks for the secret of the data folder and for an app that is there', async () => {
    const cloud = await start(assembly('a'), 'secret');
    expect((await order(cloud, assembly('b'), 0, 'guessed')).status).toBe(403);
    const { lines } = await order(cloud, join(folder.path, 'nowhere'), 0);
    expect(JSON.parse(lines[0] ?? '{}').refused).toContain('names no synthesized app');
    expect(await ask(cloud)).toBe('"a"');
  });

  test('drops a queued order whose caller has gone away, and does the one behind it', async () => {
    const cloud = await start(assembly('a'), 'queued');
    const running = order(cloud, assembly('b'), 1500);
    for (
      let tries = 0;
      cloud.functions.alias(live(cloud), 'live').weights['2'] === undefined && tries < 2000;
      tries += 1
    )
      await new Promise((resolve) => setTimeout(resolve, 1));
    const caller = new AbortController();
    const left = order(cloud, assembly('c'), 0, undefined, caller.signal);
    left.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 200));
    caller.abort();
    await expect(left).rejects.toThrow();
    const behind = await order(cloud, assembly('d'), 0);
    expect([(await running).lines.at(-1), behind.lines.at(-1)]).toEqual(['{"done":true}', '{"done":true}']);
    const payloads = await Promise.all(
      cloud.functions.versions(live(cloud)).map(async ({ version }) => {
        const { payload } = await cloud.functions.invoke(live(cloud).replace('live', version), '{}');
        return payload;
      }),
    );
    expect(payloads).toEqual(['"a"', '"b"', '"d"']);
  });

  test('ends in order when the cloud stops in the middle: the old version keeps the traffic', async () => {
    const cloud = await start(assembly('a'), 'stopped');
    const deployed = order(cloud, assembly('b'), 60_000).catch(() => undefined);
    for (
      let tries = 0;
      cloud.functions.alias(live(cloud), 'live').weights['2'] === undefined && tries < 1000;
      tries += 1
    )
      await new Promise((resolve) => setImmediate(resolve));
    // One that waits for its turn is not begun any more: the stop would wait for all of its bake.
    const queued = cloud.redeploy(assembly('c'), { pace: { canaryPercent: 50, bakeMs: 60_000 }, say: () => undefined });
    const refused = expect(queued).rejects.toThrow('stopped before its turn');
    await clouds.pop()?.stop();
    await Promise.all([deployed, refused]);
    const again = await start(assembly('a'), 'stopped');
    expect(again.functions.alias(live(again), 'live')).toMatchObject({ functionVersion: '1', weights: {} });
  });
});
