import { arn } from '../account.ts';
import type { RestAnswer } from '../aws/rest.ts';
import type { StackStates } from './stack-states.ts';

const xml = (status: number, body: string): RestAnswer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<?xml version="1.0"?>${body}`,
});

const refuse = (code: string, message: string): RestAnswer =>
  xml(
    400,
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  );

/** A stack is asked for by its name or by its id, which is an ARN. */
const describe = (stacks: StackStates, asked: string): RestAnswer => {
  const [, name = asked] = /:stack\/([^/]+)\//.exec(asked) ?? [];
  const status = stacks.get(name);
  // The name is the caller's and would have to be escaped; AWS repeats it, nobody reads it.
  if (status === undefined) return refuse('ValidationError', 'Stack does not exist');
  const member = `<member><StackName>${name}</StackName><StackId>${arn('cloudformation', `stack/${name}/local`)}</StackId><StackStatus>${status}</StackStatus></member>`;
  return xml(
    200,
    `<DescribeStacksResponse><DescribeStacksResult><Stacks>${member}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  );
};

/** CloudFormation's query protocol, as far as a rollback asks: how a stack stands. */
export const cloudformationQuery = (stacks: StackStates, form: URLSearchParams): RestAnswer =>
  form.get('Action') === 'DescribeStacks'
    ? describe(stacks, form.get('StackName') ?? '')
    : refuse('InvalidAction', 'The local cloud describes stacks and nothing else.');
