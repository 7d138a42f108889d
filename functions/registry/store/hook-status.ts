import * as z from 'zod';
import { type Aws, AwsRefusal, jsonService } from '../../kernel/aws/aws-call.ts';
import type { LifecycleHook } from '../contract/lifecycle-hook.ts';

/** Tells CodeDeploy that a hook has done its part, so that the deployment may end. */
export type ReportHook = (hook: LifecycleHook) => Promise<void>;

/** An alarm or a person has ended the deployment meanwhile, or an earlier run has reported; there is nothing left to say. */
const OVER = 'LifecycleEventAlreadyCompletedException';

export const reportHook = (aws: Aws): ReportHook => {
  const call = jsonService(aws, 'codedeploy', 'CodeDeploy_20141006');
  return async ({ DeploymentId: deploymentId, LifecycleEventHookExecutionId: lifecycleEventHookExecutionId }) => {
    const report = { deploymentId, lifecycleEventHookExecutionId, status: 'Succeeded' };
    try {
      await call('PutLifecycleEventHookExecutionStatus', report, z.unknown());
    } catch (error) {
      if (!(error instanceof AwsRefusal) || error.code !== OVER) throw error;
    }
  };
};
