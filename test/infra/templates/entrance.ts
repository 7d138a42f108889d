import { describe, expect, test } from '@jest/globals';
import { HttpRoutes } from '../../../lib/platform/http-routes.ts';
import { newFixture } from '../support/fixture.ts';
import { deployed, newFolio } from '../support/folio.ts';

const { byType } = deployed();
const routes = byType('AWS::ApiGatewayV2::Route').map(({ props }) => props);

/** Everything that answers without a token; whatever is added here is open to the whole internet. */
const OPEN = [
  '$default',
  'GET /',
  'GET /.well-known/folio-access-log/checkpoint',
  'GET /.well-known/folio-access-log/checkpoint/{size}',
  'GET /.well-known/folio-access-log/key',
  'GET /.well-known/folio-access-log/tile/{level}/{a}',
  'GET /.well-known/folio-access-log/tile/{level}/{a}/{b}',
  'GET /.well-known/folio-access-log/tile/{level}/{a}/{b}/{c}',
  'GET /.well-known/folio-access-log/tile/{level}/{a}/{b}/{c}/{d}',
  'GET /.well-known/folio-log/checkpoint',
  'GET /.well-known/folio-log/checkpoint/{size}',
  'GET /.well-known/folio-log/key',
  'GET /.well-known/folio-log/tile/{level}/{a}',
  'GET /.well-known/folio-log/tile/{level}/{a}/{b}',
  'GET /.well-known/folio-log/tile/{level}/{a}/{b}/{c}',
  'GET /.well-known/folio-log/tile/{level}/{a}/{b}/{c}/{d}',
  'GET /.well-known/jwks.json',
  'GET /.well-known/openid-configuration',
  'GET /console',
  'GET /console/{file}',
  'GET /problems/{slug}',
  'GET /v1/health',
  'GET /v1/openapi.json',
  'POST /oauth/token',
];

describe('the entrance', () => {
  test('is one API whose default stage is throttled', () => {
    expect(byType('AWS::ApiGatewayV2::Api')).toHaveLength(1);
    const stages = byType('AWS::ApiGatewayV2::Stage').map(({ props }) => props);
    expect(stages).toHaveLength(1);
    expect(stages[0]).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 2000, ThrottlingBurstLimit: 1000 },
    });
  });

  test('writes one JSON line per request, in which no token, header, body or path can be', () => {
    const [stage] = byType('AWS::ApiGatewayV2::Stage');
    const line = JSON.parse(stage?.props.AccessLogSettings.Format) as Record<string, string>;
    expect(Object.keys(line)).toContain('requestId');
    for (const value of Object.values(line)) {
      expect(value).toMatch(/^\$context\.[A-Za-z_.]+$/);
      expect(value).not.toMatch(/path|header|querystring|body|authorizer\.jwt/i);
      // Quoted already on AWS, which would break the line.
      expect(value).not.toMatch(/messageString/);
    }
    expect(stage?.meant(stage.props.AccessLogSettings.DestinationArn)?.Type).toBe('AWS::Logs::LogGroup');
  });

  test('rings when it fails where no function can say so', () => {
    const [alarm] = byType('AWS::CloudWatch::Alarm').filter(({ props }) => props.MetricName === '5xx');
    expect(alarm?.props).toMatchObject({ MetricName: '5xx', Threshold: 5, TreatMissingData: 'notBreaching' });
    expect(alarm?.meant(alarm.props.Dimensions[0].Value)?.Type).toBe('AWS::ApiGatewayV2::Api');
  });

  test('rings when it is slow, and when tokens are refused whose keys it cannot fetch, which it counts in its own log', () => {
    const alarms = byType('AWS::CloudWatch::Alarm').map(({ props }) => props);
    expect(alarms.filter(({ MetricName }) => MetricName === 'Latency')).toEqual([
      expect.objectContaining({ Statistic: 'Average', Threshold: 2000, EvaluationPeriods: 5 }),
    ]);
    const [filter, ...others] = byType('AWS::Logs::MetricFilter');
    expect(others).toEqual([]);
    expect(filter?.props.FilterPattern).toBe('{ $.status = "401" }');
    const [stage] = byType('AWS::ApiGatewayV2::Stage');
    expect(filter?.meant(filter.props.LogGroupName)).toBe(stage?.meant(stage.props.AccessLogSettings.DestinationArn));
    const [{ MetricName, MetricNamespace }] = filter?.props.MetricTransformations ?? [{}];
    expect(alarms.filter((alarm) => alarm.MetricName === MetricName)).toEqual([
      expect.objectContaining({ Namespace: MetricNamespace, Threshold: 300, EvaluationPeriods: 3 }),
    ]);
  });

  test('is open without a token at these routes and no others', () => {
    const open = routes.filter(({ AuthorizationType }) => AuthorizationType === 'NONE').map(({ RouteKey }) => RouteKey);
    expect(open.sort()).toEqual(OPEN);
  });

  test('asks for a token with a scope everywhere else', () => {
    const closed = routes.filter(({ AuthorizationType }) => AuthorizationType !== 'NONE');
    expect(closed.length).toBeGreaterThan(15);
    for (const route of closed) {
      expect([route.RouteKey, route.AuthorizationType]).toEqual([route.RouteKey, 'JWT']);
      expect(route.AuthorizationScopes.length).toBeGreaterThan(0);
      expect(route.AuthorizerId).toBeDefined();
    }
  });

  test('has no route twice', () => {
    const keys = routes.map(({ RouteKey }) => RouteKey);
    expect(keys).toEqual([...new Set(keys)]);
  });

  test('waits longer than its function works, so that the function answers first', () => {
    for (const { props, meant } of byType('AWS::ApiGatewayV2::Integration')) {
      const fn = meant(meant(props.IntegrationUri)?.Properties.FunctionName);
      expect(props.TimeoutInMillis).toBe(fn?.Properties.Timeout * 1000 + 1000);
      expect(props.TimeoutInMillis).toBeLessThanOrEqual(30_000);
      expect(props.PayloadFormatVersion).toBe('2.0');
    }
  });

  test('does not open a route with scopes that has no authorizer', () => {
    const operations = [{ operationId: 'getAll', method: 'GET', path: '/all', scopes: ['admin'] } as const];
    const { stack } = newFixture();
    const targetOf = () => ({ integrationId: 'i' });
    expect(() => new HttpRoutes(stack, 'Routes', { apiId: 'api', targetOf, operations })).toThrow(
      'getAll has scopes, so its routes need an authorizer.',
    );
  });
});

describe('an outside issuer', () => {
  const issuer = { 'folio:issuer': 'https://login.example/pool' };
  const words = {
    'folio:audience': 'client-1,client-2',
    'folio:tenant-claim': 'client_id',
    'folio:scope-prefix': 'folio/',
  };
  const people = { 'folio:console-client': 'console-1', 'folio:console-token-origin': 'https://tokens.example' };

  test('is asked by the gateway with its own words, which every function knows too', () => {
    const { byType: of } = deployed({ ...issuer, ...words, ...people });
    const [authorizer] = of('AWS::ApiGatewayV2::Authorizer');
    expect(authorizer?.props.JwtConfiguration).toEqual({
      Issuer: issuer['folio:issuer'],
      Audience: ['client-1', 'client-2'],
    });
    const scopes = of('AWS::ApiGatewayV2::Route').flatMap(({ props }) => props.AuthorizationScopes ?? []);
    expect(scopes.length).toBeGreaterThan(20);
    expect(scopes.filter((scope) => !/^folio\/[a-z]+(:[a-z]+)?$/.test(scope))).toEqual([]);
    for (const { props } of of('AWS::Lambda::Function'))
      expect(props.Environment.Variables).toMatchObject({
        TOKEN_TENANT_CLAIM: 'client_id',
        TOKEN_SCOPE_PREFIX: 'folio/',
      });
    const told = of('AWS::Lambda::Function').filter(({ props }) => 'SIGN_IN' in props.Environment.Variables);
    expect(told.map(({ id }) => id)).toEqual([expect.stringMatching(/^ServiceConsole/)]);
    const { scope, ...signIn } = JSON.parse(told[0]?.props.Environment.Variables.SIGN_IN);
    expect(signIn).toEqual({
      ...{ issuer: issuer['folio:issuer'], clientId: 'console-1', tokenOrigin: 'https://tokens.example' },
    });
    expect(scope.split(' ')).toEqual(expect.arrayContaining(['folio/catalog:read', 'folio/ledger:read']));
    expect(scope).toMatch(/^(folio\/[a-z]+:read ?)+$/);
  });

  test('that speaks as Folio does needs none of it', () => {
    const { byType: of } = deployed(issuer);
    const [authorizer] = of('AWS::ApiGatewayV2::Authorizer');
    expect(authorizer?.props.JwtConfiguration).toEqual({ Issuer: issuer['folio:issuer'], Audience: ['folio'] });
    expect(JSON.stringify(of('AWS::Lambda::Function').map(({ props }) => props))).not.toMatch(
      /TOKEN_SCOPE_PREFIX|SIGN_IN/,
    );
  });

  test.each([
    [words, "say 'folio:issuer' too"],
    [{ ...issuer, 'folio:audience': 'a b' }, 'must be one or more audiences'],
    [{ ...issuer, 'folio:tenant-claim': 'a b' }, 'must be the name of a claim'],
    [{ ...issuer, 'folio:scope-prefix': 'a b' }, 'must be text without spaces'],
    [people, "say 'folio:issuer' too"],
    [{ ...issuer, 'folio:console-scopes': 'catalog:read' }, "say 'folio:console-client' too"],
    [{ ...issuer, ...people, 'folio:console-token-origin': 'http://tokens.example' }, 'must be an https origin'],
  ])('is refused where it cannot be meant: %j', (context, says) => {
    expect(() => newFolio(context)).toThrow(says);
  });
});
