import { describe, expect, test } from '@jest/globals';
import { Stack } from 'aws-cdk-lib';
import { type ProbeKind, probedFunctions, probeKind } from '../../../functions/registry/contract/probe.ts';
import { isProbed } from '../../../functions/registry/model/probe.ts';
import { entryFiles } from '../../../lib/entries.ts';
import { releasers } from '../../../lib/registry/releasers.ts';
import { aliasUpdate, type Caller, trailTo } from '../../../local/cloudtrail/trail.ts';
import { type BusEvent, eventJson } from '../../../local/events/event.ts';
import { compilePattern } from '../../../local/events/pattern.ts';
import { deployed, type Found, isReleased, newApp, newFolio } from '../support/folio.ts';

const folio = deployed();
const released = folio.byType('AWS::Lambda::Function').filter(isReleased);
const inRegistry = (type: string, of = folio) => of.byType(type).filter(({ stack }) => stack === 'registry');

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** Of the policy of the registry whose id begins so. */
const statementsOf = (begin: string): readonly Statement[] =>
  inRegistry('AWS::IAM::Policy').find(({ id }) => id.startsWith(begin))?.props.PolicyDocument.Statement ?? [];

/** The rule of the registry for what a service of AWS tells, as EventBridge would apply it. */
const heard = (source: string, of = folio): ((event: object) => boolean) => {
  const rule = inRegistry('AWS::Events::Rule', of).find(({ props }) => props.EventPattern.source[0] === source);
  return compilePattern(rule?.props.EventPattern);
};

const moved = (functionName: string, by: Caller = { accessKeyId: 'mallory' }): object => {
  const events: BusEvent[] = [];
  const trail = trailTo(
    (event) => void events.push({ ...event, id: 'event' }),
    () => 0,
  );
  trail(aliasUpdate(functionName, 'live', { functionVersion: '1', weights: {} }, by));
  return JSON.parse(eventJson(events[0] as BusEvent));
};
const with_ = (event: object, detail: object): object => ({
  ...event,
  detail: { ...(event as { readonly detail: object }).detail, ...detail },
});

describe('what the registry hears of', () => {
  test('comes from the default bus, into its queue, with dead letters', () => {
    const rules = inRegistry('AWS::Events::Rule');
    expect(rules).toHaveLength(2);
    for (const { props, meant } of rules) {
      expect(props.EventBusName).toBeUndefined();
      expect(props.Targets).toHaveLength(1);
      expect(meant(props.Targets[0].Arn)?.Type).toBe('AWS::SQS::Queue');
      expect(meant(props.Targets[0].DeadLetterConfig.Arn)?.Type).toBe('AWS::SQS::Queue');
    }
  });

  test('is whoever changes an alias or deletes a version of a function of this deployment', () => {
    const hears = heard('aws.lambda');
    const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:Folio-Ledger-Api:live';
    for (const name of ['Folio-Ledger-Api', arn, '123456789012:function:Folio-Ledger-Api'])
      expect([name, hears(moved(name))]).toEqual([name, true]);
    for (const eventName of ['UpdateAlias', 'UpdateAlias20150331', 'DeleteAlias20150331', 'DeleteFunction'])
      expect([eventName, hears(with_(moved(arn), { eventName }))]).toEqual([eventName, true]);
  });

  test('is nothing that failed, and nothing of CloudFormation, CodeDeploy, other functions or other stages', () => {
    const hears = heard('aws.lambda');
    const name = 'Folio-Ledger-Api';
    for (const service of ['cloudformation.amazonaws.com', 'codedeploy.amazonaws.com'])
      expect([service, hears(moved(name, { service }))]).toEqual([service, false]);
    expect(hears(with_(moved(name), { errorCode: 'AccessDenied' }))).toBe(false);
    expect(hears(with_(moved(name), { eventName: 'PublishVersion20150331' }))).toBe(false);
    expect(hears(moved('orders'))).toBe(false);
    expect(hears(moved('dev-Folio-Ledger-Api'))).toBe(false);
    const dev = heard('aws.lambda', deployed({ 'folio:stage': 'dev' }));
    expect([dev(moved('dev-Folio-Ledger-Api')), dev(moved(name))]).toEqual([true, false]);
  });

  test('is the end of every canary of this deployment, however it ends, and not its beginning', () => {
    const hears = heard('aws.codedeploy');
    const event = (state: string, application = 'Folio-Ledger-ServiceApiCanary') => ({
      source: 'aws.codedeploy',
      'detail-type': 'CodeDeploy Deployment State-change Notification',
      detail: { state, application, deploymentId: 'd-1', deploymentGroup: 'g' },
    });
    for (const state of ['SUCCESS', 'FAILURE', 'STOP']) expect([state, hears(event(state))]).toEqual([state, true]);
    expect(hears(event('START'))).toBe(false);
    expect(hears(event('SUCCESS', 'orders'))).toBe(false);
  });
});

describe('the pins', () => {
  test('are all of one resource, which CloudFormation makes with one call: it would make all at once', () => {
    const [pins, ...more] = folio.byType('Custom::ReleasePins');
    expect(more).toEqual([]);
    const functions: readonly { readonly Pin: string }[] = folio
      .byType('Custom::DomainRelease')
      .flatMap(({ props }) => props.Functions);
    expect(functions).toHaveLength(released.length);
    expect(new Set(pins?.props.Paths)).toEqual(new Set(functions.map(({ Pin }) => Pin)));
  });

  test('stand after the data floor of their domain on record, in every alias that a release moves', () => {
    for (const { props, meant } of folio.byType('Custom::DomainRelease'))
      for (const { Alias } of props.Functions)
        expect([meant(Alias)?.DependsOn ?? []].flat().some((id) => id.startsWith('DataFloor'))).toBe(true);
  });

  test('are waited for longer than their function may take, and so are releases', () => {
    const provider = inRegistry('AWS::Lambda::Function').find(({ id }) => id.startsWith('Keeper'));
    for (const type of ['Custom::ReleasePins', 'Custom::DataFloor', 'Custom::DomainRelease'])
      for (const { props } of folio.byType(type))
        expect(Number(props.ServiceTimeout)).toBeGreaterThan(provider?.props.Timeout);
  });
});

/** The alias of the prober. */
const PROBER = 'ProberFunctionLive1596E9B6';

describe('new versions', () => {
  const asked = folio.byType('Custom::NewVersions');

  test('are asked before the alias of any function of their stack moves, and before a data floor is raised', () => {
    expect(asked.map(({ stack }) => stack).sort()).toEqual([...new Set(released.map(({ stack }) => stack))].sort());
    const waits = ({ stack, resource: { DependsOn } }: Found): boolean =>
      asked.some((each) => each.stack === stack && [DependsOn ?? []].flat().includes(each.id));
    const aliases = folio.byType('AWS::Lambda::Alias').filter(isReleased);
    expect(aliases).toHaveLength(released.length);
    expect(aliases.filter((each) => !waits(each))).toEqual([]);
    expect(folio.byType('Custom::DataFloor').filter((each) => !waits(each))).toEqual([]);
  });

  test('are exactly those of the template, and not the ones that pins hold', () => {
    for (const { props, meant } of asked)
      for (const { Function: fn, Version } of props.Functions) {
        const version = meant(Version);
        expect(version?.Type).toBe('AWS::Lambda::Version');
        expect(version?.Properties.FunctionName).toEqual(fn);
      }
  });

  test('go unasked only where the context says so', () => {
    const flags = (of: typeof folio) => of.byType('Custom::NewVersions').map(({ props }) => props.Unasked);
    const unasked = deployed({ 'folio:unasked': 'true' });
    expect(new Set(flags(folio))).toEqual(new Set([undefined]));
    expect(new Set(flags(unasked))).toEqual(new Set(['true']));
    expect(unasked.byType('Custom::DomainRelease').every(({ props }) => props.Unasked === 'true')).toBe(true);
    expect(() => newFolio({ 'folio:unasked': 'maybe' })).toThrow("'folio:unasked' must be true or false");
  });
});

describe('the prober', () => {
  const fn = inRegistry('AWS::Lambda::Function').find(({ id }) => id.startsWith('Prober'));
  const probed = probedFunctions.parse(JSON.parse(fn?.props.Environment.Variables.PROBED));
  /** What a function is called, for instance, and how its versions are asked. */
  const functions = folio.byType('Custom::NewVersions').flatMap(({ stack, props }) =>
    (props.Functions as readonly { readonly Function: { readonly Ref: string }; readonly Probe: ProbeKind }[]).map(
      ({ Function: { Ref }, Probe }) => ({
        name: `Folio-${stack[0]?.toUpperCase()}${stack.slice(1)}-${Ref}-AbCdEf123456`.slice(0, 64),
        probe: Probe,
      }),
    ),
  );

  test('asks every released function, each in the one way that has no effect on it', () => {
    expect(functions).toHaveLength(released.length);
    expect(functions).toHaveLength(probed.length);
    for (const { name, probe } of functions)
      for (const way of probeKind.options) {
        const asked = isProbed(probed, { function: name, qualifier: 'live', probe: way });
        expect([name, way, asked]).toEqual([name, way, way === probe]);
      }
    // Of the registry itself: nobody who can ask the prober moves pins by it.
    for (const { stack, id } of inRegistry('AWS::Lambda::Function'))
      for (const way of probeKind.options)
        expect(isProbed(probed, { function: `Folio-${stack}-${id}-AbC`, qualifier: 'live', probe: way })).toBe(false);
  });

  test('asks a function in the way that its entry file tells: an API, a queue or stream, a schedule or task', () => {
    const ways = Object.groupBy(functions, ({ probe }) => probe);
    const entries = (...ends: readonly string[]): number =>
      entryFiles('.')
        .filter((file) => !file.startsWith('functions/registry/') && !file.endsWith('/operate.http.ts'))
        .filter((file) => ends.some((end) => file.endsWith(`.${end}.ts`))).length;
    // `deliver.queue.ts` is two functions, one for each lane.
    expect(ways.health).toHaveLength(entries('http'));
    expect(ways.batch).toHaveLength(entries('queue', 'stream') + 1);
    expect(ways.task).toHaveLength(entries('schedule', 'task'));
  });

  test('may call those, at their aliases and versions, and nothing else', () => {
    const resources = statementsOf('Prober')
      .filter(({ Action }) => [Action].flat().includes('lambda:InvokeFunction'))
      .flatMap(({ Resource }) => [Resource].flat().map((each) => JSON.stringify(each)));
    const named = resources.map((each) => /:function:([^"]+):\*"/.exec(each)?.[1]);
    expect(named.sort()).toEqual(probed.map(({ name }) => name).sort());
  });

  test('finds them in a stage whose name is so long that CloudFormation cuts the names', () => {
    const stage = 's'.repeat(16);
    const staged = deployed({ 'folio:stage': stage });
    const variables = inRegistry('AWS::Lambda::Function', staged).find(({ id }) => id.startsWith('Prober'));
    const forms = probedFunctions.parse(JSON.parse(variables?.props.Environment.Variables.PROBED));
    for (const { stack, id } of staged.byType('AWS::Lambda::Function')) {
      if (id.slice(0, 10) !== 'ServiceApi') continue;
      const cut = `${stage}-Folio-${stack[0]?.toUpperCase()}${stack.slice(1)}`.slice(0, 26);
      const name = `${cut}-${id.slice(0, 24)}-AbCdEf123456`;
      expect([name, isProbed(forms, { function: name, qualifier: 'live', probe: 'health' })]).toEqual([name, true]);
    }
  });
});

const ANN = 'arn:aws:iam::123456789012:user/ann';
const ON_CALL = 'arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_OnCall_*';

describe('the release role', () => {
  const statements = statementsOf('ReleaseRoleDefaultPolicy');
  const actions = statements.flatMap(({ Action }) => [Action].flat());
  const resourcesOf = (action: string): readonly string[] =>
    statements
      .filter(({ Action }) => [Action].flat().includes(action))
      .flatMap(({ Resource }) => [Resource].flat().map((each) => JSON.stringify(each)));

  test('can change no code and delete nothing', () => {
    expect(actions.length).toBeGreaterThan(10);
    expect(actions.filter((action) => /:(Delete|Create|Tag|Untag|Add|Remove|Pass)/.test(action))).toEqual([]);
    expect(actions).not.toContain('lambda:UpdateFunctionCode');
    expect(actions).not.toContain('lambda:UpdateFunctionConfiguration');
    expect(actions).not.toContain('dynamodb:UpdateItem');
  });

  test('stops and reads deployments of CodeDeploy on any resource, where AWS knows none to name', () => {
    expect(resourcesOf('codedeploy:StopDeployment')).toEqual(['"*"']);
    const anywhere = statementsOf('WatchFunction')
      .filter(({ Resource }) => Resource === '*')
      .flatMap(({ Action }) => [Action].flat());
    for (const action of ['codedeploy:ListDeploymentTargets', 'codedeploy:BatchGetDeploymentTargets'])
      expect(anywhere).toContain(action);
  });

  test('adds to the log in transactions only', () => {
    const put = statements.find(({ Action }) => [Action].flat().includes('dynamodb:PutItem'));
    expect(put?.Condition).toEqual({
      'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] },
    });
  });

  test.each([
    ['lambda:UpdateAlias', ':function:Folio-*'],
    ['ssm:PutParameter', ':parameter/folio/release/*'],
    ['cloudformation:DescribeStacks', ':stack/Folio-*/*'],
  ])('may %s on %s and nowhere else', (action, resource) => {
    const found = resourcesOf(action);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`${resource}"`);
  });

  test('may call the prober, through its alias, and no other function', () => {
    expect(resourcesOf('lambda:InvokeFunction')).toEqual([JSON.stringify({ Ref: PROBER })]);
  });

  test.each([
    [{}, undefined],
    [{ 'folio:releasers': ANN }, { ArnLike: { 'aws:PrincipalArn': [ANN] } }],
    [
      { 'folio:releasers': `${ANN}, ${ON_CALL}`, 'folio:releasers-mfa': 'true' },
      { ArnLike: { 'aws:PrincipalArn': [ANN, ON_CALL] }, Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    ],
    [{ 'folio:releasers-mfa': true }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }],
  ])('can be assumed, with the context %j, by whom it names and as it says', (context, condition) => {
    expect(releasers(new Stack(newApp(context))).policyFragment.conditions).toEqual(condition ?? {});
  });

  test.each([
    '*',
    'ann',
    'arn:aws:iam::123456789012:root',
    'arn:aws:iam::123456789012:role/*',
    `${ANN},,`,
    'arn:aws:iam::*:user/ann',
  ])('can be assumed by nobody who is called %s: the synthesis fails', (names) => {
    expect(() => releasers(new Stack(newApp({ 'folio:releasers': names })))).toThrow(
      "Context 'folio:releasers' must be",
    );
  });

  test('can be assumed by whom the account lets, for an hour at most', () => {
    const role = inRegistry('AWS::IAM::Role').find(({ id }) => /^ReleaseRole[0-9A-F]{8}$/.test(id));
    expect(role?.props.MaxSessionDuration).toBe(3600);
    expect(JSON.stringify(role?.props.AssumeRolePolicyDocument)).toContain(':root');
  });
});
