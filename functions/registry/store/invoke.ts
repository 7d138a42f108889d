import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

export interface Invoked {
  readonly executedVersion: string;
  /** The function threw, crashed or ran out of time. */
  readonly failed: boolean;
  readonly payload: string;
}

/** Runs a function at a qualifier and waits for its answer. */
export type Invoke = (functionName: string, qualifier: string, payload: unknown) => Promise<Invoked>;

export const invoke =
  (lambda: Pick<LambdaClient, 'send'>): Invoke =>
  async (name, qualifier, payload) => {
    const FunctionName = `${name}:${qualifier}`;
    const asked = new InvokeCommand({ FunctionName, Payload: Buffer.from(JSON.stringify(payload)) });
    const { ExecutedVersion = '', FunctionError, Payload = [] } = await lambda.send(asked);
    const text = Buffer.from(Payload).toString('utf8');
    return { executedVersion: ExecutedVersion, failed: FunctionError !== undefined, payload: text };
  };
