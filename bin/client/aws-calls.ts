import type { Aws } from '../../functions/kernel/aws/aws-call.ts';
import { liveClock } from '../../functions/kernel/core/live-ports.ts';
import { awsPlace } from './aws-endpoints.ts';
import { noCloudOn } from './hints.ts';
import { localAws } from './local-aws.ts';
import { runningLocal } from './target.ts';

/** A deployment, in an account or on this machine. */
export interface Deployment {
  readonly target: 'local' | 'aws';
  /** Data folder of the local cloud. */
  readonly data: string;
  /** Of the deployment in the account; the main one unless said. */
  readonly stage?: string;
}

/** What the names of a deployment's stacks, and so of most that is in them, begin with. */
export const namesOf = ({ stage }: Deployment): string => `${stage === undefined ? '' : `${stage}-`}Folio-`;

/**
 * How to call the services of a deployment without their SDKs: for each, where it is and as whom.
 * @throws CommandFailure where no local cloud runs, or no region is set
 */
export const awsCalls = async ({ target, data, stage }: Deployment): Promise<(service: string) => Aws> => {
  if (target === 'aws') {
    const { region, endpoint } = await awsPlace(stage);
    // The SDK knows all ways in which somebody can be signed in; nobody on this machine waits for it to load.
    const { LambdaClient } = await import('@aws-sdk/client-lambda');
    const { credentials } = new LambdaClient({ region }).config;
    return (service) => ({ region, endpoint: endpoint(service), credentials, clock: liveClock });
  }
  const local = await runningLocal(data);
  if (local === undefined) throw noCloudOn(data, 'or say --target aws');
  const { region, endpoint, credentials } = localAws(local);
  // The store has a door of its own.
  const at = (service: string) => (service.startsWith('DYNAMODB') ? local.dynamodbUrl : endpoint);
  return (service) => ({ region, endpoint: at(service), credentials: async () => credentials, clock: liveClock });
};
