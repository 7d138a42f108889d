import { present } from '../core/assert.ts';
import { type Aws, AwsRefusal, suffixOf } from './aws-call.ts';
import { signer } from './sigv4.ts';

/** The other function threw, crashed or did not answer. The name is the one by which a service says that it failed us. */
export class FunctionFailed extends Error {
  override readonly name = 'ServiceUnavailable';
}

/** Lambda runs as many of the other function as it may: load, which whoever asks much brings about, and no fault of a version. */
export class FunctionBusy extends Error {
  override readonly name = 'TooManyRequestsException';
}

/** What another function answers, as its alias has it run; JSON in and out. */
export type InvokeFunction = (payload: unknown) => Promise<{ readonly text: string; readonly version: string | null }>;

/** `arn:aws:lambda:eu-central-1:123456789012:function:Folio-Ledger-Api:live`: its name and its qualifier. */
const ARN = /^arn:[a-z-]+:lambda:[a-z0-9-]+:[0-9]{12}:function:([A-Za-z0-9_-]{1,140}):([A-Za-z0-9_-]{1,128})$/;

const fetched = async (url: URL, init: RequestInit): Promise<{ readonly answer: Response; readonly text: string }> => {
  try {
    const answer = await fetch(url, init);
    return { answer, text: await answer.text() };
  } catch (cause) {
    throw new FunctionFailed('the function that was asked did not answer', { cause });
  }
};

/**
 * Runs another function by its alias and waits for its answer, once: whoever asks tries again by itself. Lambda's client would be 60 kB
 * of the bundles of payments for this one call.
 *
 * @param withinMs how long it may take
 * @throws FunctionFailed; FunctionBusy; AwsRefusal where Lambda refuses the call itself
 */
export const invokeFunction = (aws: Aws, alias: string, withinMs: number): InvokeFunction => {
  const [, name, qualifier] = present(ARN.exec(alias), 'an alias has an ARN');
  // The alias with the name and not as a `Qualifier`, so that whoever weighs rights by the path sees what is run.
  const path = `/2015-03-31/functions/${name}%3A${qualifier}/invocations`;
  const url = new URL(path, aws.endpoint ?? `https://lambda.${aws.region}.${suffixOf(aws.region)}`);
  const sign = signer('lambda');
  return async (payload) => {
    const body = JSON.stringify(payload);
    const unsigned = { path, headers: { host: url.host }, body, at: aws.clock.now() };
    const { host: _, ...headers } = sign(await aws.credentials(), aws.region, unsigned);
    const sent = { method: 'POST', headers, body, signal: AbortSignal.timeout(withinMs) };
    const { answer, text } = await fetched(url, sent);
    if (answer.status === 429) throw new FunctionBusy('the function that was asked is run as often as it may be');
    if (answer.status >= 500 || answer.headers.has('x-amz-function-error'))
      throw new FunctionFailed('the function that was asked failed');
    if (answer.status !== 200)
      throw new AwsRefusal(
        answer.headers.get('x-amzn-errortype') ?? String(answer.status),
        'Lambda did not take the call',
      );
    return { text, version: answer.headers.get('x-amz-executed-version') };
  };
};
