import type { Clock } from '../../kernel/core/ports.ts';
import { describeSnapshot, digestOf, type Snapshot } from '../model/snapshot.ts';
import type { Snapshots } from '../store/queries/snapshots.ts';
import type { System } from '../store/queries/system.ts';

export interface TakeDeps {
  readonly clock: Clock;
  readonly snapshots: Snapshots;
}

/**
 * Keeps the system as it is, where it is not as the newest snapshot has it. A deployment that is under way is waited out: half of it is
 * nothing that anybody wants to go back to. Two that take one at the same moment keep the same twice, and lists show it once.
 *
 * @returns the newest snapshot; undefined where there is none yet
 */
export const takeSnapshot = async ({ graph, settled }: System, deps: TakeDeps): Promise<Snapshot | undefined> => {
  const { snapshots, clock } = deps;
  const now = clock.now();
  const [newest] = (await snapshots.list(now, 1)).snapshots;
  if (!settled || newest?.digest === digestOf(graph.catalog)) return newest;
  const before = newest === undefined ? undefined : await snapshots.read(newest);
  const taken = describeSnapshot(graph.catalog, now, before);
  await snapshots.put(taken, graph.catalog);
  return taken;
};
