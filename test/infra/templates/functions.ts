import { describe, expect, test } from '@jest/globals';
import { deployed } from '../support/folio.ts';

const { byType } = deployed();

describe('functions', () => {
  test('run on Node 24, on arm64, traced, with a log group of their own that forgets', () => {
    const functions = byType('AWS::Lambda::Function');
    expect(functions).toHaveLength(8);
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
    expect(versions).toHaveLength(8);
    for (const { resource: version } of versions) {
      expect(version).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    }
  });

  test('have one alias each, live, at their version unless a pin holds it; the keeper of pins has none', () => {
    const aliases = byType('AWS::Lambda::Alias');
    expect(aliases).toHaveLength(8);
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
      expect(alarms.filter((alarm) => alarm.MetricName === metric)).toHaveLength(8);
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
