import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { CommandFailure } from '../../../bin/client/problem-error.ts';
import type { ReleasePorts } from '../../../bin/release/ports.ts';
import { giveUp, resume } from '../../../bin/release/resume.ts';
import { type RollbackRequest, rollback } from '../../../bin/release/rollback.ts';
import { domainStatus } from '../../../bin/release/status.ts';
import { unpin } from '../../../bin/release/unpin.ts';
import { firstDamage } from '../../../functions/registry/model/chain.ts';
import { AwsRefusal } from '../../../functions/registry/store/aws-call.ts';
import { Crash, World } from './world.ts';

const why = { reason: 'a test' };
const back = (ports: ReleasePorts, more: Partial<RollbackRequest> = {}) =>
  rollback(ports, { domain: 'ledger', why, dryRun: false, ...more });

/** Two releases deployed, the second one bad. */
const twice = (): World => {
  const world = new World();
  world.deploy();
  world.deploy();
  return world;
};

/** A third release is being proved. */
const proving = (world: World): void => {
  world.stack = 'UPDATE_IN_PROGRESS';
  world.canaries.add('d-1');
};

/** CodeDeploy, which does not let these be stopped. */
const refusing = (world: World, ids: readonly string[], say: ReleasePorts['say'] = () => undefined): ReleasePorts => {
  const ports = world.ports();
  const stop = async (id: string) => {
    if (ids.includes(id)) throw new AwsRefusal('AccessDeniedException', 'no');
    await ports.canaries.stop(id);
  };
  return { ...ports, say, canaries: { ...ports.canaries, stop } };
};

const expectAt = (world: World, version: string): void => {
  for (const { version: at, weights } of Object.values(world.aliases)) expect([at, weights]).toEqual([version, {}]);
  expect([...world.pins.values()]).toEqual([version, version]);
  expect(world.history.open).toBeUndefined();
  expect(firstDamage(world.records)).toBeUndefined();
};

/** The intent, two pins, two moves, the close. */
const CHANGES = 6;
const crashes = Array.from({ length: CHANGES }, (_, index) => [
  { change: index + 1, after: false },
  { change: index + 1, after: true },
]).flat();

describe('a rollback', () => {
  test('pins, moves, proves and closes in as many changes as are needed', async () => {
    const world = twice();
    await back(world.ports());
    expectAt(world, '1');
    expect(world.changes).toBe(CHANGES);
    expect(world.warmed).toEqual(['api:1']);
    expect(await domainStatus(world.ports(), 'ledger')).toMatchObject({ release: 1, problems: [] });
  });

  test.each(crashes)('that crashes at %j is finished by resume, and never undone', async (crashAt) => {
    const world = twice();
    world.crashAt = crashAt;
    await expect(back(world.ports())).rejects.toThrow(Crash);
    const { open } = world.history;
    if (open === undefined) {
      const done = world.records.at(-1)?.event.kind === 'rollback-done';
      if (!done) await back(world.ports('ben'));
    } else {
      expect((await domainStatus(world.ports(), 'ledger')).problems.length).toBeGreaterThan(0);
      await resume(world.ports('ben'), 'ledger');
    }
    expectAt(world, '1');
  });

  test.each(crashes)('that crashes at %j and is deployed over is finished by resume all the same', async (crashAt) => {
    const world = twice();
    world.crashAt = crashAt;
    await expect(back(world.ports())).rejects.toThrow(Crash);
    world.deploy();
    const pinned = [...world.pins.values()].every((pin) => pin === '1');
    if (world.history.open === undefined) return;
    if (pinned) {
      await resume(world.ports('ben'), 'ledger');
      expectAt(world, '1');
    } else {
      // The deployment came before all pins were set: what it decided is not overruled without somebody looking.
      await expect(resume(world.ports('ben'), 'ledger')).rejects.toThrow('meanwhile');
      await giveUp(world.ports('ben'), 'ledger', why);
      expect(world.history.open).toBeUndefined();
    }
  });

  test('is won by one of two operators, wherever the other one comes in', async () => {
    for (let change = 1; change <= CHANGES; change += 1) {
      const world = twice();
      let other: Promise<unknown> = Promise.resolve();
      const act = (): void => {
        world.meanwhile = undefined;
        other = back(world.ports('ben')).then(
          () => 'won',
          (error: unknown) => error,
        );
      };
      world.meanwhile = { change, act };
      const mine = await back(world.ports('ann')).then(
        () => 'won',
        (error: unknown) => error,
      );
      const outcomes = [mine, await other];
      expect(outcomes.filter((outcome) => outcome === 'won')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome instanceof CommandFailure)).toHaveLength(1);
      expectAt(world, '1');
      expect(world.records.filter(({ event }) => event.kind === 'rollback-done')).toHaveLength(1);
    }
  });

  test('does not mind a version that cannot be run before it is live: the proof will tell', async () => {
    const world = twice();
    const ports = world.ports();
    const warm = () => Promise.reject(new Error('AccessDenied'));
    await back({ ...ports, functions: { ...ports.functions, warm } });
    expectAt(world, '1');
  });

  test('clears weights that a canary has left, and tries again after a revision that went stale', async () => {
    const world = twice();
    world.point('api', '2', { 1: 0.1 });
    world.meanwhile = { change: 4, act: () => world.point('api', '2', { 1: 0.5 }) };
    await back(world.ports());
    expectAt(world, '1');
  });

  test('of a release that is still being proved stops its canary, waits for the stack, and holds what was live before', async () => {
    const world = twice();
    proving(world);
    await back(world.ports());
    expect(world.canaries.size).toBe(0);
    expectAt(world, '2');
  });

  test('leads to what was live before the canary, also where its release becomes live while it is being stopped', async () => {
    const world = twice();
    proving(world);
    world.canaryEnds = () => world.deploy();
    await back(world.ports());
    expectAt(world, '2');
  });

  test('of what becomes live while it is being stopped, and whose data the release before cannot read, is refused', async () => {
    const world = twice();
    proving(world);
    world.canaryEnds = () => world.deploy({ generation: 2, floor: 2 });
    await expect(back(world.ports())).rejects.toThrow('only generation 2 reads');
    expect([...world.pins.values()]).toEqual(['none', 'none']);
  });

  test('is planned during a canary as if that were stopped, and stops nothing for it', async () => {
    const world = twice();
    proving(world);
    world.point('api', '2', { 3: 0.1 });
    world.point('relay', '3');
    const dry = await back(world.ports(), { dryRun: true });
    expect(world.canaries.size).toBe(1);
    world.point('api', '2');
    world.point('relay', '2');
    const real = await back(world.ports());
    expect(dry.plan).toEqual(real.plan);
    expect([dry.standing.from, dry.standing.pins]).toEqual([real.standing.from, real.standing.pins]);
    expectAt(world, '2');
  });

  test('stops the other canaries of the stack where one cannot be stopped, says which, and holds what was live', async () => {
    const world = twice();
    proving(world);
    world.canaries.add('d-2');
    const said: string[] = [];
    await back(refusing(world, ['d-1'], (line) => said.push(line)));
    expect([...world.canaries]).toEqual(['d-1']);
    expect(said.join('\n')).toContain('Not stopped: d-1 (AWS refused: AccessDeniedException: no)');
    expectAt(world, '2');
  });

  test('changes nothing where no canary can be stopped', async () => {
    const world = twice();
    proving(world);
    world.canaries.add('d-2');
    const before = world.state();
    await expect(back(refusing(world, ['d-1', 'd-2']))).rejects.toThrow(/is not stopped, .* d-1 .*, d-2 /);
    expect(world.state()).toEqual(before);
  });

  test('whose canary does not get off the stack says so and pins nothing', async () => {
    const world = twice();
    proving(world);
    const ports = world.ports();
    const deaf = { ...ports, canaries: { ...ports.canaries, stop: async () => undefined } };
    await expect(back(deaf)).rejects.toThrow('is still busy');
    expect([...world.pins.values()]).toEqual(['none', 'none']);
  });

  test.each([
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_ROLLBACK_FAILED',
  ])('needs not wait for a stack that moves no alias any more: %s', async (status) => {
    const world = twice();
    world.stack = status;
    await back(world.ports());
    expectAt(world, '1');
  });

  test('does not wait for the cleanup after a canary that was stopped', async () => {
    const world = twice();
    proving(world);
    world.canaryEnds = () => {
      world.stack = 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS';
    };
    const from = world.clock;
    await back(world.ports());
    expect(world.clock).toBe(from);
    expectAt(world, '2');
  });

  test('leaves an alias alone that somebody has moved elsewhere meanwhile, and stays open', async () => {
    const world = twice();
    world.deploy();
    world.meanwhile = { change: 4, act: () => world.point('api', '1') };
    await expect(back(world.ports())).rejects.toThrow('was moved to 1 meanwhile');
    expect(world.aliases.api.version).toBe('1');
    expect(world.history.open).toBeDefined();
  });

  test('that is not well stays open until it is', async () => {
    const world = twice();
    world.complaint = 'its health is 503';
    await expect(back(world.ports())).rejects.toThrow('its health is 503');
    world.complaint = undefined;
    await resume(world.ports(), 'ledger');
    expectAt(world, '1');
  });

  test('that nobody could ask says what kept it from being proved', async () => {
    const world = twice();
    const ports = world.ports();
    const prove = async () => ({ executedVersion: '', complaint: 'the prober failed: out of memory' });
    await expect(back({ ...ports, functions: { ...ports.functions, prove } })).rejects.toThrow(
      /but not proved: the prober failed: out of memory\. Run "folio release resume"/,
    );
    await resume(world.ports(), 'ledger');
    expectAt(world, '1');
  });

  test('goes further back from where it went back to, and never forward to what was bad', async () => {
    const world = new World();
    for (let count = 0; count < 3; count += 1) world.deploy();
    await back(world.ports());
    expectAt(world, '2');
    await back(world.ports(), { further: true });
    expectAt(world, '1');
    await expect(back(world.ports(), { further: true })).rejects.toThrow('no release was live before');
  });

  test('of a release that has removed a function moves the rest, and names what it cannot bring back', async () => {
    const world = twice();
    world.deploy({ without: 'relay' });
    const said: string[] = [];
    const { plan } = await back({ ...world.ports(), say: (line) => said.push(line) });
    expect([plan.to, plan.gone]).toEqual([{ api: '2' }, ['relay']]);
    expect(said[0]).toContain('Without relay: a release since has removed it');
    expect(world.aliases.api.version).toBe('2');
    expect([...world.pins.values()]).toEqual(['2', 'none']);
    expect((await domainStatus(world.ports(), 'ledger')).problems).toEqual([]);
    await expect(back(world.ports(), { function: 'relay' })).rejects.toThrow(
      'there is no function relay; there are api',
    );
  });

  test('of what a rollback holds already is refused, and says who did it, when, and where it led', async () => {
    const world = new World();
    for (let count = 0; count < 3; count += 1) world.deploy();
    await back(world.ports('ann'));
    world.deploy();
    const before = world.state();
    const refusal =
      /ledger is rolled back already: ann did it at 2026-11-22T10:00:00.000Z, and pins hold api 2, relay 2\. Say --further/;
    await expect(back(world.ports('ben'))).rejects.toThrow(refusal);
    await expect(back(world.ports('ben'), { function: 'relay' })).rejects.toThrow(/ann did it .* hold relay 2\./);
    expect(world.state()).toEqual(before);
    await back(world.ports('ben'), { to: '1' });
    expectAt(world, '1');
  });

  test('of one function holds that one only: another can go back after it, and the domain from there by a word more', async () => {
    const world = new World();
    for (let count = 0; count < 3; count += 1) world.deploy();
    await back(world.ports(), { function: 'api' });
    await expect(back(world.ports())).rejects.toThrow('pins hold api 2.');
    await back(world.ports(), { function: 'relay' });
    expectAt(world, '2');
  });

  test('from a set in which one function went back never leads to the set in which it was bad', async () => {
    const world = twice();
    await back(world.ports(), { function: 'api' });
    await back(world.ports(), { further: true });
    expectAt(world, '1');
  });

  test('of what was let go of and deployed again leads to what was live before', async () => {
    const world = twice();
    await back(world.ports());
    world.deploy();
    await unpin(world.ports(), { domain: 'ledger', why, dryRun: false, anyway: false });
    world.deploy();
    await back(world.ports());
    expectAt(world, '1');
  });

  test('that another one overtakes says so, and blames nobody for a move by hand', async () => {
    const world = twice();
    const ports = world.ports('ben');
    let other: Promise<unknown> | undefined;
    const alias = async (arn: string) => {
      other ??= back(world.ports('ann'));
      await other;
      return ports.functions.alias(arn);
    };
    const faster = /Another rollback of ledger was faster: ann began it at .*, api 2 -> 1, relay 2 -> 1\./;
    await expect(back({ ...ports, functions: { ...ports.functions, alias } })).rejects.toThrow(faster);
    expectAt(world, '1');
    const again = twice();
    again.meanwhile = {
      change: 1,
      act: () => {
        again.meanwhile = undefined;
        const log = again.ports('ann').log;
        const event = { kind: 'rollback-begun', from: { api: '2' }, to: { api: '1' }, revisions: {}, ...why } as const;
        void log.append(again.records, { domain: 'ledger', at: again.clock, actor: 'ann', event });
      },
    };
    await expect(back(again.ports('ben'))).rejects.toThrow('was faster: ann began it');
  });

  test('that another one overtakes while both stop the same canary says so', async () => {
    const world = twice();
    proving(world);
    const ports = world.ports('ben');
    const canaries = { running: async () => ['d-1'], stop: async () => undefined };
    const sleep = async (ms: number) => {
      await ports.sleep(ms);
      if (world.clock >= world.stackEndsAt && world.history.open === undefined)
        await back({ ...world.ports('ann'), canaries });
    };
    await expect(back({ ...ports, sleep })).rejects.toThrow('was faster: ann began it');
    expectAt(world, '2');
  });

  test('of one function moves that one only', async () => {
    const world = twice();
    await back(world.ports(), { function: 'api' });
    expect([world.aliases.api.version, world.aliases.relay.version]).toEqual(['1', '2']);
    expect([...world.pins.values()]).toEqual(['1', 'none']);
  });
});

describe('a rollback changes nothing', () => {
  const refused: readonly (readonly [string, (world: World) => void, Partial<RollbackRequest>, RegExp])[] = [
    ['for a version that was deleted', (world) => void world.versions.delete('api:1'), {}, /it has been deleted/],
    [
      'for code that is not what was recorded',
      (world) => void world.versions.set('relay:1', { active: true, codeSha256: 'other', names: [], at: 0 }),
      {},
      /not the code that the release log recorded/,
    ],
    ...(['bus', 'key', 'queue', 'function'] as const).map((kind): (typeof refused)[number] => [
      `when a ${kind} that its environment names is gone`,
      (world) => {
        const api = world.versions.get('api:1');
        if (api !== undefined) world.versions.set('api:1', { ...api, names: [{ kind, name: `the-${kind}` }] });
        world.gone.add(`the-${kind}`);
      },
      {},
      new RegExp(`the ${kind} the-${kind} that it works with is gone`),
    ]),
    ['when its table is gone', (world) => world.tables.clear(), {}, /the table ledger-table .* is gone/],
    [
      'while the stack is busy',
      (world) => {
        world.stack = 'UPDATE_IN_PROGRESS';
      },
      {},
      /is being deployed/,
    ],
    [
      'while the stack is being taken back',
      (world) => {
        world.stack = 'UPDATE_ROLLBACK_IN_PROGRESS';
      },
      {},
      /is being taken back .* stays live/,
    ],
    ['below the data floor', (world) => void world.deploy({ generation: 2, floor: 2 }), {}, /only generation 2 reads/],
    ['for a release that never was', () => undefined, { to: '9' }, /there is no release 9/],
    ['when the alias was moved by hand', (world) => world.point('api', '1'), {}, /somebody moved it by hand/],
    ['for a dry run', () => undefined, { dryRun: true }, /^$/],
    ['for a domain that does not exist', () => undefined, { domain: 'nowhere' }, /There is no domain nowhere/],
  ];

  test.each(refused)('%s', async (_what, prepare, request, says) => {
    const world = twice();
    prepare(world);
    const before = world.state();
    const outcome = await back(world.ports(), request).then(
      () => '',
      (error: unknown) => {
        expect(error).toBeInstanceOf(CommandFailure);
        return (error as Error).message;
      },
    );
    expect(outcome).toMatch(says);
    expect(outcome).not.toContain('\n');
    expect(world.state()).toEqual(before);
  });

  test('for a release that was deployed under a pin and never live', async () => {
    const world = twice();
    await back(world.ports());
    world.deploy();
    await expect(back(world.ports(), { to: '3' })).rejects.toThrow('release 3 was never live');
  });
});

const STEPS = ['deploy', 'rollback', 'further', 'resume', 'unpin', 'crash'] as const;

describe('whatever operators do, in any order and with crashes', () => {
  const steps = fc.array(fc.constantFrom(...STEPS), { maxLength: 14 });

  test('the log stays whole, only what was live comes back, and pins, aliases and log agree when nothing is open', async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.nat(CHANGES), fc.boolean(), async (plan, offset, after) => {
        const world = twice();
        const everLive = new Set(['1', '2']);
        for (const step of plan) {
          world.crashAt = step === 'crash' ? { change: world.changes + 1 + offset, after } : undefined;
          const ports = world.ports();
          const run = {
            deploy: async () => void world.deploy(),
            rollback: () => back(ports),
            further: () => back(ports, { further: true }),
            crash: () => back(ports, { further: true }),
            resume: () => resume(ports, 'ledger'),
            unpin: () => unpin(ports, { domain: 'ledger', why, dryRun: false, anyway: false }),
          }[step];
          await run().catch((error: unknown) => {
            if (!(error instanceof CommandFailure || error instanceof Crash)) throw error;
          });
          expect(firstDamage(world.records)).toBeUndefined();
          if (step === 'deploy') for (const { version } of Object.values(world.aliases)) everLive.add(version);
          for (const { version } of Object.values(world.aliases)) expect(everLive.has(version)).toBe(true);
          if (world.history.open !== undefined || world.crashAt !== undefined) continue;
          const { problems, functions } = await domainStatus(world.ports(), 'ledger');
          // Unpinned before any deployment has seen the pin: no deployment of the same brings it back, and that is told.
          const staying = functions.filter(({ pin, next }) => pin === 'none' && next === 'stays');
          expect(problems).toHaveLength(staying.length);
          expect(problems.join().match(/does not come back by itself/g) ?? []).toHaveLength(staying.length);
        }
      }),
      { numRuns: 300 },
    );
  });
});
