import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { arn } from '../account.ts';
import type { Mailbox } from '../aws/mailbox.ts';
import type { Applied, DeployContext, Properties, ResourceHandler, ResourceRecord } from '../services.ts';
import { StartFailure } from '../start-failure.ts';

export interface CustomResourceDeps {
  readonly mailbox: Mailbox;
  readonly endpoint: () => string;
}

interface Place {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
}

interface Answer {
  readonly Status: string;
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly Data?: Readonly<Record<string, unknown>>;
}

/** CloudFormation sends every scalar as text. */
const asText = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(asText);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, asText(each)]));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
};

const requestOf = (kind: 'Create' | 'Update' | 'Delete', place: Place, before: ResourceRecord | undefined) => ({
  RequestType: kind,
  RequestId: randomUUID(),
  StackId: arn('cloudformation', `stack/${place.stack}/local`),
  LogicalResourceId: place.logicalId,
  ResourceType: place.type,
  ResourceProperties: asText(place.properties),
  ...(before === undefined ? {} : { PhysicalResourceId: before.ref }),
  ...(kind === 'Update' ? { OldResourceProperties: asText(before?.properties) } : {}),
});

const ask = async (
  deps: CustomResourceDeps,
  request: object,
  place: Place,
  { functions }: DeployContext,
): Promise<Answer> => {
  const path = deps.mailbox.open();
  const payload = JSON.stringify({ ...request, ResponseURL: deps.endpoint() + path });
  const result = await functions.invoke(String(place.properties.ServiceToken), payload);
  const text = deps.mailbox.take(path);
  const where = `${place.stack}/${place.logicalId} (${place.type})`;
  if (text === undefined) throw new StartFailure(`${where}: its function did not answer: ${result.payload}`);
  const answer = JSON.parse(text) as Answer;
  if (answer.Status !== 'SUCCESS')
    throw new StartFailure(`${where}: ${answer.Reason ?? 'it failed and gives no reason'}`);
  return answer;
};

/**
 * A resource that a function of the app makes: asked when it is new or its properties have changed, as CloudFormation asks. It
 * answers through the mailbox, so that the function does here exactly what it does on AWS.
 */
export const customResource = (
  deps: CustomResourceDeps,
  type: `Custom::${string}`,
  properties: readonly string[],
): ResourceHandler => ({
  type,
  supports: ['ServiceToken', ...properties],
  ignores: { ServiceTimeout: 'the timeout of the function bounds it: it answers before it returns' },
  apply: async (resource, context): Promise<Applied> => {
    const { previous } = resource;
    if (previous !== undefined && isDeepStrictEqual(previous.properties, resource.properties)) return previous;
    const request = requestOf(previous === undefined ? 'Create' : 'Update', resource, previous);
    const { PhysicalResourceId, Data } = await ask(deps, request, resource, context);
    return { ref: PhysicalResourceId, attributes: Data ?? {} };
  },
  remove: async (record, context) => {
    await ask(deps, requestOf('Delete', record, record), record, context);
  },
});
