import { describe, expect, test } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { User } from 'aws-cdk-lib/aws-iam';
import { macKey } from '../../../lib/platform/guarded-key.ts';
import { compilePattern } from '../../../local/events/pattern.ts';
import { deployed, type Found, newApp } from '../support/folio.ts';

const { byType } = deployed();

/** Who may do what in the name of which key. Whoever is added here can be any client, or anybody's webhook. */
const ACTORS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'identity/DataTokenKey': { 'kms:Sign': ['ServiceApiRole'] },
  'identity/DataSecretKey': { 'kms:GenerateMac': ['ServiceApiRole', 'ServiceProvisionRole'] },
  'identity/DataCursorKey': { 'kms:GenerateMac': ['ServiceApiRole'] },
  'ledger/DataCursorKey': { 'kms:GenerateMac': ['ServiceApiRole'] },
  'proof/DataLogKey': { 'kms:Sign': ['ServiceOnAccessRole', 'ServiceOnReceiptsRole'] },
  'webhooks/DataSecretKey': {
    'kms:GenerateMac': ['ServiceApiRole', 'ServiceDeliverPatientlyRole', 'ServiceDeliverRole'],
  },
  'webhooks/DataCursorKey': { 'kms:GenerateMac': ['ServiceApiRole'] },
  'payments/DataCursorKey': {
    'kms:GenerateMac': ['ServiceApiRole', 'ServiceBackOfficeRole', 'ServiceBatchesRole', 'ServiceSchedulesRole'],
  },
};
const ACTS = ['kms:GenerateMac', 'kms:Sign', 'kms:Verify', 'kms:VerifyMac'];

interface Statement {
  readonly Effect: string;
  readonly Action: unknown;
  readonly Principal: { readonly AWS?: unknown };
  readonly Condition?: { readonly ArnNotEquals?: Readonly<Record<string, unknown>> };
}

/** All but those of data at rest, which prove nothing in anybody's name. */
const guarded = byType('AWS::KMS::Key').filter(({ props }) => props.KeyUsage !== undefined);
const short = (id: string): string => id.replace(/[0-9A-F]{8}$/, '');
const statementsOf = ({ props }: Found): readonly Statement[] => props.KeyPolicy.Statement;
const logicalId = (arn: unknown): string => {
  const [id, attribute] = (arn as { readonly 'Fn::GetAtt'?: readonly string[] })['Fn::GetAtt'] ?? [];
  return attribute === 'Arn' && id !== undefined ? short(id) : 'nobody';
};
/** The roles that the denial of an act leaves out. */
const spared = (key: Found, act: string): readonly string[] =>
  statementsOf(key)
    .filter(({ Effect, Action, Principal }) => Effect === 'Deny' && Action === act && Principal.AWS === '*')
    .flatMap(({ Condition }) => [Condition?.ArnNotEquals?.['aws:PrincipalArn']].flat().map(logicalId))
    .sort();

test('every key has a name of its own, which tells its stage, its domain and what it is for', () => {
  const names = byType('AWS::KMS::Alias').map(({ props }) => String(props.AliasName));
  expect(names).toHaveLength(byType('AWS::KMS::Key').length);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(expect.arrayContaining(['alias/folio/platform/data', 'alias/folio/identity/token-key']));
  for (const name of names) expect(name).toMatch(/^alias\/folio\/[a-z]+\/[a-z-]+$/);
});

test('a key encrypts the data at rest of all domains of a stage, or one that of each, as the stage says', () => {
  const data = (of: ReturnType<typeof deployed>) =>
    of
      .byType('AWS::KMS::Key')
      .filter(({ props }) => props.KeyUsage === undefined)
      .map(({ stack }) => stack);
  expect(data(deployed())).toEqual(['platform']);
  const each = data(deployed({ 'folio:domain-keys': 'true' }));
  expect(new Set(each).size).toBe(each.length);
  expect(each).toEqual(expect.arrayContaining(['platform', 'registry', 'identity', 'ledger', 'payments']));
  // Whatever is encrypted, by whichever of AWS' services, is so with that key.
  const services = ['events', 'cloudwatch'].map((one) => ({ Service: `${one}.amazonaws.com` }));
  const [shared] = byType('AWS::KMS::Key').filter(({ stack, props }) => stack === 'platform' && !props.KeyUsage);
  const principals = shared === undefined ? [] : statementsOf(shared).map(({ Principal }) => Principal);
  expect(principals).toEqual(expect.arrayContaining(services));
  expect(JSON.stringify(principals)).toContain('"logs."');
});

describe('a key that vouches for something', () => {
  test('is every key with a usage of its own, and the list above knows each', () => {
    expect(guarded.map(({ stack, id }) => `${stack}/${short(id)}`).sort()).toEqual(Object.keys(ACTORS).sort());
  });

  test('denies every act to everybody but the roles of this list, administrators included', () => {
    for (const key of guarded)
      for (const act of ACTS) {
        const name = `${key.stack}/${short(key.id)}`;
        expect([name, act, spared(key, act)]).toEqual([name, act, ACTORS[name]?.[act] ?? ['nobody']]);
      }
  });

  test('spares exactly the roles whose own policies let them act', () => {
    for (const key of guarded)
      for (const act of ACTS) {
        const allowed = byType('AWS::IAM::Policy')
          .filter(({ stack, props }) => stack === key.stack && JSON.stringify(props).includes(`"${key.id}"`))
          .filter(({ props }) =>
            props.PolicyDocument.Statement.some(
              ({ Action, Resource }: { readonly Action: unknown; readonly Resource: unknown }) =>
                [Action].flat().includes(act) && JSON.stringify(Resource).includes(`"${key.id}"`),
            ),
          )
          .map(({ props }) => short(props.Roles[0].Ref))
          .sort();
        const name = `${key.stack}/${short(key.id)}`;
        expect([name, act, spared(key, act)]).toEqual([name, act, allowed.length > 0 ? allowed : ['nobody']]);
      }
  });

  test('is named to those functions alone that may use it or show its public half', () => {
    const policies = byType('AWS::IAM::Policy');
    const named = byType('AWS::Lambda::Function').flatMap(({ stack, id, props }) =>
      guarded
        .filter((key) => key.stack === stack && JSON.stringify(props.Environment ?? {}).includes(`"${key.id}"`))
        .map((key) => ({ stack, id, key, role: props.Role['Fn::GetAtt'][0] as string })),
    );
    expect(named.length).toBeGreaterThanOrEqual(guarded.length);
    for (const { stack, id, key, role } of named) {
      const rights = policies
        .filter((policy) => policy.stack === stack && policy.props.Roles[0].Ref === role)
        .flatMap(({ props }) => props.PolicyDocument.Statement as readonly { Action: unknown; Resource: unknown }[])
        .filter(({ Resource }) => JSON.stringify(Resource).includes(`"${key.id}"`))
        .flatMap(({ Action }) => [Action].flat());
      expect([stack, short(id), short(key.id), rights.length > 0]).toEqual([stack, short(id), short(key.id), true]);
    }
  });

  test('can still be administered, or it would be lost with its policy', () => {
    for (const key of guarded) {
      const [first] = statementsOf(key);
      expect(first).toMatchObject({ Effect: 'Allow', Action: 'kms:*' });
      expect(JSON.stringify(first?.Principal)).toContain(':root');
      const denied = statementsOf(key).flatMap(({ Effect, Action }) => (Effect === 'Deny' ? [Action] : []));
      expect(denied.sort()).toEqual(ACTS);
    }
  });

  test('is used by roles only: a user has keys of its own that leak', () => {
    const stack = new Stack(newApp(), 'Fixture');
    const key = macKey(stack, 'Key', 'fixture', 'tests');
    expect(() => key.allow('kms:GenerateMac', new User(stack, 'User'))).toThrow('can be used by roles only');
  });
});

describe('the watch over keys', () => {
  const ROLE = 'arn:aws:iam::123456789012:role/Folio-Identity-ServiceApiRole-1';
  const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/1';

  /** The rule of a stack with every key called KEY and every role called ROLE, as EventBridge would apply it. */
  const rule = (stack: string, id: string): ((event: object) => boolean) => {
    const found = byType('AWS::Events::Rule').find(
      (each) => each.stack === stack && each.id.startsWith(`KeyWatch${id}`),
    );
    // The key of data at rest is another stack's, and read from its parameter.
    const text = JSON.stringify(found?.props.EventPattern)
      .replaceAll(/\{"Ref":"SsmParameterValue\w*datakeyarn\w*"\}/g, JSON.stringify(KEY))
      .replaceAll(/\{"Fn::GetAtt":\["(\w+)","Arn"\]\}/g, (_, named) =>
        JSON.stringify(String(named).includes('Role') ? ROLE : KEY),
      );
    return compilePattern(JSON.parse(text));
  };
  const by = {
    function: { type: 'AssumedRole', sessionContext: { sessionIssuer: { type: 'Role', arn: ROLE } } },
    administrator: { type: 'AssumedRole', sessionContext: { sessionIssuer: { type: 'Role', arn: `${ROLE}-admin` } } },
    user: { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/mallory' },
    root: { type: 'Root', arn: 'arn:aws:iam::123456789012:root' },
    deployment: { type: 'AssumedRole', invokedBy: 'cloudformation.amazonaws.com' },
  };
  const call = (eventName: string, userIdentity: object, more: object = {}) => ({
    source: 'aws.kms',
    'detail-type': 'AWS API Call via CloudTrail',
    detail: { eventSource: 'kms.amazonaws.com', eventName, userIdentity, resources: [{ ARN: KEY }], ...more },
  });

  test.each(['identity', 'ledger', 'webhooks', 'payments'])(
    'of %s hears of everybody who acts but its functions, and of those who are refused',
    (stack) => {
      const hears = rule(stack, 'Uses');
      for (const act of ['Sign', 'GenerateMac', 'VerifyMac', 'Verify'])
        for (const [who, heard] of [
          ['function', false],
          ['administrator', true],
          ['user', true],
          ['root', true],
        ] as const)
          expect([act, who, hears(call(act, by[who]))]).toEqual([act, who, heard]);
      expect(hears(call('Sign', by.user, { errorCode: 'AccessDenied' }))).toBe(true);
      expect(hears(call('Sign', by.user, { resources: [{ ARN: `${KEY}2` }] }))).toBe(false);
      expect(hears(call('DescribeKey', by.user))).toBe(false);
    },
  );

  test.each(['identity', 'ledger', 'webhooks', 'payments'])(
    'of %s hears of everybody who changes who may act, but of no deployment',
    (stack) => {
      const hears = rule(stack, 'Changes');
      for (const change of ['PutKeyPolicy', 'CreateGrant', 'DisableKey', 'ScheduleKeyDeletion'])
        for (const [who, heard] of [
          ['administrator', true],
          ['root', true],
          ['deployment', false],
        ] as const)
          expect([change, who, hears(call(change, by[who]))]).toEqual([change, who, heard]);
    },
  );

  test('is told of calls that only read, which EventBridge leaves out by itself, and keeps what it hears', () => {
    const rules = byType('AWS::Events::Rule').filter(({ id }) => id.startsWith('KeyWatch'));
    for (const { id, props, meant } of rules) {
      const reads = id.startsWith('KeyWatchUses') ? 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' : undefined;
      expect([id, props.State]).toEqual([id, reads]);
      expect(meant(props.Targets[0].Arn)?.Properties.MessageRetentionPeriod).toBe(14 * 86_400);
    }
  });
});
