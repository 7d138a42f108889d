import { describe, expect, test } from '@jest/globals';
import type { RollbackRequest } from '../../../functions/registry/handlers/release/rollback.ts';
import { ReleaseRefused } from '../../../functions/registry/model/log-errors.ts';
import { back, twice } from './rolling-back.ts';
import type { World } from './world.ts';

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
        expect(error).toBeInstanceOf(ReleaseRefused);
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
