import { describe, expect, test } from '@jest/globals';
import type { Api, ApiRoute, Stage } from '../../../local/gateway/api.ts';
import { deployApi } from '../../../local/gateway/deployed-api.ts';
import { ApiRegistry } from '../../../local/gateway/registry.ts';

const INTEGRATION = { target: 'f:live', timeoutMs: 1 };
const JWT = { issuer: 'http://127.0.0.1:1', audience: ['folio'] };
const follow = () => undefined;
const route = (routeKey: string, change: object = {}) => ({
  ...{ routeKey, integrationId: 'i', authorizerId: 'a', scopes: ['s'] },
  ...change,
});

const filled = (): ApiRegistry => {
  const registry = new ApiRegistry();
  registry.putApi('api', 'x');
  registry.putIntegration('api', 'i', INTEGRATION);
  registry.putAuthorizer('api', 'a', JWT);
  registry.putRoute('api', 'r', route('GET /a'));
  return registry;
};

describe('the API of a deployment', () => {
  test('is none before there is one, and then all that its resources say', () => {
    expect(new ApiRegistry().api()).toBeUndefined();
    const registry = filled();
    registry.putRoute('api', 'open', route('GET /open', { authorizerId: undefined, scopes: [] }));
    const parts = { integration: INTEGRATION };
    expect(registry.api()).toEqual({
      ...{ apiId: 'api', name: 'x', stage: undefined, subscriptions: [] },
      routes: [
        { ...parts, routeKey: 'GET /a', authorizer: JWT, scopes: ['s'] },
        { ...parts, routeKey: 'GET /open', authorizer: undefined, scopes: [] },
      ],
    });
    registry.removeRoute('open');
    expect(registry.api()?.routes).toHaveLength(1);
  });

  test('is refused without an integration or an authorizer that a route names: it would be open to all', () => {
    const guarded = filled();
    guarded.removeAuthorizer('a');
    expect(() => guarded.api()).toThrow('the route GET /a has no authorizer');
    const bare = filled();
    bare.removeIntegration('i');
    expect(() => bare.api()).toThrow('the route GET /a has no integration');
  });

  test('is one, has one route for a key, and takes nothing for another one', () => {
    const registry = filled();
    expect(() => registry.putApi('other', 'y')).toThrow('serves one HTTP API');
    expect(() => registry.putRoute('api', 'r2', route('GET /a'))).toThrow('two routes have the key GET /a');
    registry.putRoute('api', 'r', route('GET /a', { scopes: [] }));
    expect(registry.api()?.routes[0]?.scopes).toEqual([]);
    for (const put of [
      () => registry.putRoute('other', 'r3', route('GET /b')),
      () => registry.putIntegration('other', 'i', INTEGRATION),
      () => registry.putAuthorizer('other', 'a', JWT),
      () => registry.putStage('other', {} as Stage),
    ])
      expect(put).toThrow('there is no HTTP API other');
  });
});

describe('an API that is deployed again', () => {
  const guarded = (authorizer: ApiRoute['authorizer'] = JWT): ApiRoute => ({
    ...{ routeKey: 'GET /a', integration: INTEGRATION, authorizer, scopes: [] },
  });
  const stage = (change: Partial<Stage> = {}): Stage => ({
    ...{ rateLimit: 1, burstLimit: 1, accessLog: undefined },
    ...change,
  });
  const api = (one: ApiRoute, of: Stage | undefined = undefined): Api => ({
    ...{ apiId: 'api', name: 'x', routes: [one], stage: of, subscriptions: [] },
  });

  test('keeps an authorizer that has not changed, with what it knows, and no other', () => {
    const first = api(guarded());
    const deployed = deployApi(first, false, follow);
    const authorizer = deployed.authorizer(first.routes[0] as ApiRoute);
    expect(authorizer).toBeDefined();
    const of = (next: Api) =>
      deployApi(next, false, follow, { api: first, deployed }).authorizer(next.routes[0] as ApiRoute) === authorizer;
    expect([of(api(guarded())), of(api(guarded({ ...JWT, audience: ['other'] })))]).toEqual([true, false]);
    const open = api({ ...guarded(), authorizer: undefined });
    expect(
      deployApi(open, false, follow, { api: first, deployed }).authorizer(open.routes[0] as ApiRoute),
    ).toBeUndefined();
  });

  test('throttles where it was asked to and its stage says both limits', () => {
    const throttle = (isThrottled: boolean, of?: Stage) => deployApi(api(guarded(), of), isThrottled, follow).throttle;
    expect(throttle(true, stage())?.take()).toBe(true);
    expect([throttle(false, stage()), throttle(true), throttle(true, stage({ burstLimit: undefined }))]).toEqual([
      ...[undefined, undefined, undefined],
    ]);
  });
});
