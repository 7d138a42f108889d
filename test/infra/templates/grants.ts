import { describe, expect, test } from '@jest/globals';
import { deployed, type Found } from '../support/folio.ts';
import { GRANTED } from '../support/granted.ts';
import { POST } from '../support/granted-often.ts';

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

/**
 * Histories, beats and how far they have come; failed logins; deliveries and health of endpoints; the log's checkpoints and secret; what
 * banks sent and what was found in it.
 */
const WITHOUT_MONEY = [
  '*#A#*',
  '#beat#*',
  '#beats',
  '@attempts#*',
  '*#D#*',
  '*#H#*',
  '*#L#*',
  '*#B#items',
  '*#I',
  '*#N#*',
  '*#O#*',
  '*#P#*',
  '*#T#*',
  '#calls#C',
  '#calls#S',
  '#log#C',
  '#log#S',
];

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
    expect(ledger.length).toBeGreaterThan(0);
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

  test('let each function of the ledger write in transactions, and outside of them only to its own partitions', () => {
    const writes = [...POST, 'dynamodb:BatchWriteItem', 'dynamodb:DeleteItem'];
    const waysOf = (role: string) =>
      policies
        .filter((policy) => roleName(policy) === role)
        .flatMap(statementsOf)
        .map((statement) => [actionsOf(statement).filter((action) => writes.includes(action)), statement.Condition])
        .filter(([actions]) => (actions as readonly string[]).length > 0);
    // It writes nothing, and exists in transactions only.
    const check = [['dynamodb:ConditionCheckItem'], undefined];
    const money = [expect.arrayContaining(['dynamodb:PutItem', 'dynamodb:UpdateItem']), IN_TRANSACTION];
    const only = (action: string, partitions: string) => [[`dynamodb:${action}`], inPartitions(partitions)];
    const relays = [
      check,
      money,
      // Entries, which lie beside their account's balance. SECURITY.md says what follows from it.
      [['dynamodb:BatchWriteItem', 'dynamodb:PutItem'], inPartitions('*#A#*')],
      only('BatchWriteItem', '*#L#*'),
      only('UpdateItem', '#beats'),
    ];
    expect(waysOf('ledger/Api')).toEqual([money, check, only('UpdateItem', '*#B#items')]);
    expect(waysOf('ledger/SweepHolds')).toEqual([money, check, only('BatchWriteItem', '#beat#*')]);
    expect(waysOf('ledger/Relay')).toEqual(relays);
    expect(waysOf('ledger/Republish')).toEqual(relays);
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
        if (JSON.stringify(statement.Principal).includes(':root') || statement.Effect === 'Deny') continue;
        expect(Object.keys(statement.Principal)).toEqual(['Service']);
        expect(statement.Condition).toBeDefined();
      }
    }
  });
});
