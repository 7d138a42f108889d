import { describe, expect, test } from '@jest/globals';
import type { Declarations, DeclaredExternal } from '../../../functions/catalog/contract/declarations.ts';
import { buildCatalog } from '../../../functions/catalog/model/build-catalog.ts';
import { check } from '../../../functions/catalog/model/check/check.ts';
import {
  arn,
  fn,
  grant,
  NOTHING_DECLARED,
  type Resources,
  ref,
  stackOf,
  statement,
  tagged,
} from './support/fixture.ts';
import { api, bus, queue, route, table, topic, way } from './support/parts.ts';

const EVENT = { source: 'a', detailType: 'a.B', version: 1, public: true, schema: {} };
const OPERATION = { operationId: 'getA', method: 'GET', path: '/v1/a', summary: 'A.', scopes: ['a:read'] };
const DECLARED: Declarations = {
  domains: [{ name: 'a', operations: [OPERATION], events: [EVENT], functions: { api: 'http' } }],
  runbooks: ['http-function'],
};

const alarm = (dimension: unknown) =>
  tagged('a', 'AWS::CloudWatch::Alarm', { Dimensions: [{ Value: dimension }], AlarmActions: [ref('Rings')] });
const publishing = (source: string, type: string) =>
  statement('events:PutEvents', arn('Bus'), {
    Condition: { 'ForAllValues:StringEquals': { 'events:source': [source], 'events:detail-type': [type] } },
  });

/** An app in which nothing is to be mended. */
const SOUND: Resources = {
  ...fn('Api'),
  Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: ref('Api') } },
  Rights: grant('ApiRole', statement('dynamodb:GetItem', arn('Store')), publishing('a', 'a.B')),
  Store: table,
  Bus: bus,
  Work: tagged('a', 'AWS::SQS::Queue', { RedrivePolicy: { deadLetterTargetArn: arn('Dead') } }),
  Dead: queue,
  Rings: topic,
  OnB: tagged('a', 'AWS::Events::Rule', {
    EventBusName: ref('Bus'),
    EventPattern: { 'detail-type': ['a.B'], detail: { version: [1] } },
    Targets: [{ Arn: arn('Work'), DeadLetterConfig: { Arn: arn('Dead') } }],
  }),
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: { FunctionName: ref('Live'), EventSourceArn: arn('Work') },
  },
  Gate: api,
  Way: way,
  Route: route({ AuthorizationType: 'JWT', AuthorizationScopes: ['a:read'] }),
  ApiErrors: alarm(ref('Api')),
  WorkLate: alarm(ref('Work')),
  DeadFull: alarm(ref('Dead')),
  GateFails: alarm(ref('Gate')),
};

const without = (resources: Resources, ...ids: readonly string[]): Resources =>
  Object.fromEntries(Object.entries(resources).filter(([id]) => !ids.includes(id)));

const findingsIn = (
  resources: Resources,
  declared = DECLARED,
  others: readonly Resources[] = [],
): readonly string[] => {
  const stacks = [resources, ...others].map((one, index) => stackOf(one, { stack: `S${index}` }));
  return check(buildCatalog(stacks, declared), declared).map(({ rule, about }) => `${rule} ${about}`);
};

const events = (...list: readonly (typeof EVENT)[]): Declarations => ({
  ...DECLARED,
  domains: [{ name: 'a', operations: [OPERATION], events: list, functions: {} }],
});

const outside = (more: Partial<DeclaredExternal> = {}): Declarations => ({
  ...DECLARED,
  externals: [
    {
      ...{ id: 'outside/bank', says: 'A bank.', owner: 'a', tier: 1, link: 'README.md' },
      ...{ reachedBy: [{ component: 'a/api', kind: 'reaches', via: 'a file' }], ...more },
    },
  ],
});

/** One mistake each, and what is found; `declared` where the mistake is in a contract. */
const MISTAKES: readonly (readonly [string, Resources, readonly string[], Declarations?])[] = [
  ['a resource of no component', { ...SOUND, Odd: { Type: 'AWS::Glue::Job' } }, ['belongs S0/Odd']],
  [
    'a runbook that does not exist',
    SOUND,
    [
      'a',
      'a/api',
      'a/api-errors',
      'a/bus',
      'a/dead',
      'a/dead-full',
      'a/gate',
      'a/gate-fails',
      'a/GET /v1/a',
      'a/on-b',
      'a/rings',
      'a/store',
      'a/work',
      'a/work-late',
    ].map((id) => `runbook ${id}`),
    { ...DECLARED, runbooks: [] },
  ],
  [
    'a function that no alarm watches: what only it uses is not watched either',
    without(SOUND, 'ApiErrors'),
    ['watched a/api', 'watched a/bus', 'watched a/store'],
  ],
  ['a queue that no alarm watches', without(SOUND, 'DeadFull'), ['watched a/dead']],
  ['a table that nobody uses who is watched', { ...SOUND, Lone: table }, ['watched a/lone']],
  [
    'an alarm that tells nobody',
    { ...SOUND, DeadFull: tagged('a', 'AWS::CloudWatch::Alarm', { Dimensions: [{ Value: ref('Dead') }] }) },
    ['watched a/dead'],
  ],
  ['a queue without dead letters', { ...SOUND, Work: queue }, ['parks a/work']],
  [
    'a function that may call itself',
    { ...SOUND, More: grant('ApiRole', statement('lambda:InvokeFunction', ref('Live'))) },
    ['no-call-cycle a/api'],
  ],
  ['an event without a contract', SOUND, ['event-schema a.B'], events()],
  ['an event that nobody may publish', SOUND, ['event-producer a.C'], events(EVENT, { ...EVENT, detailType: 'a.C' })],
  [
    'a subscription to a version that is not there yet',
    {
      ...SOUND,
      OnB: {
        ...SOUND.OnB,
        Type: 'AWS::Events::Rule',
        Properties: {
          ...(SOUND.OnB?.Properties as object),
          EventPattern: { 'detail-type': ['a.B'], detail: { version: [2] } },
        },
      },
    },
    ['event-version a.B'],
  ],
  ['a subscription that nobody reads', without(SOUND, 'Mapping'), ['event-consumer a.B']],
  ['a contract’s call without a route', without(SOUND, 'Route'), ['routed-operation GET /v1/a']],
  [
    'a route without a contract',
    { ...SOUND, Second: route({ RouteKey: 'GET /v1/b', AuthorizationType: 'JWT' }) },
    ['declared-route a/GET /v1/b'],
  ],
  ['a route open to all that its contract guards', { ...SOUND, Route: route() }, ['guarded-route a/GET /v1/a']],
  [
    'a route that no function answers',
    { ...SOUND, Route: route({ Target: 'integrations/abc', AuthorizationType: 'JWT' }) },
    ['answered-route a/GET /v1/a', 'resolved a/GET /v1/a'],
  ],
  [
    'a right to publish in another’s name',
    { ...SOUND, More: grant('ApiRole', publishing('b', 'a.B')) },
    ['own-name a/api'],
  ],
  [
    'a right to publish anything',
    { ...SOUND, More: grant('ApiRole', statement('events:PutEvents', arn('Bus'))) },
    ['publishes-listed a/api', 'resolved a/api'],
  ],
  [
    'a right to all actions of a service',
    { ...SOUND, More: grant('ApiRole', statement('dynamodb:*', arn('Store'))) },
    ['no-wildcard a/api', 'parks a/api'],
  ],
  [
    'a right that leads nowhere',
    { ...SOUND, More: grant('ApiRole', statement('dynamodb:GetItem', '*')) },
    ['resolved a/api'],
  ],
  ['somebody outside whom nothing reaches', SOUND, ['external outside/bank'], outside({ reachedBy: [] })],
  [
    'somebody outside who is reached by a part that is gone',
    SOUND,
    ['external outside/bank'],
    outside({ reachedBy: [{ component: 'a/gone', kind: 'calls', via: 'a file' }] }),
  ],
  ['somebody outside for whom no domain answers', SOUND, ['external outside/bank'], outside({ owner: 'a/api' })],
  ['somebody outside under a name of ours', SOUND, ['external a/bank'], outside({ id: 'a/bank' })],
];

describe('the check of a catalog', () => {
  test('finds nothing in an app that is sound', () => {
    expect(findingsIn(SOUND)).toEqual([]);
    expect(findingsIn(SOUND, outside())).toEqual([]);
  });

  const planted = MISTAKES.map(
    ([name, resources, found, declared = DECLARED]) => [name, resources, found, declared] as const,
  );
  test.each(planted)('finds %s', (_name, resources, expected, declared) => {
    expect([...findingsIn(resources, declared)].sort()).toEqual([...expected].sort());
  });

  test('finds components without owner and tier', () => {
    const bare = { Store: { Type: 'AWS::DynamoDB::Table', Properties: {} } };
    const findings = check(buildCatalog([stackOf(bare)], NOTHING_DECLARED), NOTHING_DECLARED);
    expect(findings.map(({ rule, about, says }) => `${rule} ${about}: ${says}`)).toEqual([
      'owned a: it has no owner',
      'owned a/store: it has no owner',
      'runbook a: it has no runbook',
      'runbook a/store: it has no runbook',
      'watched a/store: no alarm watches it or who uses it',
    ]);
  });

  test.each(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:GetRecords'])(
    'finds who has %s on a table of another domain',
    (action) => {
      const wire = { Type: 'AWS::SSM::Parameter', Properties: { Name: '/store', Value: arn('Store') } };
      const other = stackOf(
        {
          ...fn('Thief', {}, 'b'),
          Right: grant('ThiefRole', statement(action, ref('Wired'))),
          ThiefErrors: tagged('b', 'AWS::CloudWatch::Alarm', {
            Dimensions: [{ Value: ref('Thief') }],
            AlarmActions: ['x'],
          }),
        },
        { stack: 'B', Parameters: { Wired: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/store' } } },
      );
      const catalog = buildCatalog([stackOf({ ...SOUND, Wire: wire }), other], DECLARED);
      const found = check(catalog, DECLARED).filter(({ rule }) => rule === 'own-tables');
      expect(found).toHaveLength(1);
      expect(found[0]).toMatchObject({ about: 'b/thief', evidence: { stack: 'B', logicalId: 'Right' } });
    },
  );

  test('finds a circle of calls once, however long it is and whoever is asked first', () => {
    const ring = ['One', 'Two', 'Three'];
    const resources: Resources = Object.fromEntries(
      ring.flatMap((name, index) => {
        const calls = statement('lambda:InvokeFunction', arn(ring[(index + 1) % ring.length] ?? ''));
        return Object.entries({ ...fn(name), [`${name}Rights`]: grant(`${name}Role`, calls) });
      }),
    );
    const found = check(buildCatalog([stackOf(resources)], NOTHING_DECLARED), NOTHING_DECLARED);
    const cycles = found.filter(({ rule }) => rule === 'no-call-cycle');
    expect(cycles).toHaveLength(1);
    expect(cycles[0]?.says).toMatch(/^calls go round in a circle: (\S+ -> ){3}\S+$/);
  });

  test('says of every finding what to do', () => {
    for (const [, resources, , declared = DECLARED] of MISTAKES)
      for (const { says, mend } of check(buildCatalog([stackOf(resources)], declared), declared)) {
        expect(says).not.toBe('');
        expect(mend).not.toBe('');
      }
  });
});
