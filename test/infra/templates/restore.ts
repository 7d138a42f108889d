import { describe, expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { LedgerStack } from '../../../lib/ledger/ledger-stack.ts';
import { readDeployment } from '../../../lib/platform/deployment.ts';
import { PlatformStack } from '../../../lib/platform/platform-stack.ts';
import { checkRestored, restoredTables } from '../../../lib/platform/restored-table.ts';
import { type Json, newApp, ofType, UNBUNDLED } from '../support/folio.ts';

type Context = Readonly<Record<string, string>>;
const TABLE = 'Folio-Ledger-DataStoreTable-A-restored-20261201T0900';
const LABEL = '2026-12-01T09:12:00.000';

const synthesized = (Kind: typeof LedgerStack | typeof PlatformStack, context: Context): Json => {
  const app = newApp(context);
  return Template.fromStack(new Kind(app, readDeployment(app, UNBUNDLED))).toJSON() as Json;
};

describe('a table that folio restore made', () => {
  test('takes over whole: no table of the template is left, and environment, rights and stream name it', () => {
    const { Resources } = synthesized(LedgerStack, { 'folio:restored-tables': `ledger/Store=${TABLE}@${LABEL}` });
    expect(ofType(Resources, 'AWS::DynamoDB::Table')).toEqual([]);
    for (const [, { Properties }] of ofType(Resources, 'AWS::Lambda::Function'))
      expect(Properties.Environment.Variables.TABLE_NAME).toBe(TABLE);
    const mappings = ofType(Resources, 'AWS::Lambda::EventSourceMapping').map(([, { Properties }]) =>
      JSON.stringify(Properties),
    );
    expect(mappings.filter((one) => one.includes(`table/${TABLE}/stream/${LABEL}`))).toHaveLength(1);
    const policies = JSON.stringify(ofType(Resources, 'AWS::IAM::Policy'));
    for (const resource of [`table/${TABLE}"`, `table/${TABLE}/index/expiry"`, `table/${TABLE}/stream/${LABEL}"`])
      expect([resource, policies.includes(resource)]).toEqual([resource, true]);
  });

  test('is named as the command writes it, and where there is one', () => {
    const app = (said: string) => newApp({ 'folio:restored-tables': said });
    expect(() => restoredTables(app('ledger=x'))).toThrow('must be as folio restore writes it');
    expect(() => checkRestored(app(`ledgre/Store=${TABLE}@${LABEL}`), new Set(['ledger/Store']))).toThrow(
      'names ledgre/Store. There are: ledger/Store.',
    );
  });
});

describe('nightly copies', () => {
  const copy = 'arn:aws:backup:eu-central-1:444455556666:backup-vault:folio';
  const one = (context: Context, type: string) =>
    ofType(synthesized(PlatformStack, context).Resources, type).map(([, { Properties }]) => Properties);

  test('are of every table of the stage, kept, locked, and in another account', () => {
    const context = { 'folio:backup-days': '400', 'folio:backup-lock': 'compliance', 'folio:backup-copy': copy };
    expect(one(context, 'AWS::Backup::BackupVault')).toEqual([
      expect.objectContaining({ LockConfiguration: { MinRetentionDays: 400, ChangeableForDays: 3 } }),
    ]);
    const [plan] = one(context, 'AWS::Backup::BackupPlan');
    expect(plan.BackupPlan.BackupPlanRule[0]).toMatchObject({
      Lifecycle: { DeleteAfterDays: 400 },
      CopyActions: [{ DestinationBackupVaultArn: copy, Lifecycle: { DeleteAfterDays: 400 } }],
    });
    const [selection] = one(context, 'AWS::Backup::BackupSelection');
    expect(selection.BackupSelection.Conditions).toEqual({
      StringEquals: [{ ConditionKey: 'aws:ResourceTag/folio:stage', ConditionValue: 'main' }],
    });
  });

  test('are made where the deployment asks for them', () => {
    expect(one({}, 'AWS::Backup::BackupVault')).toEqual([]);
    expect(() => one({ 'folio:backup-lock': 'governance' }, 'AWS::Backup::BackupVault')).toThrow(
      "'folio:backup-days' is missing",
    );
    expect(() => one({ 'folio:backup-days': '1', 'folio:backup-copy': 'x' }, 'AWS::Backup::BackupVault')).toThrow(
      'ARN of a backup vault',
    );
  });
});
