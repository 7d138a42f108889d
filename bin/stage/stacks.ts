import { type Aws, AwsRefusal } from '../../functions/kernel/aws/aws-call.ts';
import { elementOf, queryCall, unescaped } from '../../functions/kernel/aws/query-service.ts';

/** A stack as CloudFormation tells of it. */
export interface Stack {
  /** By which a stack is still found when it is gone. */
  readonly id: string;
  readonly name: string;
  /** `CREATE_COMPLETE`, `ROLLBACK_COMPLETE`, ... */
  readonly status: string;
  readonly isProtected: boolean;
}

export interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
}

/** What a stack has been told, and what CloudFormation read at the paths that it was told. */
export interface StackParameterValue {
  readonly name: string;
  readonly value: string;
}

/** What a stage's commands ask of CloudFormation. */
export interface Stacks {
  /** Those whose names begin so. */
  readonly list: (names: string) => Promise<readonly Stack[]>;
  /** Undefined where there was never one. */
  readonly get: (nameOrId: string) => Promise<Stack | undefined>;
  readonly resources: (nameOrId: string) => Promise<readonly StackResource[]>;
  readonly protect: (name: string, isProtected: boolean) => Promise<void>;
  readonly remove: (name: string) => Promise<void>;
  /** As it is deployed. */
  readonly template: (name: string) => Promise<unknown>;
  /** With the values behind paths of Parameter Store, as they were read at the last deployment. */
  readonly parameters: (name: string) => Promise<readonly StackParameterValue[]>;
  /** Changes one parameter, and nothing else, of what is deployed; returns when CloudFormation has begun. */
  readonly tell: (name: string, one: StackParameterValue, all: readonly StackParameterValue[]) => Promise<void>;
}

const VERSION = '2010-05-15';
/** Of 100 stacks or resources each: more than CloudFormation lets an account or a stack have. */
const PAGES_MAX = 50;

const textOf = (xml: string, name: string): string => unescaped(elementOf(xml, name) ?? '');

/** The members of one list of an answer, whole; members of the lists within them are a part of them. */
const membersOf = (xml: string, list: string): readonly string[] => {
  const text = xml.slice(xml.indexOf(`<${list}>`));
  const found: string[] = [];
  let [depth, from] = [0, 0];
  for (const { 0: tag, index } of text.matchAll(/<\/?member>/g)) {
    if (tag === '<member>' && depth === 0) from = index + tag.length;
    depth += tag === '<member>' ? 1 : -1;
    if (depth === 0) found.push(text.slice(from, index));
    if (depth < 0) break;
  }
  return found;
};

export const readStacks = (xml: string): readonly Stack[] =>
  membersOf(xml, 'Stacks').map((one) => ({
    id: textOf(one, 'StackId'),
    name: textOf(one, 'StackName'),
    status: textOf(one, 'StackStatus'),
    isProtected: textOf(one, 'EnableTerminationProtection') === 'true',
  }));

const readParameters = (xml: string): readonly StackParameterValue[] =>
  membersOf(xml.slice(xml.indexOf('<Parameters>')), 'Parameters').map((one) => ({
    name: textOf(one, 'ParameterKey'),
    value: one.includes('<ResolvedValue>') ? textOf(one, 'ResolvedValue') : textOf(one, 'ParameterValue'),
  }));

/** A change of one parameter that leaves the template and all others as they are. */
const changeOf = (
  StackName: string,
  { name, value }: StackParameterValue,
  all: readonly StackParameterValue[],
): Readonly<Record<string, string>> => {
  const names = new Set([name, ...all.map((each) => each.name)]);
  const parameters = [...names].flatMap((each, index) => {
    const member = `Parameters.member.${index + 1}`;
    const said = each === name ? ['ParameterValue', value] : ['UsePreviousValue', 'true'];
    return [
      [`${member}.ParameterKey`, each],
      [`${member}.${said[0]}`, String(said[1])],
    ];
  });
  return {
    StackName,
    UsePreviousTemplate: 'true',
    'Capabilities.member.1': 'CAPABILITY_IAM',
    'Capabilities.member.2': 'CAPABILITY_NAMED_IAM',
    ...Object.fromEntries(parameters),
  };
};

const readResources = (xml: string): readonly StackResource[] =>
  membersOf(xml, 'StackResourceSummaries').map((one) => ({
    logicalId: textOf(one, 'LogicalResourceId'),
    physicalId: textOf(one, 'PhysicalResourceId'),
    type: textOf(one, 'ResourceType'),
    status: textOf(one, 'ResourceStatus'),
  }));

const isUnknown = (error: unknown): boolean => error instanceof AwsRefusal && error.code === 'ValidationError';

export const stacksOf = (aws: Aws): Stacks => {
  const ask = (Action: string, form: Readonly<Record<string, string>>): Promise<string> =>
    queryCall(aws, 'cloudformation', { Action, Version: VERSION, ...form });
  const pages = async <T>(
    action: string,
    form: Readonly<Record<string, string>>,
    read: (xml: string) => readonly T[],
  ): Promise<readonly T[]> => {
    const all: T[] = [];
    let from: string | undefined;
    for (let count = 0; count < PAGES_MAX; count += 1) {
      const xml = await ask(action, { ...form, ...(from === undefined ? {} : { NextToken: from }) });
      all.push(...read(xml));
      const next = textOf(xml, 'NextToken');
      if (next === '') return all;
      from = next;
    }
    throw new Error(`CloudFormation has more than ${PAGES_MAX} pages for ${action}.`);
  };
  return {
    list: async (names) => (await pages('DescribeStacks', {}, readStacks)).filter(({ name }) => name.startsWith(names)),
    get: async (StackName) => {
      try {
        return readStacks(await ask('DescribeStacks', { StackName }))[0];
      } catch (error) {
        if (isUnknown(error)) return undefined;
        throw error;
      }
    },
    resources: (StackName) => pages('ListStackResources', { StackName }, readResources),
    protect: async (StackName, isProtected) => {
      await ask('UpdateTerminationProtection', { StackName, EnableTerminationProtection: String(isProtected) });
    },
    remove: async (StackName) => {
      await ask('DeleteStack', { StackName });
    },
    template: async (StackName) => JSON.parse(textOf(await ask('GetTemplate', { StackName }), 'TemplateBody')),
    parameters: async (StackName) => readParameters(await ask('DescribeStacks', { StackName })),
    tell: async (StackName, one, all) => {
      await ask('UpdateStack', changeOf(StackName, one, all));
    },
  };
};
