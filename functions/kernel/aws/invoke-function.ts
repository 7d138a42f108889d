import { present } from '../core/assert.ts';
import { type Aws, AwsRefusal, suffixOf } from './aws-call.ts';
import { type ShortAnswer, type ShortPost, shortPost } from './short-post.ts';
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

const posted = async (url: URL, post: ShortPost): Promise<ShortAnswer> => {
  try {
    return await shortPost(url, post);
  } catch (cause) {
    throw new FunctionFailed('the function that was asked did not answer', { cause });
  }
};

/**
 * Runs another function by its alias and waits for its answer: whoever asks tries again by itself, and means one thing by one payload, which may
 * arrive twice. Lambda's client would be 60 kB
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
    const { status, headers: told, text } = await posted(url, { headers, body, withinMs });
    const said = (name: string): string | undefined => [told[name]].flat()[0];
    if (status === 429) throw new FunctionBusy('the function that was asked is run as often as it may be');
    if (status >= 500 || said('x-amz-function-error') !== undefined)
      throw new FunctionFailed('the function that was asked failed');
    if (status !== 200)
      throw new AwsRefusal(said('x-amzn-errortype') ?? String(status), 'Lambda did not take the call');
    return { text, version: said('x-amz-executed-version') ?? null };
  };
};
