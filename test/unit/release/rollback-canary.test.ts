import { describe, expect, test } from '@jest/globals';
import { AwsRefusal } from '../../../functions/kernel/aws/aws-call.ts';
import type { ReleasePorts } from '../../../functions/registry/store/release-ports.ts';
import { back, expectAt, proving, twice } from './rolling-back.ts';
import type { World } from './world.ts';

/** CodeDeploy, which does not let these be stopped. */
const refusing = (world: World, ids: readonly string[], say: ReleasePorts['say'] = () => undefined): ReleasePorts => {
  const ports = world.ports();
  const stop = async (id: string) => {
    if (ids.includes(id)) throw new AwsRefusal('AccessDeniedException', 'no');
    await ports.canaries.stop(id);
  };
  return { ...ports, say, canaries: { ...ports.canaries, stop } };
};

describe('a rollback during a deployment', () => {
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

  test('leads there also from where a stack has left its aliases that did not find its way back', async () => {
    const world = twice();
    proving(world);
    const ports = world.ports();
    let failed = false;
    const stackStatus = async () => {
      if (!failed) world.point('api', '3');
      failed = true;
      return 'UPDATE_ROLLBACK_FAILED';
    };
    await back({ ...ports, stackStatus });
    for (const { version } of Object.values(world.aliases)) expect(version).toBe('2');
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
});
