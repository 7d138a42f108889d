import * as z from 'zod';
import { type TaskDeps, task } from '../../kernel/triggers/task.ts';
import type { System } from '../store/queries/system.ts';
import { type TakeDeps, takeSnapshot } from './take-snapshot.ts';

export interface SnapshotDeps extends TaskDeps, TakeDeps {
  readonly system: () => Promise<System>;
}

/** The schedule sends what it likes. */
const input = z.looseObject({}).nullish();

/** Keeps what is deployed, where nobody has looked at it since it changed. */
export const build = (deps: SnapshotDeps) =>
  task({
    domain: 'catalog',
    name: 'snapshot',
    input,
    deps,
    run: async () => {
      const taken = await takeSnapshot(await deps.system(), deps);
      return { digest: taken?.digest ?? null };
    },
  });
