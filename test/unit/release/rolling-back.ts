import { expect } from '@jest/globals';
import { type RollbackRequest, rollback } from '../../../functions/registry/handlers/release/rollback.ts';
import { firstDamage } from '../../../functions/registry/model/chain.ts';
import type { ReleasePorts } from '../../../functions/registry/store/release-ports.ts';
import { World } from './world.ts';

export const why = { reason: 'a test' };
export const back = (ports: ReleasePorts, more: Partial<RollbackRequest> = {}) =>
  rollback(ports, { domain: 'ledger', why, dryRun: false, ...more });

/** Two releases deployed, the second one bad. */
export const twice = (): World => {
  const world = new World();
  world.deploy();
  world.deploy();
  return world;
};

/** A third release is being proved. */
export const proving = (world: World): void => {
  world.stack = 'UPDATE_IN_PROGRESS';
  world.canaries.add('d-1');
};

export const expectAt = (world: World, version: string): void => {
  for (const { version: at, weights } of Object.values(world.aliases)) expect([at, weights]).toEqual([version, {}]);
  expect([...world.pins.values()]).toEqual([version, version]);
  expect(world.history.open).toBeUndefined();
  expect(firstDamage(world.records)).toBeUndefined();
};

/** What a rollback changes: the intent, two pins, two moves, the close. */
export const CHANGES = 6;
