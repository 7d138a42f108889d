import { describe, expect, test } from '@jest/globals';
import { HttpRoutes } from '../../../lib/platform/http-routes.ts';
import { newFixture } from '../support/fixture.ts';
import { deployed } from '../support/folio.ts';

const { byType } = deployed();
const routes = byType('AWS::ApiGatewayV2::Route').map(({ props }) => props);

/** Everything that answers without a token; whatever is added here is open to the whole internet. */
const OPEN = [
  '$default',
  'GET /.well-known/jwks.json',
  'GET /.well-known/openid-configuration',
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
    const [alarm] = byType('AWS::CloudWatch::Alarm').filter(({ props }) => props.Namespace === 'AWS/ApiGateway');
    expect(alarm?.props).toMatchObject({ MetricName: '5xx', Threshold: 5, TreatMissingData: 'notBreaching' });
    expect(alarm?.meant(alarm.props.Dimensions[0].Value)?.Type).toBe('AWS::ApiGatewayV2::Api');
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
    expect(() => new HttpRoutes(stack, 'Routes', { apiId: 'api', integrationId: 'i', operations })).toThrow(
      'getAll has scopes, so its routes need an authorizer.',
    );
  });
});
