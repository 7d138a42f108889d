import { type Aws, AwsRefusal, post } from '../../kernel/aws/aws-call.ts';

/** The text of the first element of this name, which holds no other one. */
const element = (xml: string, name: string): string | undefined => {
  const [, after] = xml.split(`<${name}>`, 2);
  const end = after?.indexOf('<') ?? -1;
  return after?.startsWith(`</${name}>`, end) ? after.slice(0, end) : undefined;
};

/** One call of AWS's query protocol, of whose answer one element is wanted. */
const ask = async (
  aws: Aws,
  service: string,
  form: Readonly<Record<string, string>>,
  wanted: string,
): Promise<string | undefined> => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
  const { status, text } = await post(aws, { service, headers, body: new URLSearchParams(form).toString() });
  if (status === 200) return element(text, wanted);
  throw new AwsRefusal(element(text, 'Code') ?? String(status), element(text, 'Message') ?? '');
};

/** `UPDATE_COMPLETE`, by a stack's name or its id; undefined where there is no such stack. A deleted one still answers by its id. */
export const stackStatus = async (aws: Aws, StackName: string): Promise<string | undefined> => {
  const form = { Action: 'DescribeStacks', Version: '2010-05-15', StackName };
  return ask(aws, 'cloudformation', form, 'StackStatus').catch((error: unknown) => {
    if (error instanceof AwsRefusal && error.code === 'ValidationError') return undefined;
    throw error;
  });
};

/** Who is calling, as CloudTrail will name them. */
export const callerArn = (aws: Aws): Promise<string | undefined> =>
  ask(aws, 'sts', { Action: 'GetCallerIdentity', Version: '2011-06-15' }, 'Arn');
