import { describe, expect, test } from '@jest/globals';
import { deployed } from '../support/folio.ts';

const { byType } = deployed();

describe('functions', () => {
  test('run on Node 24, on arm64, traced, with a log group of their own that forgets', () => {
    const functions = byType('AWS::Lambda::Function');
    expect(functions).toHaveLength(14);
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
    expect(versions).toHaveLength(14);
    for (const { resource: version } of versions) {
      expect(version).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    }
  });

  test('have one alias each, live, at their version', () => {
    const aliases = byType('AWS::Lambda::Alias');
    expect(aliases).toHaveLength(14);
    for (const { props: alias, meant } of aliases) {
      expect(alias.Name).toBe('live');
      expect(meant(alias.FunctionVersion)?.Type).toBe('AWS::Lambda::Version');
    }
  });

  test('are watched: errors, throttles and slowness, each with owner, tier and runbook, told to the topic', () => {
    const alarms = byType('AWS::CloudWatch::Alarm').map(({ props }) => props);
    for (const metric of ['Errors', 'Throttles', 'Duration']) {
      expect(alarms.filter((alarm) => alarm.MetricName === metric)).toHaveLength(14);
    }
    for (const alarm of alarms) {
      expect(alarm.AlarmDescription).toMatch(/ Owner: \w+\. Tier: [123]\. Runbook: docs\/runbooks\/[a-z-]+\.md$/);
      expect(alarm.AlarmActions).toHaveLength(1);
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
