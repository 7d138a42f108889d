import * as z from 'zod';
import { type Aws, AwsRefusal, jsonService } from '../../kernel/aws/aws-call.ts';
import { BAKE_SECONDS } from '../contract/lifecycle-hook.ts';
import { type AliasMove, movesOf } from './shifts.ts';

/** One alias that CodeDeploy is moving, or lets bake where it has moved it. */
export interface Shifting extends AliasMove {
  /** When the new version is taken for good if no alarm fires, milliseconds since the epoch; undefined where nobody knows. */
  readonly endsAt: number | undefined;
}

/**
 * CodeDeploy's deployments of a stack that have not ended, baking ones included. Its own rollbacks are left out, since nobody must
 * stop them.
 */
export interface Canaries {
  readonly running: (stack: string) => Promise<readonly string[]>;
  /** The same by the functions whose aliases move. */
  readonly shifting: (stack: string) => Promise<readonly Shifting[]>;
  /** Stops one, which takes its alias back to where it was. One that has ended meanwhile is not there to be stopped. */
  readonly stop: (id: string) => Promise<void>;
}

const UNDER_WAY = ['Created', 'Queued', 'InProgress', 'Baking', 'Ready'];
const listed = z.object({ deployments: z.array(z.string()).default([]), nextToken: z.string().nullish() });
const details = z.object({
  deploymentsInfo: z
    .array(
      z.object({
        deploymentId: z.string(),
        applicationName: z.string(),
        creator: z.string().nullish(),
        description: z.string().nullish(),
        /** Seconds since the epoch. */
        createTime: z.number().nullish(),
      }),
    )
    .default([]),
});
type Info = z.infer<typeof details>['deploymentsInfo'][number];
/** CodeDeploy's own way back from a deployment. It is what a stop is for, and never stopped itself. */
const WAY_BACK = 'codeDeployRollback';
const ENDED = 'DeploymentAlreadyCompletedException';
/** An account has few deployments under way at once; CodeDeploy describes 25 of them at a time. */
const PAGES_MAX = 20;
const BATCH = 25;

/**
 * When a deployment will end: five minutes after it began, for a canary as for the hook that lets all at once bake. The local cloud has a
 * pace of its own and describes the end.
 */
const endOf = ({ description, createTime }: Info): number | undefined => {
  const told = Date.parse(/^until (\S+)$/.exec(description ?? '')?.[1] ?? '');
  if (!Number.isNaN(told)) return told;
  return typeof createTime === 'number' ? (createTime + BAKE_SECONDS) * 1000 : undefined;
};

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
  const ofStack = async (stack: string): Promise<readonly Info[]> => {
    const ids = await underWay();
    const found: Info[] = [];
    for (let from = 0; from < ids.length; from += BATCH) {
      const input = { deploymentIds: ids.slice(from, from + BATCH) };
      const { deploymentsInfo } = await call('BatchGetDeployments', input, details);
      // CloudFormation names an application after the stack that it stands in.
      found.push(
        ...deploymentsInfo.filter(
          ({ applicationName, creator }) => applicationName.startsWith(`${stack}-`) && creator !== WAY_BACK,
        ),
      );
    }
    return found;
  };
  return {
    running: async (stack) => (await ofStack(stack)).map(({ deploymentId }) => deploymentId),
    shifting: async (stack) => {
      const infos = await ofStack(stack);
      const of = await Promise.all(
        infos.map(async (info) =>
          (await movesOf(call, info.deploymentId)).map((each) => ({ ...each, endsAt: endOf(info) })),
        ),
      );
      return of.flat();
    },
    stop: async (deploymentId) => {
      const stopped = call('StopDeployment', { deploymentId, autoRollbackEnabled: true }, z.object({}));
      await stopped.catch((error: unknown) => {
        if (!(error instanceof AwsRefusal && error.code === ENDED)) throw error;
      });
    },
  };
};
