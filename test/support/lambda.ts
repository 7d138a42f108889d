import { localFileOf, tokenOf } from './local-aws.ts';

const FUNCTIONS = '/2015-03-31/functions';

/** An alias between two versions: the newer one gets this share of the invocations. */
export interface Weighing {
  readonly from: string;
  readonly to: string;
  readonly weight: number;
}

/** Lambda's own API at the AWS endpoint of a running local cloud. */
export interface LambdaApi {
  readonly functions: () => Promise<readonly string[]>;
  /** Runs what the alias points at, and gives what it answers. Throws where the function fails. */
  readonly invoke: (name: string, alias: string, payload: object) => Promise<unknown>;
  readonly weigh: (name: string, alias: string, weighing: Weighing) => Promise<void>;
}

export const lambdaOf = async (dataDir: string): Promise<LambdaApi> => {
  const { awsUrl } = await localFileOf(dataDir);
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = await tokenOf(dataDir);
    const response = await fetch(awsUrl + FUNCTIONS + path, { method, headers, ...sent });
    const text = await response.text();
    if (!response.ok || response.headers.has('x-amz-function-error'))
      throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
  return {
    functions: async () => {
      const answer = (await call('GET', '/')) as { readonly Functions: readonly { readonly FunctionName: string }[] };
      return answer.Functions.map(({ FunctionName }) => FunctionName);
    },
    invoke: (name, alias, payload) => call('POST', `/${name}/invocations?Qualifier=${alias}`, payload),
    weigh: async (name, alias, { from, to, weight }) => {
      const shared = weight > 0 && weight < 1;
      await call('PUT', `/${name}/aliases/${alias}`, {
        FunctionVersion: weight === 1 ? to : from,
        RoutingConfig: { AdditionalVersionWeights: shared ? { [to]: weight } : {} },
      });
    },
  };
};
