import * as z from 'zod';
import { type Aws, type JsonService, jsonService } from '../../kernel/aws/aws-call.ts';

/** Where CodeDeploy moves one alias. */
export interface AliasMove {
  readonly functionName: string;
  readonly from: string;
  readonly to: string;
}

/** One alias that CodeDeploy moved, or did not. */
export interface Shift extends AliasMove {
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

/** The aliases that a deployment is about. */
export const movesOf = async (call: JsonService, deploymentId: string): Promise<readonly AliasMove[]> => {
  const found = await call('ListDeploymentTargets', { deploymentId }, targetIds);
  if (found.targetIds.length === 0) return [];
  const asked = { deploymentId, targetIds: found.targetIds };
  const { deploymentTargets } = await call('BatchGetDeploymentTargets', asked, targets);
  return deploymentTargets.flatMap(({ lambdaTarget }): readonly AliasMove[] => {
    if (lambdaTarget === null || lambdaTarget === undefined) return [];
    const { functionName, currentVersion: from, targetVersion: to } = lambdaTarget.lambdaFunctionInfo;
    return [{ functionName, from, to }];
  });
};

const ALARM_CODE = 'ALARM_ACTIVE';

/** CodeDeploy ends its message with the alarms' names, which CloudFormation has generated and which thus hold no spaces. */
const alarmIn = (message: string): string | undefined => {
  const words = message.split(/[^\w.-]/).filter((word) => /\w/.test(word));
  const last = words.at(-1);
  return last?.includes('-') ? last : undefined;
};

/** Reads deployments of the compute platform Lambda from CodeDeploy. */
export const shifts = (aws: Aws): Shifts => {
  const call = jsonService(aws, 'codedeploy', 'CodeDeploy_20141006');
  return async (deploymentId) => {
    const { deploymentInfo } = await call('GetDeployment', { deploymentId }, got);
    const { status, creator, errorInformation } = deploymentInfo;
    if (creator === 'codeDeployRollback') return [];
    const moved = await movesOf(call, deploymentId);
    if (moved.length === 0) return [];
    const taken = status !== 'Succeeded';
    const message = errorInformation?.message ?? '';
    const reason = taken ? message || errorInformation?.code || `CodeDeploy says ${status}` : '';
    const alarm = errorInformation?.code === ALARM_CODE ? alarmIn(message) : undefined;
    return moved.map((each) => ({ ...each, outcome: taken ? 'taken-back' : 'promoted', reason, alarm }));
  };
};
