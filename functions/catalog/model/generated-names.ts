import { globMatches } from './glob.ts';
import { at, type Resource, type StackTemplate, textOf } from './template.ts';

/** Where the name stands in the last part of an ARN, and which resources have such ARNs. */
interface Form {
  readonly types: readonly string[];
  readonly before: string;
  /** What ends the name, if anything does: a qualifier, an index, an object's key. */
  readonly end?: string;
}

const FORMS: Readonly<Record<string, Form>> = {
  lambda: { types: ['AWS::Lambda::Function'], before: 'function:', end: ':' },
  dynamodb: { types: ['AWS::DynamoDB::Table'], before: 'table/', end: '/' },
  sqs: { types: ['AWS::SQS::Queue'], before: '' },
  sns: { types: ['AWS::SNS::Topic'], before: '' },
  s3: { types: ['AWS::S3::Bucket'], before: '', end: '/' },
  events: { types: ['AWS::Events::EventBus'], before: 'event-bus/' },
  kms: { types: ['AWS::KMS::Key'], before: 'key/' },
  cloudwatch: { types: ['AWS::CloudWatch::Alarm'], before: 'alarm:' },
};

/** The types whose resources an ARN in words can mean. */
const TYPES = new Set(Object.values(FORMS).flatMap(({ types }) => types));

const NAMES = ['FunctionName', 'TableName', 'QueueName', 'TopicName', 'BucketName', 'Name', 'AlarmName'];

/** What CloudFormation puts behind the names that it makes: the pattern has to leave room for it. */
const RANDOM = '-ABCDEFGHIJKL';

/** The resource's own name. Without one, a stand-in of the form that CloudFormation gives it: for matching patterns only. */
const nameOf = (stack: string, logicalId: string, { Properties }: Resource): string =>
  NAMES.map((name) => textOf(at(Properties, name))).find((name) => name !== undefined) ??
  `${stack}-${logicalId}${RANDOM}`;

/** `arn:*:lambda:*:*:function:Folio-*:live` -> the service and the pattern of the name; undefined for what is no such ARN. */
const patternOf = (text: string): { readonly form: Form; readonly pattern: string } | undefined => {
  const [arn, , service = '', , , ...rest] = text.split(':');
  const form = FORMS[service];
  const last = rest.join(':');
  if (arn !== 'arn' || form === undefined || !last.startsWith(form.before)) return undefined;
  const name = last.slice(form.before.length);
  return { form, pattern: form.end === undefined ? name : (name.split(form.end)[0] ?? '') };
};

export interface NamedResource {
  readonly stack: string;
  readonly logicalId: string;
}

/** For an ARN in words, wildcards included: the resources of all templates that it may mean. */
export const resourcesByArn = (templates: readonly StackTemplate[]): ((text: string) => readonly NamedResource[]) => {
  const names = new Map<string, (NamedResource & { readonly name: string })[]>();
  for (const { stack, template } of templates)
    for (const [logicalId, resource] of Object.entries(template.Resources)) {
      if (!TYPES.has(resource.Type)) continue;
      const named = { stack, logicalId, name: nameOf(stack, logicalId, resource) };
      const list = names.get(resource.Type);
      if (list === undefined) names.set(resource.Type, [named]);
      else list.push(named);
    }
  const known = new Map<string, readonly NamedResource[]>();
  const find = (text: string): readonly NamedResource[] => {
    const asked = patternOf(text);
    if (asked === undefined) return [];
    return asked.form.types
      .flatMap((type) => names.get(type) ?? [])
      .filter(({ name }) => globMatches(asked.pattern, name))
      .map(({ stack, logicalId }) => ({ stack, logicalId }));
  };
  return (text) => {
    const found = known.get(text) ?? find(text);
    known.set(text, found);
    return found;
  };
};
