import { describe, expect, test } from '@jest/globals';
import type { ComponentType } from '../../functions/catalog/contract/component-types.ts';
import { buildCatalog } from '../../functions/catalog/model/build-catalog.ts';
import type { Catalog, EdgeKind } from '../../functions/catalog/model/catalog.ts';
import { check } from '../../functions/catalog/model/check/check.ts';
import { diffOf } from '../../functions/catalog/model/diff.ts';
import { graphOf } from '../../functions/catalog/model/graph.ts';
import { graphAround } from '../../functions/catalog/model/graph-view.ts';
import { impactOf } from '../../functions/catalog/model/impact.ts';
import type { StackTemplate } from '../../functions/catalog/model/template.ts';
import { appCatalog, DECLARED, templatesOf } from './support/catalog.ts';
import { chaosIn } from './support/chaos.ts';
import { deployed, type Found } from './support/folio.ts';

const folio = deployed();
const catalog = appCatalog();
const ofType = (type: ComponentType) => catalog.components.filter((one) => one.type === type);
const ofKind = (kind: EdgeKind) => catalog.edges.filter((one) => one.kind === kind);
const count = (type: string): number => folio.byType(type).length;
const line = ({ from, kind, to, via = '' }: Catalog['edges'][number]): string => `${from} ${kind} ${to} ${via}`;

/** The app with one resource more, or another one in its place. */
const changed = (stack: string, id: string, resource: object | undefined): Catalog => {
  const templates = templatesOf(folio).map((one): StackTemplate => {
    if (one.stack !== stack) return one;
    const { [id]: _, ...rest } = one.template.Resources;
    const resources = resource === undefined ? rest : { ...rest, [id]: resource };
    return { ...one, template: { ...one.template, Resources: resources as StackTemplate['template']['Resources'] } };
  });
  return buildCatalog(templates, DECLARED);
};

const roleOf = (stack: string, part: string): string => {
  const found = folio.byType('AWS::IAM::Role').find((one) => one.stack === stack && one.id.startsWith(part));
  if (found === undefined) throw new Error(`no role ${part} in ${stack}`);
  return found.id;
};
const find = (type: string, stack: string): Found => {
  const found = folio.byType(type).find((one) => one.stack === stack);
  if (found === undefined) throw new Error(`no ${type} in ${stack}`);
  return found;
};

describe('the catalog of the app', () => {
  test('has nothing to be mended', () => {
    expect(check(catalog, DECLARED)).toEqual([]);
  });

  test('has every resource of every template in one component', () => {
    const resources = Object.entries(folio.templates).flatMap(([, { Resources }]) => Object.keys(Resources));
    const parts = catalog.components.flatMap(({ resources: all }) => all);
    expect(parts).toHaveLength(resources.length);
    expect(new Set(parts.map(({ stack, logicalId }) => `${stack}/${logicalId}`)).size).toBe(resources.length);
    expect(catalog.strays).toEqual([]);
  });

  test.each([
    ['function', 'AWS::Lambda::Function'],
    ['table', 'AWS::DynamoDB::Table'],
    ['queue', 'AWS::SQS::Queue'],
    ['bucket', 'AWS::S3::Bucket'],
    ['key', 'AWS::KMS::Key'],
    ['bus', 'AWS::Events::EventBus'],
    ['rule', 'AWS::Events::Rule'],
    ['route', 'AWS::ApiGatewayV2::Route'],
    ['schedule', 'AWS::Scheduler::Schedule'],
    ['alarm', 'AWS::CloudWatch::Alarm'],
  ] as const)('has as many components of type %s as the templates have of %s', (type, resource) => {
    expect(count(resource)).toBeGreaterThan(0);
    expect(ofType(type)).toHaveLength(count(resource));
  });

  test('has an edge for each mapping, route, schedule, alarm, rule and type of event that a grant names', () => {
    const consumed = ofKind('consumes').flatMap(({ evidence }) =>
      evidence.filter((one) => one.property === 'EventSourceArn'),
    );
    expect(consumed).toHaveLength(count('AWS::Lambda::EventSourceMapping'));
    const api = catalog.components.find(({ type }) => type === 'api')?.id;
    expect(ofKind('exposes').filter(({ from }) => from === api)).toHaveLength(count('AWS::ApiGatewayV2::Route'));
    expect(ofKind('schedules')).toHaveLength(count('AWS::Scheduler::Schedule'));
    expect(new Set(ofKind('watches').map(({ from }) => from)).size).toBe(count('AWS::CloudWatch::Alarm'));
    const statements = folio
      .byType('AWS::IAM::Policy')
      .flatMap(({ props }) => props.PolicyDocument.Statement)
      .filter(({ Action }) => [Action].flat().includes('events:PutEvents'));
    const types = statements.flatMap(({ Condition }) =>
      [Condition['ForAllValues:StringEquals']['events:detail-type']].flat(),
    );
    expect(types.length).toBeGreaterThan(10);
    expect(ofKind('publishes')).toHaveLength(types.length);
    const subscribed = folio.byType('AWS::Events::Rule').flatMap(({ props }) => props.EventPattern['detail-type']);
    expect(ofKind('subscribes')).toHaveLength(subscribed.length);
  });

  test('knows every function by the name of its entry file, and what starts it', () => {
    for (const { name, functions } of DECLARED.domains)
      for (const [entry, trigger] of Object.entries(functions))
        expect(catalog.components.find(({ id }) => id === `${name}/${entry}`)).toMatchObject({
          type: 'function',
          facts: { trigger },
        });
  });

  test('has the calls between domains that there are, each named by its grant', () => {
    const crossing = ofKind('calls').filter(
      ({ from, to }) => from.split('/')[0] !== to.split('/')[0] && !from.startsWith('registry/'),
    );
    expect(crossing.map(line)).toEqual([
      'access/authorizer calls platform/http-api ',
      'catalog/api calls registry/releases-reader ',
      'meta/api calls catalog/api ',
      'meta/api calls identity/api ',
      'meta/api calls ledger/api ',
      'meta/api calls payments/api ',
      'meta/api calls proof/api ',
      'meta/api calls statements/api ',
      'meta/api calls webhooks/api ',
      'payments/api calls ledger/api ',
      'payments/sweep calls ledger/api ',
      'payments/work calls ledger/api ',
      'platform/http-api calls proof/on-access ',
      'proof/api calls ledger/api ',
      'statements/api calls ledger/api ',
      'statements/bank calls ledger/api ',
      'statements/on-taken calls ledger/api ',
    ]);
  });

  test('is the same in whatever order the templates and their resources come', () => {
    const backwards = (record: object) => Object.fromEntries(Object.entries(record).reverse());
    const templates = templatesOf(folio)
      .map(({ stack, template }) => ({
        stack,
        template: { ...template, Resources: backwards(template.Resources) as StackTemplate['template']['Resources'] },
      }))
      .reverse();
    expect(JSON.stringify(buildCatalog(templates, DECLARED))).toBe(JSON.stringify(catalog));
  });

  test('gets one edge by one grant that is added, and loses it with the grant; the difference says so', () => {
    const table = find('AWS::DynamoDB::Table', 'payments');
    const statement = { Effect: 'Allow', Action: 'dynamodb:DeleteItem', Resource: { 'Fn::GetAtt': [table.id, 'Arn'] } };
    const policy = {
      Type: 'AWS::IAM::Policy',
      Properties: {
        Roles: [{ Ref: roleOf('payments', 'ServiceRelayRole') }],
        PolicyDocument: { Statement: [statement] },
      },
    };
    const more = changed('Folio-Payments', 'Planted', policy);
    const before = new Set(catalog.edges.map(line));
    const added = more.edges.map(line).filter((one) => !before.has(one));
    expect(added).toHaveLength(1);
    expect(added[0]).toMatch(/^payments\/relay writes payments\/(store|bank)-table $/);
    expect(more.edges).toHaveLength(catalog.edges.length + 1);
    expect(diffOf(catalog, more)).toEqual({
      users: [],
      operators: [
        {
          what: expect.stringMatching(/^new right: payments\/relay may dynamodb:DeleteItem on payments\//),
          breaking: false,
        },
      ],
    });
    expect(changed('Folio-Payments', 'Planted', undefined)).toEqual(catalog);
  });

  test('loses exactly the calls of a grant that is taken away', () => {
    const policy = folio
      .byType('AWS::IAM::Policy')
      .find(({ stack, props }) => stack === 'meta' && JSON.stringify(props.PolicyDocument).includes('InvokeFunction'));
    const less = changed('Folio-Meta', String(policy?.id), undefined);
    const gone = catalog.edges.map(line).filter((one) => !less.edges.map(line).includes(one));
    const calls = catalog.edges.filter(({ from, kind }) => from === 'meta/api' && kind === 'calls');
    expect(calls.length).toBeGreaterThan(1);
    expect(gone.filter((one) => one.includes(' calls '))).toEqual(calls.map(line));
    // Its environment still names them: what it cannot use is shown as such.
    const named = less.edges.filter(({ from, kind }) => from === 'meta/api' && kind === 'mentions');
    expect(named).toHaveLength(calls.length);
  });

  test('says of a route that is taken away that this breaks its callers, and of a second one who may call it', () => {
    const route = folio.byType('AWS::ApiGatewayV2::Route').find(({ props }) => props.RouteKey === 'POST /v1/payments');
    const less = changed('Folio-Payments', String(route?.id), undefined);
    expect(diffOf(catalog, less).users).toEqual([{ what: 'route POST /v1/payments is gone', breaking: true }]);
    expect(diffOf(less, catalog).users).toEqual([
      { what: 'new route POST /v1/payments, for payments:write', breaking: false },
    ]);
    const open = { ...route?.resource, Properties: { ...route?.props, AuthorizationType: 'NONE' } };
    const opened = changed('Folio-Payments', String(route?.id), open);
    expect(diffOf(catalog, opened).users).toEqual([
      { what: 'route POST /v1/payments was for payments:write, and is open to all', breaking: false },
    ]);
    expect(check(opened, DECLARED).map(({ rule }) => rule)).toEqual(['guarded-route']);
  });

  test('says of an event that is gone, of a new version and of one that is not public any more that they break readers', () => {
    const events = (change: (one: Catalog['events'][number]) => readonly Catalog['events'][number][]) =>
      diffOf(catalog, { ...catalog, events: catalog.events.flatMap(change) }).users;
    const of = (type: string, more: object) => (one: Catalog['events'][number]) =>
      one.type === type ? [{ ...one, ...more }] : [one];
    expect(events((one) => (one.type === 'payments.PaymentStuck' ? [] : [one]))).toEqual([
      { what: 'event payments.PaymentStuck is gone', breaking: true },
    ]);
    expect(events(of('ledger.HoldPlaced', { version: 2 }))).toEqual([
      { what: 'event ledger.HoldPlaced is version 2, and was 1', breaking: true },
    ]);
    expect(events(of('ledger.HoldPlaced', { public: false }))).toEqual([
      { what: 'event ledger.HoldPlaced is not public any more', breaking: true },
    ]);
    expect(events(of('ledger.HoldPlaced', { schema: {} }))).toEqual([
      { what: 'event ledger.HoldPlaced has another schema under the same version 1', breaking: false },
    ]);
  });

  test('may publish exactly the events that each domain declares: no right is for more, and none is missing', () => {
    const allowed = ofKind('publishes').map(({ from, via }) => `${from.split('/')[0]} ${via}`);
    const declared = DECLARED.domains.flatMap(({ name, events }) =>
      events.map(({ detailType }) => `${name} ${detailType}`),
    );
    expect([...new Set(allowed)].sort()).toEqual(declared.sort());
  });
});

describe('an external that people declare', () => {
  test('stands in the catalog with the domain that answers for the relation, and is hurt by nobody who is ours', () => {
    for (const { id, owner, reachedBy } of DECLARED.externals ?? []) {
      expect(catalog.components.find((one) => one.id === id)).toMatchObject({ type: 'external', owner, resources: [] });
      const edges = catalog.edges.filter(({ to }) => to === id);
      expect(edges.map(({ from, via }) => [from, via])).toEqual(
        reachedBy.map(({ component, via }) => [component, via]),
      );
      for (const { evidence } of edges)
        expect(evidence).toEqual([expect.objectContaining({ stack: 'lib/catalog/externals.ts' })]);
    }
    const graph = graphOf(catalog);
    const hurt = impactOf(graph, 'outside/banks').filter(({ hops }) => hops === 1);
    expect(hurt.map(({ id, pain }) => `${id} ${pain}`)).toEqual(['payments/files soft', 'payments/inbox soft']);
    const { nodes } = graphAround(catalog, undefined, 1, 'both');
    expect(nodes).toContain('outside');
  });
});

chaosIn(catalog, DECLARED);
