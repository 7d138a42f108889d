import { describe, expect, test } from '@jest/globals';
import { prefixOf } from '../../lib/platform/stage.ts';
import { deployed, newApp, newFolio, ofType, STACKS, type Synthesized } from './support/folio.ts';
import { type Leaf, leavesOf } from './support/leaves.ts';

const stage = (name: string): Synthesized => deployed({ 'folio:stage': name });
const one = stage('one');
const two = stage('two');
const main = deployed();
const PAIRS = [
  ['one', one, two],
  ['two', two, main],
  ['main', main, one],
] as const;

const allLeaves = ({ templates }: Synthesized): readonly Leaf[] =>
  STACKS.flatMap((name) => leavesOf(templates[name] as unknown as Readonly<Record<string, unknown>>));

/** The names that both may have, since what they name lies within something that is of one stage. */
const WITHIN: readonly RegExp[] = [
  /^AWS::ApiGatewayV2::Authorizer\.Properties\.Name$/, // of the API
  /^AWS::ApiGatewayV2::Stage\.Properties\.StageName$/, // of the API
  /^AWS::CloudWatch::Alarm\.Properties\.AlarmName$/, // the pieces beside the function's name
  /^AWS::CloudWatch::Alarm\.Properties\.(MetricName|Dimensions\.Name)$/, // of a namespace or a resource, see below
  /^AWS::CloudWatch::Alarm\.Properties\.Namespace$/, // AWS' own, see below
  /^AWS::CodeDeploy::DeploymentGroup\.Properties\.DeploymentConfigName$/, // AWS' own
  /^AWS::DynamoDB::Table\.Properties\..*(AttributeName|IndexName)$/, // of the table
  /^AWS::Events::Rule\.Properties\.(EventPattern\.detail\.eventName(\.prefix)?|Targets\.Id)$/, // calls of AWS; of the rule
  /^AWS::IAM::Policy\.Properties\.PolicyName$/, // of the role
  /^AWS::Lambda::Alias\.Properties\.Name$/, // of the function
  /^AWS::Logs::MetricFilter\.Properties\.MetricTransformations\.MetricName$/, // of the namespace
  /^AWS::Lambda::EventInvokeConfig\.Properties\.Qualifier$/, // of the function
  /^AWS::Lambda::Function\.Properties\.Environment\.Variables\.POWERTOOLS_SERVICE_NAME$/, // of the namespace
  /^AWS::IAM::Policy\.Properties\.PolicyDocument\.Statement\.Condition\.StringEquals\.s3:prefix$/, // of the bucket
  /^Custom::(DomainRelease|KeptRights|NewVersions)\.Properties\.Functions\.Name$/, // of the domain, in the log of its stage
];

/** Paths of the API, which is another one in each stage. */
const isPath = ({ path }: Leaf): boolean =>
  path === 'AWS::ApiGatewayV2::Route.Properties.RouteKey' || path === 'Custom::RouteThrottles.Properties.Routes';

const isName = ({ path }: Leaf): boolean =>
  /(name|namespace|paths?|alias|\.id|prefix)$/i.test(path.replace(/^Outputs.*/, ''));

/** Texts that tell a reader something and are compared with nothing. */
const isProse = ({ path }: Leaf): boolean =>
  /(Description|Tags\.Key)$/.test(path) && path !== 'AWS::KMS::Key.Properties.Description';

describe.each(PAIRS)('the stage %s', (_, mine, other) => {
  const theirs = new Set(allLeaves(other).map(({ text }) => text));

  test('shares no name with another stage of the account', () => {
    const shared = allLeaves(mine)
      .filter(isName)
      .filter(({ text }) => theirs.has(text))
      .filter(({ path }) => !WITHIN.some((within) => within.test(path)));
    expect(shared).toEqual([]);
  });

  test('shares no text that has our own name in it: namespace, parameter, rule, bus, resource of a grant', () => {
    const ours = allLeaves(mine).filter(({ text }) => /folio/i.test(text));
    expect(ours.length).toBeGreaterThan(50);
    const shared = ours.filter((leaf) => !isProse(leaf) && !isPath(leaf) && theirs.has(leaf.text));
    expect(shared).toEqual([]);
  });

  test('counts nothing that an alarm of another stage looks at', () => {
    const series = ({ byType }: Synthesized) =>
      byType('AWS::CloudWatch::Alarm').map(({ props }) => ({
        of: `${props.Namespace} ${props.MetricName} ${JSON.stringify(props.Dimensions)}`,
        namespace: props.Namespace,
        dimensions: JSON.stringify(props.Dimensions ?? []),
      }));
    // What Lambda lets the account run at once is of all stages: each wants to be told, and no release is judged by it.
    const ofTheAccount = ['AWS/Lambda ConcurrentExecutions undefined', 'AWS/Lambda Throttles undefined'];
    for (const { of, namespace, dimensions } of series(mine)) {
      // A resource has another id in each stage; everything else is told apart by the namespace.
      if (ofTheAccount.includes(of)) continue;
      if (namespace.startsWith('AWS/'))
        expect([of, dimensions.includes('"Ref"') || dimensions.includes('Fn::GetAtt')]).toEqual([of, true]);
      else expect([of, series(other).some((their) => their.of === of)]).toEqual([of, false]);
    }
  });

  test('writes its figures where its own alarms look for them', () => {
    const alarms = mine.byType('AWS::CloudWatch::Alarm').map(({ props }) => props.Namespace);
    const looked = new Set(alarms.filter((namespace) => !namespace.startsWith('AWS/')));
    const written = mine
      .byType('AWS::Lambda::Function')
      .map(({ props }) => props.Environment.Variables.POWERTOOLS_METRICS_NAMESPACE);
    expect(new Set(written)).toEqual(looked);
    expect(looked.size).toBe(1);
  });
});

/** The text of an ARN; what another resource or parameter says stands in braces, with its stage and its stack. */
const arnOf = (value: unknown, place: string): string => {
  if (typeof value === 'string') return value;
  const {
    Ref,
    'Fn::GetAtt': attribute,
    'Fn::Join': join,
    'Fn::If': either,
  } = value as Readonly<Record<string, unknown>>;
  // What is there under a condition, which is when it counts.
  if (either !== undefined) return arnOf((either as readonly unknown[])[1], place);
  if (join !== undefined) return (join as [string, unknown[]])[1].map((each) => arnOf(each, place)).join('');
  const name = String(Ref ?? (attribute as unknown[])[0]);
  return name.startsWith('AWS::') ? name.slice(5) : `{${place} ${name}}`;
};
const matches = (pattern: string, arn: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((piece) => piece.replaceAll(/[^\w ]/g, '\\$&'))
      .join('.*')}$`,
  ).test(arn);

/** Grants on everything of a kind, each for its reason. */
const ACCOUNT_WIDE: readonly string[] = [
  '*', // actions for which AWS knows no resource: NoWildcardGrants has the list
  'arn:Partition:cloudwatch:Region:AccountId:alarm:*', // alarms are listed for the account; only reads
  'arn:Partition:codedeploy:Region:AccountId:deploymentgroup:*', // what runs is listed for the account; only reads
  'arn:Partition:kms:Region:AccountId:key/*', // by the tag of the stage
];

/** The ARNs that CloudFormation gives to what has a name made from its stack's, and those of named parameters and buses. */
const arnsIn = ({ templates }: Synthesized, prefix: string): readonly string[] =>
  STACKS.flatMap((name) => {
    const stack = `${prefix}Folio-${name[0]?.toUpperCase()}${name.slice(1)}`;
    const arn = (service: string, rest: string) => `arn:Partition:${service}:Region:AccountId:${rest}`;
    const { Resources } = templates[name];
    const made = (type: string, form: (physical: string) => string) =>
      ofType(Resources, type).map(([id]) => form(`${stack}-${id}-AbCdEf123456`));
    return [
      arn('cloudformation', `stack/${stack}/1`),
      ...made('AWS::Lambda::Function', (fn) => arn('lambda', `function:${fn}`)),
      ...made('AWS::Lambda::Function', (fn) => arn('lambda', `function:${fn}:live`)),
      ...made('AWS::DynamoDB::Table', (table) => arn('dynamodb', `table/${table}`)),
      ...made('AWS::SQS::Queue', (queue) => arn('sqs', queue)),
      ...made('AWS::CodeDeploy::DeploymentGroup', (group) =>
        arn('codedeploy', `deploymentgroup:${stack}-App/${group}`),
      ),
      ...ofType(Resources, 'AWS::SSM::Parameter').map(([, { Properties }]) =>
        arn('ssm', `parameter${Properties.Name}`),
      ),
      ...ofType(Resources, 'Custom::ReleasePins').flatMap(([, { Properties }]) =>
        Properties.Paths.map((path: string) => arn('ssm', `parameter${path}`)),
      ),
      ...ofType(Resources, 'AWS::Events::EventBus').map(([, { Properties }]) =>
        arn('events', `event-bus/${Properties.Name}`),
      ),
    ];
  });

describe('the roles of a stage', () => {
  const patterns = ({ byType }: Synthesized, name: string): readonly string[] =>
    byType('AWS::IAM::Policy').flatMap(({ stack, props }) =>
      props.PolicyDocument.Statement.flatMap(({ Resource }: { readonly Resource: unknown }) =>
        [Resource].flat().map((each) => arnOf(each, `${name} ${stack}`)),
      ),
    );

  test.each([
    ['one', one, 'one-', two, 'two-'],
    ['main', main, '', one, 'one-'],
    ['one', one, 'one-', main, ''],
  ] as const)('%s reach what is theirs, and nothing of another', (name, mine, prefix, other, otherPrefix) => {
    const wide = patterns(mine, name).filter((pattern) => !ACCOUNT_WIDE.includes(pattern));
    const reached = (arns: readonly string[]) => wide.filter((pattern) => arns.some((arn) => matches(pattern, arn)));
    expect(reached(arnsIn(mine, prefix)).length).toBeGreaterThan(10);
    expect(reached(arnsIn(other, otherPrefix))).toEqual([]);
  });
});

describe('a stage', () => {
  test.each([
    'Dev',
    'a-b',
    'a_b',
    'a.b',
    '1st',
    'x'.repeat(17),
    'aws',
    'awsdev',
    'amazon1',
    'ssm',
    'sthree',
    'ssmtest',
    'main',
    'folio',
    'ä',
    ' dev',
    'dev\n',
  ])('called %j is refused by its name', (name) => {
    expect(() => newFolio({ 'folio:stage': name })).toThrow("Context 'folio:stage' must be");
  });

  test.each([7, true, ['dev']])('that is no text, %j, is refused', (name) => {
    expect(() => newFolio({ 'folio:stage': name })).toThrow("Context 'folio:stage' must be");
  });

  test.each(['a', 'dev', 'prod2', 'paws', 'x'.repeat(16)])('called %s is taken', (name) => {
    expect(prefixOf(newApp({ 'folio:stage': name }))).toBe(`${name}-`);
  });

  test('is on every resource that has tags', () => {
    for (const [name, { byType }] of [
      ['one', one],
      ['main', main],
    ] as const)
      for (const type of ['AWS::KMS::Key', 'AWS::DynamoDB::Table', 'AWS::Lambda::Function', 'AWS::IAM::Role'])
        for (const { id, props } of byType(type))
          expect([id, props.Tags]).toEqual([id, expect.arrayContaining([{ Key: 'folio:stage', Value: name }])]);
  });
});
