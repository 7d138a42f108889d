import { type TaskDeps, task } from '../../kernel/triggers/task.ts';
import { BAKE_SECONDS, lifecycleHook } from '../contract/lifecycle-hook.ts';
import type { ReportHook } from '../store/hook-status.ts';

export interface BakeDeps extends TaskDeps {
  readonly report: ReportHook;
}

/**
 * Lets a new version bake: it holds the deployment open, for CodeDeploy watches the alarms only while one is under way. It judges
 * nothing itself. A run that dies is repeated by Lambda, twice; where none of them reports, CodeDeploy takes the version back.
 */
export const build = (deps: BakeDeps) =>
  task({
    domain: 'registry',
    name: 'bake',
    input: lifecycleHook,
    run: async (hook) => {
      await deps.clock.sleep(BAKE_SECONDS * 1000);
      await deps.report(hook);
    },
    deps,
  });
