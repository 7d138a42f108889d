import * as z from 'zod';
import { chars } from '../../kernel/values/bounded.ts';

/** What CodeDeploy hands to the function behind a hook of a deployment. It waits for an hour to hear how it went. */
export const lifecycleHook = z.object({
  DeploymentId: chars(2_048).min(1),
  LifecycleEventHookExecutionId: chars(2_048).min(1),
});
export type LifecycleHook = z.infer<typeof lifecycleHook>;

/**
 * How long a version that has all calls is watched before it is taken for good: as long as a canary, and enough for a figure to
 * become a metric and the metric an alarm, which is some two minutes.
 */
export const BAKE_SECONDS = 300;
