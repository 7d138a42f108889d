import { describe, expect, test } from '@jest/globals';
import { deployed, type Found } from '../support/folio.ts';

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, unknown>>;
}

const folio = deployed();
const statementsOf = ({ props }: Found): readonly Statement[] => props.PolicyDocument.Statement;
const actionsOf = (statement: Statement): readonly string[] => [statement.Action].flat();
const policies = folio.byType('AWS::IAM::Policy');

/** `ledger/ServiceApiRole` -> its statements. */
const roleName = ({ stack, props }: Found): string =>
  `${stack}/${String(props.Roles[0].Ref)
    .replace(/^Service/, '')
    .replace(/Role[0-9A-F]{8}$/, '')}`;

/** What every function may do: write its log, send its traces. */
const ANY = ['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
/** What comes with a table under a key of ours; only through DynamoDB. */
const KEY = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'];
const READ = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'];
const POST = ['dynamodb:ConditionCheckItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
const QUEUE = ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
const ATTEMPT = [
  'dynamodb:BatchGetItem',
  'dynamodb:GetItem',
  'dynamodb:Query',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'kms:GenerateMac',
  'sqs:SendMessage',
];
const STREAM = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'];

/** All that each role may do. A right that is added here should be missed by somebody who can say what for. */
const GRANTED: Readonly<Record<string, readonly string[]>> = {
  'registry/Keeper': [
    ...ANY,
    ...KEY,
    'cloudformation:DescribeStacks',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'lambda:GetFunctionConfiguration',
    'ssm:GetParameter',
    'ssm:PutParameter',
  ],
  'registry/WatchFunction': [
    ...ANY,
    ...KEY,
    ...QUEUE,
    'codedeploy:BatchGetDeploymentTargets',
    'codedeploy:GetDeployment',
    'codedeploy:ListDeploymentTargets',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'sqs:SendMessage',
    'ssm:GetParametersByPath',
  ],
  'registry/ProberFunction': [...ANY, 'lambda:InvokeFunction'],
  'registry/BakeHook': [...ANY, 'codedeploy:PutLifecycleEventHookExecutionStatus'],
  'registry/WatchHourly': [...KEY, 'lambda:InvokeFunction', 'sqs:SendMessage'],
  'registry/Release': [
    ...KEY,
    'cloudformation:DescribeStacks',
    'codedeploy:BatchGetDeployments',
    'codedeploy:ListDeployments',
    'codedeploy:StopDeployment',
    'dynamodb:DescribeTable',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'events:DescribeEventBus',
    'lambda:GetAlias',
    'lambda:GetFunctionConfiguration',
    'lambda:InvokeFunction',
    'lambda:ListVersionsByFunction',
    'lambda:UpdateAlias',
    'sqs:GetQueueAttributes',
    'ssm:GetParameter',
    'ssm:GetParametersByPath',
    'ssm:PutParameter',
  ],
  'identity/Api': [
    ...ANY,
    ...KEY,
    ...POST,
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:Query',
    'kms:GenerateMac',
    'kms:GetPublicKey',
    'kms:Sign',
  ],
  'identity/Provision': [
    ...ANY,
    ...KEY,
    ...POST,
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:Query',
    'kms:GenerateMac',
    'kms:GetPublicKey',
  ],
  'ledger/Api': [...ANY, ...KEY, ...READ, ...POST, 'kms:GenerateMac'],
  'ledger/Relay': [
    ...ANY,
    ...KEY,
    ...READ,
    ...POST,
    ...STREAM,
    'dynamodb:BatchWriteItem',
    'events:PutEvents',
    's3:ListBucket',
    's3:PutObject',
  ],
  'ledger/SweepHolds': [...ANY, ...KEY, ...READ, ...POST, 'dynamodb:BatchWriteItem', 'sqs:SendMessage'],
  'ledger/SweepSchedule': [...KEY, 'lambda:InvokeFunction', 'sqs:SendMessage'],
  'ledger/Republish': [
    ...ANY,
    ...KEY,
    ...READ,
    ...POST,
    'dynamodb:BatchWriteItem',
    'dynamodb:Scan',
    'events:PutEvents',
  ],
  'webhooks/Api': [
    ...ANY,
    ...KEY,
    ...READ,
    'dynamodb:DeleteItem',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
    'kms:GenerateMac',
  ],
  'webhooks/OnEvent': [...ANY, ...KEY, ...QUEUE, 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
  'webhooks/FanOut': [
    ...ANY,
    ...KEY,
    ...STREAM,
    'dynamodb:PutItem',
    'dynamodb:Query',
    's3:ListBucket',
    's3:PutObject',
    'sqs:SendMessage',
  ],
  'webhooks/Deliver': [...ANY, ...KEY, ...QUEUE, ...ATTEMPT],
  'webhooks/DeliverPatiently': [...ANY, ...KEY, ...QUEUE, ...ATTEMPT],
  'webhooks/Due': [...ANY, ...KEY, 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:UpdateItem', 'sqs:SendMessage'],
  'webhooks/DueSchedule': [...KEY, 'lambda:InvokeFunction', 'sqs:SendMessage'],
  'webhooks/Relay': [...ANY, ...KEY, ...STREAM, 'events:PutEvents', 's3:ListBucket', 's3:PutObject'],
  'meta/Api': [...ANY, 'lambda:InvokeFunction', 'ssm:GetParametersByPath'],
};

/** What CodeDeploy may do in our name, for each function: move its alias, look at its alarms, call its hook where it has one. */
const CANARY = [
  'cloudwatch:DescribeAlarms',
  'lambda:GetAlias',
  'lambda:GetProvisionedConcurrencyConfig',
  'lambda:UpdateAlias',
];
const canaries = folio.byType('AWS::Lambda::Alias').flatMap(({ stack, id, resource: { UpdatePolicy } }) => {
  if (UpdatePolicy === undefined) return [];
  const name = id.replace(/^Service/, '').replace(/Live[0-9A-F]{8}$/, '');
  const hook = JSON.stringify(UpdatePolicy).includes('AfterAllowTrafficHook') ? ['lambda:InvokeFunction'] : [];
  return [[`${stack}/${name}Canary`, [...CANARY, ...hook]] as const];
});

const IN_TRANSACTION = {
  'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] },
};
const inPartitions = (form: string) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [form] },
  Null: { 'dynamodb:LeadingKeys': 'false' },
});

/** Histories, beats and how far they have come; failed logins; deliveries and health of endpoints. */
const WITHOUT_MONEY = ['*#A#*', '#beat#*', '#beats', '@attempts#*', '*#D#*', '*#H#*'];

const isUnconditional = (statement: Statement, action: string): boolean =>
  actionsOf(statement).includes(action) && statement.Condition === undefined;

describe('grants', () => {
  test('are exactly these, for every role', () => {
    const granted = policies.map((policy) => [
      roleName(policy),
      [...new Set(statementsOf(policy).flatMap(actionsOf))].sort(),
    ]);
    const expected = [...Object.entries(GRANTED), ...canaries].map(([role, actions]) => [role, [...actions].sort()]);
    expect(Object.fromEntries(granted)).toEqual(Object.fromEntries(expected));
  });

  test('come from policies that are seen here: no role has a managed or an inline one', () => {
    for (const { props } of folio.byType('AWS::IAM::Role')) {
      expect(props.ManagedPolicyArns).toBeUndefined();
      expect(props.Policies).toBeUndefined();
    }
  });

  test('let nobody delete from the ledger', () => {
    const ledger = policies.filter(({ stack }) => stack === 'ledger');
    expect(ledger).toHaveLength(9);
    expect(ledger.flatMap(statementsOf).flatMap(actionsOf)).not.toContain('dynamodb:DeleteItem');
  });

  test('let only the task that relays again scan the ledger', () => {
    const scanning = policies.filter((policy) => statementsOf(policy).flatMap(actionsOf).includes('dynamodb:Scan'));
    expect(scanning.map(roleName)).toEqual(['ledger/Republish']);
  });

  test.each(['dynamodb:UpdateItem', 'dynamodb:PutItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'])(
    'of %s hold only in a transaction, or in partitions that hold no money',
    (action) => {
      const conditions = policies
        .flatMap(statementsOf)
        .filter((statement) => actionsOf(statement).includes(action))
        .map(({ Condition }) => Condition);
      expect(conditions.length).toBeGreaterThan(0);
      for (const condition of conditions) {
        expect([IN_TRANSACTION, ...WITHOUT_MONEY.map(inPartitions)]).toContainEqual(condition);
      }
    },
  );

  test('let the API and the sweep write to the ledger in transactions and in no other way, but for the beats of the sweep', () => {
    const waysOf = (role: string) =>
      policies
        .filter((policy) => roleName(policy) === role)
        .flatMap(statementsOf)
        .filter((statement) => actionsOf(statement).some((action) => POST.includes(action)))
        .map(({ Condition }) => Condition);
    expect(waysOf('ledger/Api')).toEqual([IN_TRANSACTION]);
    expect(waysOf('ledger/SweepHolds')).toEqual([IN_TRANSACTION, inPartitions('#beat#*')]);
  });

  test('on keys of data hold only through the service whose data it is', () => {
    for (const statement of policies.flatMap(statementsOf)) {
      expect(isUnconditional(statement, 'kms:Decrypt')).toBe(false);
    }
  });

  test('name resources of their own stack or account, or what another stack has published', () => {
    for (const policy of policies) {
      const template = folio.templates[policy.stack];
      for (const statement of statementsOf(policy)) {
        if (statement.Resource === '*') continue;
        const ids = [...JSON.stringify(statement.Resource).matchAll(/"(?:Ref|Fn::GetAtt)":\[?"([^"]+)"/g)].map(
          ([, id]) => id ?? '',
        );
        expect(ids.length).toBeGreaterThan(0);
        const known = (id: string) =>
          id.startsWith('AWS::') || id in template.Resources || id in (template.Parameters ?? {});
        for (const id of ids) expect([id, known(id)]).toEqual([id, true]);
      }
    }
  });

  test('of key policies let in only services of AWS, for this account or these logs', () => {
    for (const { props } of folio.byType('AWS::KMS::Key')) {
      for (const statement of props.KeyPolicy.Statement) {
        if (JSON.stringify(statement.Principal).includes(':root')) continue;
        expect(Object.keys(statement.Principal)).toEqual(['Service']);
        expect(statement.Condition).toBeDefined();
      }
    }
  });
});
