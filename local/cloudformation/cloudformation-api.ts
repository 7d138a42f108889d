import { arn } from '../account.ts';
import type { RestAnswer } from '../aws/rest.ts';
import type { StackStates } from './stack-states.ts';

/** As CloudFormation pages it. */
const RESOURCES_PAGE = 100;

const xml = (status: number, body: string): RestAnswer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<?xml version="1.0"?>${body}`,
});

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (char) => ENTITIES[char] ?? char);

const refuse = (code: string, message: string): RestAnswer =>
  xml(
    400,
    `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  );

// The name is the caller's and would have to be escaped; AWS repeats it, nobody reads it.
const unknown = (): RestAnswer => refuse('ValidationError', 'Stack does not exist');

const answer = (action: string, result: string): RestAnswer =>
  xml(200, `<${action}Response><${action}Result>${result}</${action}Result></${action}Response>`);

/** A stack is asked for by its name or by its id, which is an ARN. */
const nameOf = (asked: string): string => /:stack\/([^/]+)\//.exec(asked)?.[1] ?? asked;

const describe = (stacks: StackStates, name: string): RestAnswer => {
  const status = stacks.get(name);
  if (status === undefined) return unknown();
  const id = arn('cloudformation', `stack/${name}/local`);
  const changed = stacks.changedAt(name);
  const time = changed === undefined ? '' : `<LastUpdatedTime>${new Date(changed).toISOString()}</LastUpdatedTime>`;
  const member = `<member><StackName>${name}</StackName><StackId>${id}</StackId><StackStatus>${status}</StackStatus>${time}</member>`;
  return answer('DescribeStacks', `<Stacks>${member}</Stacks>`);
};

const template = (stacks: StackStates, name: string): RestAnswer => {
  const found = stacks.deployed(name)?.template;
  if (found === undefined) return unknown();
  return answer('GetTemplate', `<TemplateBody>${escaped(JSON.stringify(found))}</TemplateBody>`);
};

const resources = (stacks: StackStates, name: string, token: string | null): RestAnswer => {
  const found = stacks.deployed(name)?.resources();
  if (found === undefined) return unknown();
  const from = Number(token ?? 0);
  const members = found
    .slice(from, from + RESOURCES_PAGE)
    .map(
      ({ logicalId, ref, type }) =>
        `<member><LogicalResourceId>${escaped(logicalId)}</LogicalResourceId><PhysicalResourceId>${escaped(ref)}</PhysicalResourceId><ResourceType>${escaped(type)}</ResourceType></member>`,
    );
  const next = from + RESOURCES_PAGE < found.length ? `<NextToken>${from + RESOURCES_PAGE}</NextToken>` : '';
  return answer('ListStackResources', `<StackResourceSummaries>${members.join('')}</StackResourceSummaries>${next}`);
};

/** CloudFormation's query protocol, as far as a rollback and the catalog ask: how a stack stands, and of what it is made. */
export const cloudformationQuery = (stacks: StackStates, form: URLSearchParams): RestAnswer => {
  const name = nameOf(form.get('StackName') ?? '');
  switch (form.get('Action')) {
    case 'DescribeStacks':
      return describe(stacks, name);
    case 'GetTemplate':
      return template(stacks, name);
    case 'ListStackResources':
      return resources(stacks, name, form.get('NextToken'));
    default:
      return refuse('InvalidAction', 'The local cloud describes stacks, and tells their templates and resources.');
  }
};
