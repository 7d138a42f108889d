import { describe, expect, test } from '@jest/globals';
import { unpin } from '../../../functions/registry/handlers/release/unpin.ts';
import { ReleaseRefused } from '../../../functions/registry/model/log-errors.ts';
import { back, CHANGES, expectAt, proving, twice, why } from './rolling-back.ts';
import { World } from './world.ts';

describe('a rollback after or beside another one', () => {
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
      expect(outcomes.filter((outcome) => outcome instanceof ReleaseRefused)).toHaveLength(1);
      expectAt(world, '1');
      expect(world.records.filter(({ event }) => event.kind === 'rollback-done')).toHaveLength(1);
    }
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
    const canaries = { shifting: async () => [], running: async () => ['d-1'], stop: async () => undefined };
    const sleep = async (ms: number) => {
      await ports.sleep(ms);
      if (world.clock >= world.stackEndsAt && world.history.open === undefined)
        await back({ ...world.ports('ann'), canaries });
    };
    await expect(back({ ...ports, sleep })).rejects.toThrow('was faster: ann began it');
    expectAt(world, '2');
  });
});
