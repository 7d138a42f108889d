import { isDeepStrictEqual } from 'node:util';
import type { ApiRegistry } from '../gateway/registry.ts';
import type { ResourceHandler } from '../services.ts';
import { apiGatewayId } from './http-api.ts';
import { only, PropertyFailure, text, texts } from './properties.ts';

/**
 * A JWT authorizer. AWS fetches the issuer's discovery when it makes one. Here that happens at the first token, because the
 * gateway answers only when the whole app is deployed.
 */
export const httpAuthorizer = (registry: ApiRegistry): ResourceHandler => ({
  type: 'AWS::ApiGatewayV2::Authorizer',
  supports: ['ApiId', 'AuthorizerType', 'IdentitySource', 'JwtConfiguration'],
  ignores: { Name: 'a note for people' },
  apply: (resource, context) => {
    only(resource, 'AuthorizerType', ['JWT']);
    if (!isDeepStrictEqual(texts(resource, 'IdentitySource'), ['$request.header.Authorization'])) {
      throw new PropertyFailure(`${resource.logicalId}: the token is read from $request.header.Authorization only`);
    }
    const authorizerId = apiGatewayId(resource, 6);
    registry.putAuthorizer(text(resource, 'ApiId'), authorizerId, {
      issuer: context.addresses.localize(text(resource, 'JwtConfiguration.Issuer')),
      audience: texts(resource, 'JwtConfiguration.Audience'),
    });
    return { ref: authorizerId, attributes: { AuthorizerId: authorizerId } };
  },
  remove: (record) => registry.removeAuthorizer(record.ref),
});
