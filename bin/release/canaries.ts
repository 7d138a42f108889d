import * as z from 'zod';
import { type Aws, AwsRefusal, jsonService } from '../../functions/kernel/aws-call.ts';

/** The deployments by which CodeDeploy is moving aliases of a stack to new versions right now. */
export interface Canaries {
  readonly running: (stack: string) => Promise<readonly string[]>;
  /** Stops one, which takes its alias back to where it was. One that has ended meanwhile is not there to be stopped. */
  readonly stop: (id: string) => Promise<void>;
}

const UNDER_WAY = ['Created', 'Queued', 'InProgress', 'Baking', 'Ready'];
const listed = z.object({ deployments: z.array(z.string()).default([]), nextToken: z.string().nullish() });
const details = z.object({
  deploymentsInfo: z
    .array(z.object({ deploymentId: z.string(), applicationName: z.string(), creator: z.string().nullish() }))
    .default([]),
});
/** CodeDeploy's own way back from a deployment. It is what a stop is for, and never stopped itself. */
const WAY_BACK = 'codeDeployRollback';
const ENDED = 'DeploymentAlreadyCompletedException';
/** An account has few deployments under way at once; CodeDeploy describes 25 of them at a time. */
const PAGES_MAX = 20;
const BATCH = 25;

export const canaries = (aws: Aws): Canaries => {
  const call = jsonService(aws, 'codedeploy', 'CodeDeploy_20141006');
  const underWay = async (): Promise<readonly string[]> => {
    const ids: string[] = [];
    let from: string | undefined;
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const input = { includeOnlyStatuses: UNDER_WAY, ...(from === undefined ? {} : { nextToken: from }) };
      const { deployments, nextToken } = await call('ListDeployments', input, listed);
      ids.push(...deployments);
      if (nextToken === undefined || nextToken === null) return ids;
      from = nextToken;
    }
    return ids;
  };
  return {
    running: async (stack) => {
      const ids = await underWay();
      const found: string[] = [];
      for (let from = 0; from < ids.length; from += BATCH) {
        const input = { deploymentIds: ids.slice(from, from + BATCH) };
        const { deploymentsInfo } = await call('BatchGetDeployments', input, details);
        // CloudFormation names an application after the stack that it stands in.
        for (const { applicationName, creator, deploymentId } of deploymentsInfo) {
          if (applicationName.startsWith(`${stack}-`) && creator !== WAY_BACK) found.push(deploymentId);
        }
      }
      return found;
    },
    stop: async (deploymentId) => {
      const stopped = call('StopDeployment', { deploymentId, autoRollbackEnabled: true }, z.object({}));
      await stopped.catch((error: unknown) => {
        if (!(error instanceof AwsRefusal && error.code === ENDED)) throw error;
      });
    },
  };
};
