import type { ApiRegistry } from '../gateway/registry.ts';
import type { ResourceHandler } from '../services.ts';
import { apiGatewayId } from './http-api.ts';
import { only, optionalText, text, texts } from './properties.ts';

export const httpRoute = (registry: ApiRegistry): ResourceHandler => ({
  type: 'AWS::ApiGatewayV2::Route',
  supports: ['ApiId', 'RouteKey', 'Target', 'AuthorizationType', 'AuthorizerId', 'AuthorizationScopes'],
  ignores: { OperationName: 'a note for people' },
  apply: (resource) => {
    only(resource, 'AuthorizationType', ['NONE', 'JWT']);
    const routeId = apiGatewayId(resource, 7);
    const guarded = optionalText(resource, 'AuthorizationType') === 'JWT';
    registry.putRoute(text(resource, 'ApiId'), routeId, {
      routeKey: text(resource, 'RouteKey'),
      integrationId: text(resource, 'Target').replace(/^integrations\//, ''),
      authorizerId: guarded ? text(resource, 'AuthorizerId') : undefined,
      scopes: guarded ? texts(resource, 'AuthorizationScopes') : [],
    });
    return { ref: routeId, attributes: { RouteId: routeId } };
  },
  remove: (record) => registry.removeRoute(record.ref),
});
