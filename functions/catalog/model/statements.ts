import { at, listOf, type Resource, type StackTemplate } from './template.ts';

/** A statement of a policy, in its place. */
export interface Statement {
  readonly stack: string;
  readonly logicalId: string;
  readonly property: string;
  readonly value: unknown;
  /** The roles that hold it, for a policy of rights; absent for a policy of a resource. */
  readonly roles?: unknown;
  /** Whose policy it is, for a policy of a resource. */
  readonly of?: unknown;
}

const within = (stack: string, logicalId: string, path: string, document: unknown) =>
  listOf(at(document, 'Statement')).map((value, index) => ({
    stack,
    logicalId,
    property: `${path}.Statement[${index}]`,
    value,
  }));

const RESOURCE_POLICIES: Readonly<Record<string, string>> = {
  'AWS::SQS::QueuePolicy': 'Queues',
  'AWS::S3::BucketPolicy': 'Bucket',
  'AWS::SNS::TopicPolicy': 'Topics',
};

const statementsIn = (stack: string, logicalId: string, { Type, Properties }: Resource): readonly Statement[] => {
  if (Type === 'AWS::IAM::Policy' || Type === 'AWS::IAM::ManagedPolicy') {
    const roles = at(Properties, 'Roles');
    return within(stack, logicalId, 'PolicyDocument', at(Properties, 'PolicyDocument')).map((one) => ({
      ...one,
      roles,
    }));
  }
  if (Type === 'AWS::IAM::Role')
    return listOf(at(Properties, 'Policies')).flatMap((policy, index) =>
      within(stack, logicalId, `Policies[${index}].PolicyDocument`, at(policy, 'PolicyDocument')).map((one) => ({
        ...one,
        roles: { Ref: logicalId },
      })),
    );
  const member = RESOURCE_POLICIES[Type];
  if (member !== undefined) {
    const of = at(Properties, member);
    return within(stack, logicalId, 'PolicyDocument', at(Properties, 'PolicyDocument')).map((one) => ({ ...one, of }));
  }
  return [];
};

/** Every statement of every policy in the templates. */
export const statementsOf = (templates: readonly StackTemplate[]): readonly Statement[] =>
  templates.flatMap(({ stack, template }) =>
    Object.entries(template.Resources).flatMap(([logicalId, resource]) => statementsIn(stack, logicalId, resource)),
  );
