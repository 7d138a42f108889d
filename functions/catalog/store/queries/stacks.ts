import { type Aws, AwsRefusal } from '../../../kernel/aws/aws-call.ts';
import { elementOf, queryCall, unescaped } from '../../../kernel/aws/query-service.ts';
import { present } from '../../../kernel/core/assert.ts';

const VERSION = '2010-05-15';
/** CloudFormation lists 100 resources a page; a stack has 500 at most. */
const PAGES_MAX = 10;

/** CloudFormation, as far as the catalog asks it. */
export interface Stacks {
  /** Changes with each deployment of the stack; undefined where there is no such stack. */
  readonly stamp: (stack: string) => Promise<string | undefined>;
  /** The template as it was deployed, intrinsic functions and all. */
  readonly template: (stack: string) => Promise<unknown>;
  /** Logical id -> physical id. */
  readonly physicalIds: (stack: string) => Promise<ReadonlyMap<string, string>>;
}

const members = (xml: string): readonly string[] =>
  xml
    .split('<member>')
    .slice(1)
    .map((part) => part.split('</member>')[0] ?? '');

/** What CloudFormation tells of one resource of a stack. */
export interface ToldResource {
  readonly logicalId: string;
  /** The member of its answer. */
  readonly xml: string;
}

const asking = (aws: Aws) => (Action: string, more: Readonly<Record<string, string>>) =>
  queryCall(aws, 'cloudformation', { Action, Version: VERSION, ...more });

export const describeStack = (aws: Aws, StackName: string): Promise<string> =>
  asking(aws)('DescribeStacks', { StackName });

export const listResources = async (aws: Aws, StackName: string): Promise<readonly ToldResource[]> => {
  const found: ToldResource[] = [];
  let next: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const xml = await asking(aws)('ListStackResources', {
      StackName,
      ...(next === undefined ? {} : { NextToken: next }),
    });
    for (const member of members(xml)) {
      const logicalId = elementOf(member, 'LogicalResourceId');
      if (logicalId !== undefined) found.push({ logicalId: unescaped(logicalId), xml: member });
    }
    const token = elementOf(xml, 'NextToken');
    if (token === undefined || token === '') break;
    next = unescaped(token);
  }
  return found;
};

/** Resources that CloudFormation holds under both of their names; one that it could not make has no physical one. */
const namesOf = (resources: readonly ToldResource[]): ReadonlyMap<string, string> =>
  new Map(
    resources.flatMap(({ logicalId, xml }) => {
      const physical = elementOf(xml, 'PhysicalResourceId');
      return physical === undefined || physical === '' ? [] : [[logicalId, unescaped(physical)] as const];
    }),
  );

export const liveStacks = (aws: Aws): Stacks => {
  const ask = asking(aws);
  return {
    stamp: async (StackName) => {
      try {
        const xml = await describeStack(aws, StackName);
        return ['StackStatus', 'CreationTime', 'LastUpdatedTime'].map((name) => elementOf(xml, name) ?? '').join(' ');
      } catch (error) {
        // The one refusal of its kind: "Stack with id ... does not exist".
        if (error instanceof AwsRefusal && error.code === 'ValidationError') return undefined;
        throw error;
      }
    },
    template: async (StackName) => {
      const xml = await ask('GetTemplate', { StackName, TemplateStage: 'Original' });
      const body = present(elementOf(xml, 'TemplateBody'), `CloudFormation gives the template of ${StackName}`);
      return JSON.parse(unescaped(body)) as unknown;
    },
    physicalIds: async (StackName) => namesOf(await listResources(aws, StackName)),
  };
};
