import { describe, expect, test } from '@jest/globals';
import { deployed } from '../support/folio.ts';

const { byType } = deployed();

describe('functions', () => {
  test('run on Node 24, on arm64, traced, with a log group of their own that forgets', () => {
    const functions = byType('AWS::Lambda::Function');
    expect(functions).toHaveLength(17);
    for (const { props: fn, meant } of functions) {
      expect(fn).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
      });
      const logs = meant(fn.LoggingConfig.LogGroup);
      expect(logs?.Type).toBe('AWS::Logs::LogGroup');
    }
  });

  test('have a role each', () => {
    const roles = byType('AWS::Lambda::Function').map(({ stack, props }) => stack + JSON.stringify(props.Role));
    expect(new Set(roles).size).toBe(roles.length);
  });

  test('have versions that outlive their release and go with a failed one', () => {
    const versions = byType('AWS::Lambda::Version');
    expect(versions).toHaveLength(17);
    for (const { resource: version } of versions) {
      expect(version).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    }
  });

  test('have one alias each, live, at their version unless a pin holds it; the keeper of pins has none', () => {
    const aliases = byType('AWS::Lambda::Alias');
    expect(aliases).toHaveLength(17);
    for (const { stack, props: alias, meant } of aliases) {
      expect(alias.Name).toBe('live');
      const [, held, current] = alias.FunctionVersion['Fn::If'] ?? [undefined, undefined, alias.FunctionVersion];
      expect(meant(current)?.Type).toBe('AWS::Lambda::Version');
      expect([stack, held?.Ref !== undefined]).toEqual([stack, stack !== 'registry']);
    }
  });

  test('are watched: errors, throttles and slowness, each with owner, tier and runbook, told to the topic', () => {
    const alarms = byType('AWS::CloudWatch::Alarm').map(({ props }) => props);
    for (const metric of ['Errors', 'Throttles', 'Duration']) {
      expect(alarms.filter((alarm) => alarm.MetricName === metric)).toHaveLength(17);
    }
    for (const alarm of alarms) {
      expect(alarm.AlarmDescription).toMatch(/ Owner: \w+\. Tier: [123]\. Runbook: docs\/runbooks\/[a-z-]+\.md$/);
      expect(alarm.AlarmActions).toHaveLength(1);
    }
  });

  test('that run by the clock ring when they do not run', () => {
    const silent = byType('AWS::CloudWatch::Alarm').filter(({ props }) => props.MetricName === 'Invocations');
    const periods = silent.map(({ stack, props }) => [stack, props.Period]);
    expect(periods.sort()).toEqual([
      ['ledger', 300],
      ['registry', 18_000],
      ['webhooks', 300],
    ]);
    for (const { props } of silent) {
      expect(props).toMatchObject({
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        TreatMissingData: 'breaching',
      });
    }
  });

  test('are slow before they time out', () => {
    for (const { id, props: alarm, meant } of byType('AWS::CloudWatch::Alarm')) {
      if (alarm.MetricName !== 'Duration') continue;
      const name = alarm.Dimensions.find(({ Name }: { Name: string }) => Name === 'FunctionName').Value;
      const timeout = meant(name)?.Properties.Timeout;
      expect([id, alarm.Threshold]).toEqual([id, timeout * 800]);
    }
  });
});

describe('a new version', () => {
  const ROLLOUTS: Readonly<Record<string, string>> = {
    ledger: 'CodeDeployDefault.LambdaAllAtOnce',
    registry: 'CodeDeployDefault.LambdaAllAtOnce',
  };

  test('takes over by CodeDeploy, unless a pin holds the alias: the ledger all at once, others by canary', () => {
    for (const { stack, resource: alias, props, meant } of byType('AWS::Lambda::Alias')) {
      const update = alias.UpdatePolicy.CodeDeployLambdaAliasUpdate;
      const [condition, dropped, policy] = update['Fn::If'] ?? [undefined, undefined, update];
      expect([stack, condition]).toEqual([stack, props.FunctionVersion['Fn::If']?.[0]]);
      expect([stack, dropped]).toEqual([stack, condition === undefined ? undefined : { Ref: 'AWS::NoValue' }]);
      const group = meant(policy.DeploymentGroupName);
      expect(group?.Properties.DeploymentConfigName).toBe(
        ROLLOUTS[stack] ?? 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      );
    }
  });

  test('is taken back by the errors of its function, and by the faults and broken invariants of its domain', () => {
    const groups = byType('AWS::CodeDeploy::DeploymentGroup');
    expect(groups).toHaveLength(17);
    for (const { stack, props: group, meant } of groups) {
      expect(group.AlarmConfiguration.Enabled).toBe(true);
      expect(group.AutoRollbackConfiguration.Events).toContain('DEPLOYMENT_STOP_ON_ALARM');
      const alarms = group.AlarmConfiguration.Alarms.map(({ Name }: { Name: unknown }) => meant(Name)?.Properties);
      const metrics = alarms.map((alarm: { MetricName: string }) => alarm.MetricName);
      expect(metrics).toEqual(['Errors', 'brokenInvariants', 'faults']);
      expect(alarms.slice(1).flatMap((alarm: { Dimensions: unknown }) => alarm.Dimensions)).toEqual(
        [1, 2].map(() => ({ Name: 'service', Value: stack })),
      );
    }
  });
});
