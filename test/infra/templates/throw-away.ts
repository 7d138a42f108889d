import { describe, expect, test } from '@jest/globals';
import { readDeployment } from '../../../lib/platform/deployment.ts';
import { DomainStack } from '../../../lib/platform/domain-stack.ts';
import { deployed, newApp, newFolio, STACKS, UNBUNDLED } from '../support/folio.ts';
import { THROWN_AWAY } from '../support/thrown-away.ts';

const { byType, templates } = deployed(THROWN_AWAY);

const stackOf = (name: string, context: Readonly<Record<string, string>>): DomainStack => {
  const app = newApp(context);
  const ownership = { owner: 'x', tier: 3, runbook: 'x', dataClass: 'internal', purpose: 'A test.' } as const;
  return new DomainStack(app, readDeployment(app, UNBUNDLED), name, ownership);
};

describe('a throw-away stage', () => {
  test('can be deleted: no stack is protected, no table, and nothing is locked or kept but versions, which go with their function', () => {
    expect(stackOf('Ledger', THROWN_AWAY).terminationProtection).toBe(false);
    for (const { props } of byType('AWS::DynamoDB::Table')) expect(props.DeletionProtectionEnabled).toBe(false);
    for (const { props } of byType('AWS::S3::Bucket')) expect(props.ObjectLockEnabled).toBeUndefined();
    const kept = STACKS.filter((name) => templates[name] !== undefined).flatMap((stack) =>
      Object.entries(templates[stack].Resources)
        .filter(([, { DeletionPolicy = 'Delete' }]) => DeletionPolicy !== 'Delete')
        .map(([, { Type }]) => Type),
    );
    expect(new Set(kept)).toEqual(new Set(['AWS::Lambda::Version']));
  });

  test('has one key, which signs tokens and makes all MACs, and which KMS deletes within seven days', () => {
    const [key, ...others] = byType('AWS::KMS::Key');
    expect(others).toEqual([]);
    expect(key?.stack).toBe('identity');
    expect(key?.props).toMatchObject({ KeyUsage: 'SIGN_VERIFY', PendingWindowInDays: 7 });
    const named = byType('AWS::Lambda::Function').flatMap(({ props }) => {
      const { CURSOR_KEY_ID: cursor, SECRET_KEY_ID: secret } = props.Environment.Variables;
      return [cursor, secret].filter((one) => one !== undefined).map((one) => JSON.stringify(one));
    });
    expect(named.length).toBeGreaterThan(5);
    for (const one of named) expect(one).toMatch(/"sign:".*"#(identity|ledger|webhooks|payments)\/\w+Key"/);
  });

  test('gives each function that makes MACs the right to sign, and no function a right to a key that is not there', () => {
    const statements = byType('AWS::IAM::Policy').flatMap(
      ({ props }) => props.PolicyDocument.Statement as readonly { readonly Action: unknown }[],
    );
    const actions = new Set(statements.flatMap(({ Action }) => [Action].flat() as string[]));
    expect([...actions].filter((action) => action.startsWith('kms:')).sort()).toEqual([
      'kms:DescribeKey',
      'kms:GetPublicKey',
      'kms:Sign',
    ]);
  });

  test('has one alarm, waits for no canary, polls idle queues least, and counts nothing', () => {
    expect(byType('AWS::CloudWatch::Alarm').map(({ props }) => props.MetricName)).toEqual(['5xx']);
    expect(byType('AWS::CodeDeploy::DeploymentGroup')).toEqual([]);
    for (const { resource } of byType('AWS::Lambda::Alias')) expect(resource.UpdatePolicy).toBeUndefined();
    for (const { props } of byType('AWS::Lambda::EventSourceMapping')) expect(props.ScalingConfig).toBeUndefined();
    for (const { props } of byType('AWS::Lambda::Function'))
      expect(props.Environment.Variables.POWERTOOLS_METRICS_DISABLED).toBe('true');
  });

  test('has a name: the main deployment cannot be thrown away', () => {
    expect(() => newFolio({ 'folio:ephemeral': 'true' })).toThrow("'folio:ephemeral' is for a stage by name");
  });
});

describe('a stack that is deployed for the first time', () => {
  test('gets its protection when it stands: the deployment names it', () => {
    const named = { 'folio:new-stacks': 'Folio-Ledger,Folio-Webhooks' };
    expect(['Ledger', 'Meta'].map((name) => stackOf(name, named).terminationProtection)).toEqual([false, true]);
    expect(() => stackOf('Ledger', { 'folio:new-stacks': 'Folio Ledger' })).toThrow('must be names of stacks');
  });
});
