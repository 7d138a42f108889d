import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as z from 'zod';
import type { ProvisionRequest } from '../../functions/identity/contract/provision.ts';
import type { Aws } from '../../functions/kernel/aws/aws-call.ts';
import type { Parameters } from '../../functions/registry/store/parameters.ts';
import { CommandFailure } from '../client/problem-error.ts';

/** Identity's function that makes tenants, and where the API of its deployment is. */
export interface Provisioning {
  readonly url: string;
  /** @throws CommandFailure with what the function says where it refuses */
  readonly ask: <S extends z.ZodType>(request: ProvisionRequest, answer: S) => Promise<z.output<S>>;
}

const failed = z.object({ errorType: z.string(), errorMessage: z.string() });

/**
 * @param prefix of the stage: `try1-`, or empty for the main deployment
 * @param here where the local cloud's API is: its templates have the name that AWS would give it
 * @throws CommandFailure where nothing is deployed there
 */
export const findProvisioning = async (
  { get }: Pick<Parameters, 'get'>,
  lambda: Pick<LambdaClient, 'send'>,
  prefix: string,
  here?: string,
): Promise<Provisioning> => {
  const [alias, url] = await Promise.all([
    get(`/${prefix}folio/identity/provision-alias-arn`),
    here ?? get(`/${prefix}folio/platform/api-url`),
  ]);
  if (alias === undefined || url === undefined)
    throw new CommandFailure('Folio is not deployed there, or not to its end: deploy it first.');
  return {
    url,
    ask: async (request, answer) => {
      const { Payload, FunctionError } = await lambda.send(
        new InvokeCommand({ FunctionName: alias, Payload: JSON.stringify(request) }),
      );
      const told: unknown = JSON.parse(Buffer.from(Payload ?? []).toString());
      if (FunctionError === undefined) return answer.parse(told);
      const { errorType, errorMessage } = failed.parse(told);
      // What the function tells an operator stands in its message; anything else is for its log.
      throw new CommandFailure(
        errorType === 'ProvisionError'
          ? errorMessage
          : `Identity failed (${errorType}); "folio logs identity/provision" says why.`,
      );
    },
  };
};

/** Lambda of the deployment, as whoever is signed in there. */
export const lambdaOf = ({ region, endpoint, credentials }: Aws): LambdaClient =>
  new LambdaClient({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    credentials: async () => {
      const { sessionToken, ...key } = await credentials();
      return sessionToken === undefined ? key : { ...key, sessionToken };
    },
  });
