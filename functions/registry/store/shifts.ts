import * as z from 'zod';
import { type Aws, jsonService } from '../../kernel/aws-call.ts';

/** One alias that CodeDeploy moved, or did not. */
export interface Shift {
  readonly functionName: string;
  readonly from: string;
  readonly to: string;
  readonly outcome: 'promoted' | 'taken-back';
  /** Why it was taken back, in CodeDeploy's words; empty where it was not. */
  readonly reason: string;
  /** The alarm that did it, if one did. */
  readonly alarm: string | undefined;
}

/** The aliases of an ended deployment; none where it is itself the way back of another one, which tells the whole story. */
export type Shifts = (deployment: string) => Promise<readonly Shift[]>;

const got = z.object({
  deploymentInfo: z.object({
    status: z.string(),
    creator: z.string().nullish(),
    errorInformation: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
  }),
});
const targetIds = z.object({ targetIds: z.array(z.string()).default([]) });
const targets = z.object({
  deploymentTargets: z.array(
    z.object({
      lambdaTarget: z
        .object({
          lambdaFunctionInfo: z.object({
            functionName: z.string(),
            currentVersion: z.string(),
            targetVersion: z.string(),
          }),
        })
        .nullish(),
    }),
  ),
});

const ALARM_CODE = 'ALARM_ACTIVE';

/** CodeDeploy ends its message with the alarms' names, which CloudFormation has generated and which thus hold no spaces. */
const alarmIn = (message: string): string | undefined => /<?([\w.-]+-[\w.-]+)>?\W*$/.exec(message)?.[1];

/** Reads deployments of the compute platform Lambda from CodeDeploy. */
export const shifts = (aws: Aws): Shifts => {
  const call = jsonService(aws, 'codedeploy', 'CodeDeploy_20141006');
  return async (deploymentId) => {
    const { deploymentInfo } = await call('GetDeployment', { deploymentId }, got);
    const { status, creator, errorInformation } = deploymentInfo;
    if (creator === 'codeDeployRollback') return [];
    const found = await call('ListDeploymentTargets', { deploymentId }, targetIds);
    if (found.targetIds.length === 0) return [];
    const { deploymentTargets } = await call(
      'BatchGetDeploymentTargets',
      { deploymentId, targetIds: found.targetIds },
      targets,
    );
    const taken = status !== 'Succeeded';
    const message = errorInformation?.message ?? '';
    const reason = taken ? message || errorInformation?.code || `CodeDeploy says ${status}` : '';
    const alarm = errorInformation?.code === ALARM_CODE ? alarmIn(message) : undefined;
    return deploymentTargets.flatMap(({ lambdaTarget }): readonly Shift[] => {
      if (lambdaTarget === null || lambdaTarget === undefined) return [];
      const { functionName, currentVersion: from, targetVersion: to } = lambdaTarget.lambdaFunctionInfo;
      return [{ functionName, from, to, outcome: taken ? 'taken-back' : 'promoted', reason, alarm }];
    });
  };
};
