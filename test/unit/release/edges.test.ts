import { describe, expect, test } from '@jest/globals';
import { heldBy } from '../../../functions/registry/handlers/release/held.ts';
import { withoutLeftBehind } from '../../../functions/registry/handlers/release/left-behind.ts';
import { nextDeployment } from '../../../functions/registry/handlers/release/next-deployment.ts';
import { resume } from '../../../functions/registry/handlers/release/resume.ts';
import { unpin } from '../../../functions/registry/handlers/release/unpin.ts';
import { removable } from '../../../functions/registry/model/retention.ts';
import { back, expectAt, twice, why } from './rolling-back.ts';
import { Crash, World } from './world.ts';

const deployed = (count: number): World => {
  const world = new World();
  for (let index = 0; index < count; index += 1) world.deploy();
  return world;
};
const free = (world: World, name?: string) =>
  unpin(world.ports(), { domain: 'ledger', why, dryRun: false, anyway: true, ...(name && { function: name }) });

describe('a rollback', () => {
  test('takes the rest of a shift off an alias that stands where it leads already', async () => {
    const world = twice();
    world.point('api', '1', { 2: 0.1 });
    await back(world.ports(), { to: '1' });
    expectAt(world, '1');
  });

  test('that is finished by another hand sets no pin again that is set', async () => {
    const world = twice();
    world.crashAt = { change: 4, after: false };
    await expect(back(world.ports())).rejects.toThrow(Crash);
    world.crashAt = undefined;
    const before = world.changes;
    await resume(world.ports(), 'ledger');
    // Two moves and the close.
    expect(world.changes - before).toBe(3);
    expectAt(world, '1');
  });

  test('changes nothing for a version that Lambda says is not active', async () => {
    const world = twice();
    const relay = world.versions.get('relay:1');
    if (relay !== undefined) world.versions.set('relay:1', { ...relay, active: false });
    const before = world.state();
    await expect(back(world.ports())).rejects.toThrow('it is not active');
    expect(world.state()).toEqual(before);
  });

  test('asks the data of those functions alone that there still are', async () => {
    const world = new World();
    world.deploy();
    world.pins.set('/folio/release/ledger/relay/pin', '1');
    world.deploy({ generation: 2 });
    world.pins.set('/folio/release/ledger/relay/pin', 'none');
    world.deploy({ generation: 3, floor: 2, without: 'relay' });
    // The relay of that time reads generation 1 alone, and is gone.
    expect((await back(world.ports())).plan).toMatchObject({ to: { api: '2' }, gone: ['relay'] });
    expect(world.aliases.api.version).toBe('2');
  });

  test('is refused as done already by who did the last one, whichever function that was of', async () => {
    const world = deployed(3);
    await back(world.ports('ann'), { function: 'relay' });
    world.clock += 60_000;
    await back(world.ports('ben'), { function: 'api' });
    await expect(back(world.ports('eve'))).rejects.toThrow(/ben did it/);
    await expect(back(world.ports('eve'), { function: 'relay' })).rejects.toThrow(/ann did it/);
  });
});

describe('what was gone back from', () => {
  const api = (world: World) => world.aliases.api.version;

  test('is told by number and not by letter: ten is newer than nine', async () => {
    const world = deployed(10);
    await back(world.ports(), { function: 'api' });
    expect(api(world)).toBe('9');
    const { timeline } = world.history;
    expect(withoutLeftBehind(timeline, world.records).some((set) => set.api === '10')).toBe(false);
    await back(world.ports(), { further: true });
    expect([api(world), world.aliases.relay.version]).toEqual(['9', '9']);
  });

  test('counts as live again once somebody has gone to it by its number, or deployed it', async () => {
    const world = deployed(3);
    await back(world.ports());
    await back(world.ports(), { to: '3' });
    const has = (version: string) =>
      withoutLeftBehind(world.history.timeline, world.records).some((set) => set.api === version);
    expect(has('3')).toBe(true);
    await back(world.ports(), { to: '2' });
    expect(has('3')).toBe(false);
    await free(world);
    const [template] = world.history.deployed?.functions ?? [];
    world.pins.set('/folio/release/ledger/api/pin', '3');
    world.pins.set('/folio/release/ledger/relay/pin', '3');
    world.deploy();
    expect([template?.name, has('3')]).toEqual(['api', true]);
  });
});

describe('what is held', () => {
  test('is let go of function by function', async () => {
    const world = twice();
    await back(world.ports());
    await free(world, 'api');
    expect([...heldBy(world.records).keys()]).toEqual(['relay']);
    expect([...world.pins.values()].toSorted()).toEqual(['1', 'none']);
  });
});

describe('the next deployment', () => {
  test.each([
    // [deploys from, template, live by the last deployment, where the alias stands, what it does]
    ['what-is-live', '2', '2', '2', 'agrees'],
    ['what-is-live', '2', '2', '1', 'stays'],
    ['what-is-live', '3', '1', '1', 'moves'],
    ['what-is-live', '3', '2', '1', 'moves'],
    ['what-was-deployed', '3', '2', '1', 'refused'],
    ['what-was-deployed', '3', '1', '1', 'moves'],
    ['what-was-deployed', '1', '2', '1', 'agrees'],
  ] as const)('from %s, of template %s and live %s, with the alias at %s: %s', (from, template, live, at, outlook) => {
    expect(nextDeployment(from, { template, live }, at)).toBe(outlook);
  });
});

describe('what may be removed', () => {
  const DAY_MS = 86_400_000;
  const now = Date.parse('2026-11-22T10:00:00Z');
  const published = (count: number, days: number) =>
    Array.from({ length: count }, (_, index) => ({ version: String(index + 1), at: now - days * DAY_MS }));

  test('is older than 90 days, and not as old', () => {
    const { history } = deployed(12);
    expect(removable(history, 'api', published(12, 90), [], now)).toEqual([]);
    const [first, ...others] = published(12, 90);
    const older = [{ version: '1', at: (first?.at ?? 0) - 1 }, ...others];
    expect(removable(history, 'api', older, [], now)).toEqual(['1']);
  });

  test('is not among the last ten that were live, nor what the last deployment carries, nor what is held', () => {
    const world = deployed(12);
    const old = published(13, 200);
    expect(removable(world.history, 'api', old, [], now)).toEqual(['1', '2', '13']);
    expect(removable(world.history, 'api', old, ['2'], now)).toEqual(['1', '13']);
    world.pins.set('/folio/release/ledger/api/pin', '12');
    world.deploy();
    // It waits behind a pin: never live, and what a deployment would move to.
    expect(removable(world.history, 'api', old, [], now)).toEqual(['1', '2']);
  });
});
