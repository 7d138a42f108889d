import * as z from 'zod';
import { chars } from '../../kernel/values/bounded.ts';

/** What CodeDeploy hands to the function behind a hook of a deployment. It waits for an hour to hear how it went. */
export const lifecycleHook = z.object({
  DeploymentId: chars(2_048).min(1),
  LifecycleEventHookExecutionId: chars(2_048).min(1),
});
export type LifecycleHook = z.infer<typeof lifecycleHook>;

/**
 * Bake time: how long a version that has all traffic is watched. It is as long as a canary. A metric and its alarm take some two
 * minutes of it.
 */
export const BAKE_SECONDS = 300;
