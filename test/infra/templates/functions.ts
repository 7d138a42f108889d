import { describe, expect, test } from '@jest/globals';
import { entryFiles } from '../../../lib/entries.ts';
import { deployed, type Found, isReleased, newFolio } from '../support/folio.ts';

const { byType } = deployed();
const functions = byType('AWS::Lambda::Function');

type Dimensions = readonly { readonly Name: string; readonly Value: unknown }[];
/** The names of an alarm's dimensions; each that holds a version holds the one of this template. */
const dimensionsOf = (alarm: { readonly Dimensions: Dimensions }, meant: Found['meant']): readonly string[] => {
  for (const { Name, Value } of alarm.Dimensions)
    if (isOfVersion([{ Name, Value }])) expect(meant(Value)?.Type).toBe('AWS::Lambda::Version');
  return alarm.Dimensions.map(({ Name }) => Name).sort();
};
/** How a group names an alarm of a version, which goes when that has proved itself, or one that stays. */
interface WhileProving {
  readonly Name?: unknown;
  readonly 'Fn::If'?: readonly [string, { readonly Name: unknown }, unknown];
}
const nameOf = (one: WhileProving): unknown => one['Fn::If']?.[1].Name ?? one.Name;
const isOfVersion = (dimensions: Dimensions): boolean =>
  dimensions.some(({ Name }) => ['codeVersion', 'ExecutedVersion'].includes(Name));

describe('functions', () => {
  test('are made of every entry file that there is, and of nothing else', () => {
    const deployedEntries = functions.map(({ props }) => props.Code.ZipFile.replace('// ', ''));
    // Without `folio:console-operates` nobody operates releases from the API.
    const operator = 'functions/registry/handlers/operator.task.ts';
    expect([...new Set(deployedEntries), operator].sort()).toEqual(entryFiles('.'));
  });

  test('run on Node 24, on arm64, with a log group of their own that forgets and holds none of the ordinary lines of Lambda', () => {
    for (const { props: fn, meant } of functions) {
      expect(fn).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' },
      });
      const logs = meant(fn.LoggingConfig.LogGroup);
      expect(logs?.Type).toBe('AWS::Logs::LogGroup');
    }
  });

  test('are traced where the deployment asks for it, and have no right to it elsewhere', () => {
    const modes = (found: readonly Found[]) => [...new Set(found.map(({ props }) => props.TracingConfig?.Mode))];
    expect(modes(functions)).toEqual([undefined]);
    expect(JSON.stringify(byType('AWS::IAM::Policy').map(({ props }) => props))).not.toContain('xray:');
    const traced = deployed({ 'folio:tracer': true });
    expect(modes(traced.byType('AWS::Lambda::Function'))).toEqual(['Active']);
    const roles = traced.byType('AWS::IAM::Policy').filter(({ props }) => JSON.stringify(props).includes('xray:Put'));
    expect(roles).toHaveLength(functions.length);
  });

  test('may feed themselves by a queue only where that is how they work: the two that make attempts, and three of payments: its worker, and who writes and reads files', () => {
    const allowed = byType('AWS::Lambda::Function').filter(({ props }) => props.RecursiveLoop !== undefined);
    expect(
      allowed.map(({ stack, id, props }) => [stack, id.replace(/Function.*/, ''), props.RecursiveLoop]).sort(),
    ).toEqual([
      ['payments', 'ServiceFiler', 'Allow'],
      ['payments', 'ServiceInboxReader', 'Allow'],
      ['payments', 'ServiceWorker', 'Allow'],
      ['webhooks', 'ServiceDeliver', 'Allow'],
      ['webhooks', 'ServiceDeliverPatiently', 'Allow'],
    ]);
  });

  test('have a role each', () => {
    const roles = byType('AWS::Lambda::Function').map(({ stack, props }) => stack + JSON.stringify(props.Role));
    expect(new Set(roles).size).toBe(roles.length);
  });

  test('have versions that outlive their release and go with a failed one', () => {
    const versions = byType('AWS::Lambda::Version');
    expect(versions).toHaveLength(functions.length);
    for (const { resource: version } of versions) {
      expect(version).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    }
  });

  test('keep the runtime that they were released with: AWS brings its patches with the next version, not to old ones', () => {
    for (const { props } of functions)
      expect(props.RuntimeManagementConfig).toEqual({ UpdateRuntimeOn: 'FunctionUpdate' });
  });

  test('are published again when the value of a parameter changes that their environment holds', () => {
    const { templates } = deployed();
    const nameOf = (one: unknown): string => JSON.stringify(one) ?? '';
    const told = byType('AWS::Lambda::Version').map(({ stack, props, meant }) => {
      const fn = meant(props.FunctionName);
      const parameters = Object.entries(templates[stack].Parameters ?? {});
      const paths = (value: unknown): readonly string[] =>
        parameters.filter(([id]) => nameOf(value).includes(`"Ref":"${id}"`)).map(([, { Default }]) => Default);
      const read = paths(fn?.Properties.Environment.Variables);
      const short = read.map((path) => (path.endsWith('-alias-arn') ? `${path}/stamp` : path));
      expect([...paths(props.Description)].sort()).toEqual([...short].sort());
      return read.length;
    });
    // Identity has its issuer, the relays their bus, meta all domains.
    expect(told.filter((parameters) => parameters > 0).length).toBeGreaterThan(8);
    expect(Math.max(...told)).toBeGreaterThanOrEqual(4);
  });

  test('are told apart by a stamp that the stack behind the parameter has of its own, and anew when it is made anew', () => {
    const stamps = byType('AWS::SSM::Parameter').filter(({ props }) => String(props.Name).endsWith('/stamp'));
    const stack = { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] };
    for (const { props } of stamps)
      expect(props.Value).toEqual({
        'Fn::Join': [
          '',
          [{ 'Fn::Select': [0, { 'Fn::Split': ['-', stack] }] }, expect.stringMatching(/^[0-9a-f]{6}$/)],
        ],
      });
    const values = stamps.map(({ stack: of, props }) => of + JSON.stringify(props.Value));
    expect(new Set(values).size).toBe(values.length);
  });

  test('have one alias each, live, at their version unless a pin holds it; the keeper of pins has none', () => {
    const aliases = byType('AWS::Lambda::Alias');
    expect(aliases).toHaveLength(functions.length);
    for (const { stack, id, props: alias, meant } of aliases) {
      expect(alias.Name).toBe('live');
      const [, held, current] = alias.FunctionVersion['Fn::If'] ?? [undefined, undefined, alias.FunctionVersion];
      expect(meant(current)?.Type).toBe('AWS::Lambda::Version');
      expect([stack, id, held?.Ref !== undefined]).toEqual([stack, id, isReleased({ stack, id })]);
    }
  });

  test('are watched: errors of each, slowness of those that clients wait for, throttles of all; with owner, tier and runbook', () => {
    const alarms = byType('AWS::CloudWatch::Alarm').map(({ props }) => props);
    const ofAlias = alarms.filter(({ Dimensions = [] }) => !isOfVersion(Dimensions));
    const watching = (metric: string) => ofAlias.filter((alarm) => alarm.MetricName === metric);
    expect(watching('Errors')).toHaveLength(functions.length);
    const integrated = byType('AWS::ApiGatewayV2::Integration').map(
      ({ stack, props }) => stack + props.IntegrationUri.Ref,
    );
    // Who takes a release back waits for as long as that takes.
    const quick = [...new Set(integrated)].filter((name) => !name.includes('ServiceOperate'));
    expect(watching('Duration')).toHaveLength(quick.length);
    expect(watching('Throttles').map(({ Dimensions }) => Dimensions)).toEqual([undefined]);
    for (const alarm of alarms) {
      expect(alarm.AlarmDescription).toMatch(/ Owner: \w+\. Tier: [123]\. Runbook: docs\/runbooks\/[a-z-]+\.md$/);
    }
  });

  test('wake somebody by every alarm but those on a new version, which CodeDeploy answers', () => {
    for (const { id, props: alarm } of byType('AWS::CloudWatch::Alarm')) {
      const actions = isOfVersion(alarm.Dimensions ?? []) ? undefined : [expect.anything()];
      expect([id, alarm.AlarmActions]).toEqual([id, actions]);
    }
  });

  test('that run by the clock ring when they do not run', () => {
    const silent = byType('AWS::CloudWatch::Alarm').filter(({ props }) => props.MetricName === 'Invocations');
    const periods = silent.map(({ stack, props }) => [stack, props.Period]);
    expect(periods.sort()).toEqual([
      ['catalog', 4500],
      ['ledger', 300],
      ['payments', 300],
      ['payments', 300],
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
  const ALL_AT_ONCE = ['ledger', 'registry'];
  const CANARY = 'CodeDeployDefault.LambdaCanary10Percent5Minutes';

  /** The update policy without the condition of its pin, and what it names. */
  const policies = byType('AWS::Lambda::Alias').flatMap(({ stack, id, resource: alias, props, meant }) => {
    const update = alias.UpdatePolicy?.CodeDeployLambdaAliasUpdate;
    if (update === undefined) return [];
    const [condition, dropped, policy] = update['Fn::If'] ?? [undefined, undefined, update];
    return [{ stack, id, condition, dropped, policy, meant, version: props.FunctionVersion }];
  });

  test('takes over by CodeDeploy, unless a pin holds the alias: the ledger all at once, others by canary', () => {
    for (const { stack, condition, dropped, policy, meant, version } of policies) {
      expect([stack, condition]).toEqual([stack, version['Fn::If']?.[0]]);
      expect([stack, dropped]).toEqual([stack, condition === undefined ? undefined : { Ref: 'AWS::NoValue' }]);
      const group = meant(policy.DeploymentGroupName);
      expect([stack, group?.Properties.DeploymentConfigName]).toEqual([
        stack,
        ALL_AT_ONCE.includes(stack) ? 'CodeDeployDefault.LambdaAllAtOnce' : CANARY,
      ]);
    }
  });

  test('that takes over all at once bakes, by a hook that its group may call; only that hook takes over unwatched', () => {
    for (const { stack, policy, meant } of policies) {
      const hook = policy.AfterAllowTrafficHook;
      expect([stack, hook !== undefined]).toEqual([stack, ALL_AT_ONCE.includes(stack)]);
      if (hook === undefined) continue;
      const role = meant(meant(policy.DeploymentGroupName)?.Properties.ServiceRoleArn);
      const rights = byType('AWS::IAM::Policy')
        .filter((each) => each.stack === stack && each.meant(each.props.Roles[0]) === role)
        .flatMap(({ props }) => props.PolicyDocument.Statement);
      expect(rights).toContainEqual({ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: hook });
    }
    const unwatched = byType('AWS::Lambda::Alias').filter(({ resource }) => resource.UpdatePolicy === undefined);
    expect(unwatched.map(({ stack, id }) => [stack, id.replace(/[0-9A-F]{8}$/, '')])).toEqual([
      ['registry', 'BakeHookLive'],
    ]);
  });

  test('is taken back by its own faults and errors, and by what must hold in its domain and does not', () => {
    const groups = byType('AWS::CodeDeploy::DeploymentGroup');
    // All but the hook that bakes.
    expect(groups).toHaveLength(functions.length - 1);
    for (const { stack, props: group, meant } of groups) {
      expect(group.AlarmConfiguration.Enabled).toBe(true);
      expect(group.AutoRollbackConfiguration.Events).toContain('DEPLOYMENT_STOP_ON_ALARM');
      const alarms = group.AlarmConfiguration.Alarms.map((one: WhileProving) => meant(nameOf(one))?.Properties);
      const [faults, errors, invariants, ...others] = alarms;
      expect(others).toEqual([]);
      expect(faults).toMatchObject({
        MetricName: 'faults',
        Threshold: 1,
        Period: 300,
        TreatMissingData: 'notBreaching',
      });
      expect([stack, ...dimensionsOf(faults, meant)]).toEqual([stack, 'codeVersion', 'function']);
      const byVersion = ALL_AT_ONCE.includes(stack) ? [] : ['ExecutedVersion'];
      expect([stack, errors.MetricName, errors.Threshold]).toEqual([stack, 'Errors', 0]);
      expect([stack, ...dimensionsOf(errors, meant)]).toEqual([stack, ...byVersion, 'FunctionName', 'Resource']);
      expect([invariants.MetricName, invariants.Dimensions]).toEqual([
        'brokenInvariants',
        [{ Name: 'service', Value: stack }],
      ]);
    }
  });

  test('has alarms of its own, by names that hold its number', () => {
    const alarms = byType('AWS::CloudWatch::Alarm').filter(({ props }) => isOfVersion(props.Dimensions ?? []));
    const byCanary = policies.filter(({ policy }) => policy.AfterAllowTrafficHook === undefined);
    expect(alarms).toHaveLength(policies.length + byCanary.length);
    for (const { props: alarm, meant } of alarms) {
      const pieces = (alarm.AlarmName['Fn::Join']?.[1] ?? []) as readonly unknown[];
      expect(pieces.map((piece) => meant(piece)?.Type ?? piece)).toEqual([
        'AWS::Lambda::Function',
        '-v',
        'AWS::Lambda::Version',
        alarm.MetricName === 'faults' ? '-Faults' : '-Errors',
      ]);
    }
  });

  test('is watched by no alarm of its group in a deployment that says so, which goes on record', () => {
    const despite = deployed({ 'folio:despite-alarms': 'true' });
    const enabled = despite
      .byType('AWS::CodeDeploy::DeploymentGroup')
      .map(({ props }) => props.AlarmConfiguration.Enabled);
    expect(new Set(enabled)).toEqual(new Set([false]));
    for (const { props } of despite.byType('Custom::DomainRelease')) expect(props.DespiteAlarms).toBe('true');
    for (const { props } of byType('Custom::DomainRelease')) expect(props.DespiteAlarms).toBeUndefined();
    expect(() => newFolio({ 'folio:despite-alarms': 'yes' })).toThrow("Context 'folio:despite-alarms' must be");
  });
});
