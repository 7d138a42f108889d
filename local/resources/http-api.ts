import { createHash } from 'node:crypto';
import { REGION, URL_SUFFIX } from '../account.ts';
import type { ApiRegistry } from '../gateway/registry.ts';
import type { Resource, ResourceHandler } from '../services.ts';
import { only, text } from './properties.ts';

/** Ten characters, as API Gateway's ids have, the same in every data folder. */
export const apiGatewayId = (resource: Resource, length = 10): string =>
  BigInt(`0x${createHash('sha256').update(`${resource.stack}\n${resource.logicalId}`).digest('hex')}`)
    .toString(36)
    .slice(0, length);

/** The HTTP API. Its address on AWS is kept everywhere and means this machine's gateway when it is used. */
export const httpApi = (registry: ApiRegistry, gatewayUrl: () => string): ResourceHandler => ({
  type: 'AWS::ApiGatewayV2::Api',
  supports: ['Name', 'ProtocolType'],
  ignores: {
    Tags: 'nothing reads tags locally',
    Description: 'a note for people',
    DisableExecuteApiEndpoint: 'there is one address only',
    IpAddressType: 'loopback only',
  },
  apply: (resource, context) => {
    only(resource, 'ProtocolType', ['HTTP']);
    const apiId = apiGatewayId(resource);
    registry.putApi(apiId, text(resource, 'Name'));
    const ApiEndpoint = `https://${apiId}.execute-api.${REGION}.${URL_SUFFIX}`;
    context.addresses.declare(ApiEndpoint, gatewayUrl());
    return { ref: apiId, attributes: { ApiId: apiId, ApiEndpoint } };
  },
});
