import { afterEach, describe, expect, test } from '@jest/globals';
import type { Environment, EnvironmentOptions, Outcome } from '../../../local/lambda/environment.ts';
import { MAX_ENVIRONMENTS, MAX_WAITING, Pool, type Runnable } from '../../../local/lambda/pool.ts';
import type { Run } from '../../../local/lambda/protocol.ts';

/** Environments that do what the test says, when it says so. */
class Stage {
  readonly started: FakeEnvironment[] = [];
  now = 0;
  readonly pool = new Pool({
    onLog: () => undefined,
    now: () => this.now,
    idleMs: 1_000,
    spareIdleMs: 100,
    start: (options) => {
      const environment = new FakeEnvironment(options);
      this.started.push(environment);
      return environment;
    },
  });
  at(index: number): FakeEnvironment {
    const found = this.started[index];
    if (found === undefined) throw new Error(`environment ${index} was not started`);
    return found;
  }
}

class FakeEnvironment implements Environment {
  readonly options: EnvironmentOptions;
  readonly payloads: string[] = [];
  ended = false;
  #answer: ((outcome: Outcome) => void) | undefined;
  constructor(options: EnvironmentOptions) {
    this.options = options;
  }
  run(run: Run): Promise<Outcome> {
    if (this.#answer !== undefined) throw new Error('two invocations at once');
    this.payloads.push(run.payload);
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.#answer = resolve;
    return promise;
  }
  async answer(payload = 'ok', failed = false): Promise<void> {
    const resolve = this.#answer;
    this.#answer = undefined;
    resolve?.({ payload, failed });
    await Promise.resolve();
    await Promise.resolve();
  }
  crash(): void {
    const resolve = this.#answer;
    this.#answer = undefined;
    resolve?.({ payload: 'crashed', failed: true });
    this.options.onGone();
  }
  async end(): Promise<void> {
    this.ended = true;
  }
}

const version = (name: string): Runnable => ({
  version: name,
  timeoutMs: 1_000,
  prepare: () => ({
    data: {
      codeDir: '',
      compiledDir: undefined,
      handler: '',
      functionName: 'f',
      functionVersion: name,
      memoryMb: 128,
      logGroup: '',
      jsonLogs: false,
      isBackground: false,
    },
    env: {},
  }),
});
const one = version('1');
const run = (payload: string) => ({
  requestId: payload,
  arn: '',
  traceId: undefined,
  clientContext: undefined,
  payload,
});

describe('a pool of environments', () => {
  let stage: Stage;
  afterEach(() => stage.pool.stop());

  test('the first invocation starts cold, the next is warm, one after the other on one environment', async () => {
    stage = new Stage();
    const first = stage.pool.run(one, run('a'));
    stage.at(0).options.onReady(undefined);
    await stage.at(0).answer('1');
    const second = stage.pool.run(one, run('b'));
    await stage.at(0).answer('2');
    expect([await first, await second].map(({ payload }) => payload)).toEqual(['1', '2']);
    expect(stage.started).toHaveLength(1);
    expect(stage.pool.counts().get('1')).toMatchObject({ cold: 1, warm: 1, errors: 0 });
  });

  test('more at once start more environments up to the limit; the rest waits in order', async () => {
    stage = new Stage();
    for (let i = 0; i < MAX_ENVIRONMENTS + 3; i += 1) void stage.pool.run(one, run(String(i)));
    expect(stage.pool.size()).toEqual({ environments: MAX_ENVIRONMENTS, waiting: MAX_ENVIRONMENTS + 3 });
    for (const each of stage.started) each.options.onReady(undefined);
    expect(stage.pool.size().waiting).toBe(3);
    await stage.at(3).answer();
    await stage.at(2).answer();
    const waited = [String(MAX_ENVIRONMENTS), String(MAX_ENVIRONMENTS + 1)];
    expect([stage.at(3).payloads.at(-1), stage.at(2).payloads.at(-1)]).toEqual(waited);
  });

  test('reserved concurrency is the limit, zero throttles everything', async () => {
    stage = new Stage();
    stage.pool.setLimit(2);
    for (let i = 0; i < 5; i += 1) void stage.pool.run(one, run(String(i)));
    expect(stage.pool.size().environments).toBe(2);
    stage.pool.setLimit(0);
    await expect(stage.pool.run(one, run('x'))).rejects.toMatchObject({
      code: 'TooManyRequestsException',
      status: 429,
    });
  });

  test('a limit that is raised starts who waits, and one that is lowered ends what is over it as it gets free', async () => {
    stage = new Stage();
    stage.pool.setLimit(1);
    for (const key of ['a', 'b', 'c']) void stage.pool.run(one, run(key));
    expect(stage.started).toHaveLength(1);
    stage.pool.setLimit(3);
    expect(stage.started).toHaveLength(3);
    for (const each of stage.started) each.options.onReady(undefined);
    stage.pool.setLimit(1);
    for (const each of stage.started) await each.answer();
    expect(stage.started.map(({ ended }) => ended)).toEqual([true, true, false]);
    stage.pool.setLimit(undefined);
    expect(stage.pool.size()).toEqual({ environments: 1, waiting: 0 });
  });

  test('a stop answers all who wait that they failed, the first included', async () => {
    stage = new Stage();
    stage.pool.setLimit(1);
    const waiting = ['a', 'b', 'c'].map((key) => stage.pool.run(one, run(key)));
    await stage.pool.stop();
    expect((await Promise.all(waiting)).map(({ failed }) => failed)).toEqual([true, true, true]);
    expect(stage.at(0).ended).toBe(true);
  });

  test('a stopped function is throttled, a throwing one fails without a run, and a healed one runs again', async () => {
    stage = new Stage();
    stage.pool.inject('stop');
    await expect(stage.pool.run(one, run('x'))).rejects.toMatchObject({ code: 'TooManyRequestsException' });
    stage.pool.inject('throw');
    const thrown = stage.pool.run(one, run('y'));
    stage.at(0).options.onReady(undefined);
    expect(await thrown).toMatchObject({ failed: true });
    stage.pool.inject(undefined);
    const healed = stage.pool.run(one, run('z'));
    await stage.at(0).answer('well');
    expect((await healed).payload).toBe('well');
    expect(stage.at(0).payloads).toEqual(['z']);
    expect(stage.pool.counts().get('1')).toMatchObject({ throttles: 1, errors: 1 });
  });

  test('a function that loads slowly may add its own time to that of the init phase', async () => {
    stage = new Stage();
    void stage.pool.run({ ...one, timeoutMs: 12_345 }, run('x'));
    expect(stage.at(0).options.timeoutMs).toBe(12_345);
  });

  test('a hanging function fails at its timeout, and loses the environment', async () => {
    stage = new Stage();
    stage.pool.inject('hang');
    const hung = stage.pool.run({ ...one, timeoutMs: 20 }, run('x'));
    stage.at(0).options.onReady(undefined);
    expect(stage.pool.size().environments).toBe(1);
    expect(JSON.parse((await hung).payload)).toMatchObject({ errorType: 'Sandbox.Timedout' });
    expect([stage.at(0).payloads, stage.at(0).ended]).toEqual([[], true]);
  });

  test('the queue is bounded', async () => {
    stage = new Stage();
    for (let i = 0; i < MAX_WAITING; i += 1) void stage.pool.run(one, run(String(i)));
    await expect(stage.pool.run(one, run('x'))).rejects.toMatchObject({ code: 'TooManyRequestsException' });
    expect(stage.pool.counts().get('1')?.throttles).toBe(1);
  });

  test('a crash takes its own invocation only; who waits gets a new environment', async () => {
    stage = new Stage();
    stage.pool.setLimit(1);
    const first = stage.pool.run(one, run('a'));
    const second = stage.pool.run(one, run('b'));
    stage.at(0).options.onReady(undefined);
    stage.at(0).crash();
    expect((await first).payload).toBe('crashed');
    stage.at(1).options.onReady(undefined);
    await stage.at(1).answer('fine');
    expect(await second).toEqual({ payload: 'fine', failed: false });
    expect(stage.pool.counts().get('1')).toMatchObject({ cold: 2, errors: 1 });
  });

  test('a bundle that cannot be loaded fails the invocation that waited, and the next one tries again', async () => {
    stage = new Stage();
    const first = stage.pool.run(one, run('a'));
    stage.at(0).options.onReady('no module');
    stage.at(0).options.onGone();
    expect(await first).toEqual({ payload: 'no module', failed: true });
    void stage.pool.run(one, run('b'));
    expect(stage.started).toHaveLength(2);
  });

  test('at the limit an idle environment of another version makes room', async () => {
    stage = new Stage();
    stage.pool.setLimit(1);
    const first = stage.pool.run(one, run('a'));
    stage.at(0).options.onReady(undefined);
    await stage.at(0).answer();
    await first;
    void stage.pool.run(version('2'), run('b'));
    expect([stage.at(0).ended, stage.at(1).options.data.functionVersion]).toEqual([true, '2']);
  });

  test('a retired version finishes what runs and takes nothing more', async () => {
    stage = new Stage();
    const first = stage.pool.run(one, run('a'));
    stage.at(0).options.onReady(undefined);
    stage.pool.retire('1');
    await stage.at(0).answer('done');
    expect([(await first).payload, stage.at(0).ended]).toEqual(['done', true]);
  });

  test('an environment that is idle for long is ended', async () => {
    stage = new Stage();
    const first = stage.pool.run(one, run('a'));
    stage.at(0).options.onReady(undefined);
    await stage.at(0).answer();
    await first;
    void stage.pool.run(one, run('b'));
    await stage.at(0).answer();
    stage.now = 999;
    stage.pool.expire();
    expect(stage.at(0).ended).toBe(false);
    stage.now = 1_000;
    stage.pool.expire();
    expect([stage.at(0).ended, stage.pool.size().environments]).toEqual([true, 0]);
  });

  test('an environment that has run once, as when a version is only asked whether it is well, is ended sooner', async () => {
    stage = new Stage();
    void stage.pool.run(one, run('health'));
    stage.at(0).options.onReady(undefined);
    await stage.at(0).answer();
    stage.now = 99;
    stage.pool.expire();
    expect(stage.at(0).ended).toBe(false);
    stage.now = 100;
    stage.pool.expire();
    expect(stage.at(0).ended).toBe(true);
  });

  test('a trim ends what has run once at most, and neither what is busy nor what is used', async () => {
    stage = new Stage();
    for (const key of ['asked', 'busy', 'used']) void stage.pool.run(one, run(key));
    for (const each of stage.started) each.options.onReady(undefined);
    await stage.at(0).answer();
    await stage.at(2).answer();
    void stage.pool.run(one, run('used again'));
    await stage.at(2).answer();
    stage.pool.trim(1);
    expect(stage.started.map(({ ended }) => ended)).toEqual([true, false, false]);
  });

  test('of several that are idle all but the one used last are ended sooner', async () => {
    stage = new Stage();
    void stage.pool.run(one, run('a'));
    void stage.pool.run(one, run('b'));
    for (const each of stage.started) each.options.onReady(undefined);
    stage.now = 1;
    await stage.at(1).answer();
    stage.now = 2;
    await stage.at(0).answer();
    for (let again = 0; again < 2; again += 1) {
      void stage.pool.run(one, run('c'));
      await stage.at(0).answer();
    }
    stage.now = 100;
    stage.pool.expire();
    expect([stage.at(0).ended, stage.at(1).ended]).toEqual([false, false]);
    stage.now = 102;
    stage.pool.expire();
    expect([stage.at(0).ended, stage.at(1).ended]).toEqual([false, true]);
  });
});
