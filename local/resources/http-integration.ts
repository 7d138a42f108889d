import type { ApiRegistry } from '../gateway/registry.ts';
import type { ResourceHandler } from '../services.ts';
import { apiGatewayId } from './http-api.ts';
import { only, optionalNumber, text } from './properties.ts';

/** An HTTP API waits no longer than this, whatever is asked for. */
const MAX_TIMEOUT_MS = 30_000;
const INVOCATION_PATH = /^arn:[\w-]+:apigateway:[\w-]+:lambda:path\/[\d-]+\/functions\/(.+)\/invocations$/;

export const httpIntegration = (registry: ApiRegistry): ResourceHandler => ({
  type: 'AWS::ApiGatewayV2::Integration',
  supports: ['ApiId', 'IntegrationType', 'IntegrationUri', 'PayloadFormatVersion', 'TimeoutInMillis', 'ConnectionType'],
  ignores: { IntegrationMethod: 'functions are always invoked by POST', Description: 'a note for people' },
  apply: (resource) => {
    only(resource, 'IntegrationType', ['AWS_PROXY']);
    only(resource, 'PayloadFormatVersion', ['2.0']);
    only(resource, 'ConnectionType', ['INTERNET']);
    const integrationId = apiGatewayId(resource, 7);
    const uri = text(resource, 'IntegrationUri');
    registry.putIntegration(text(resource, 'ApiId'), integrationId, {
      target: INVOCATION_PATH.exec(uri)?.[1] ?? uri,
      timeoutMs: Math.min(optionalNumber(resource, 'TimeoutInMillis') ?? MAX_TIMEOUT_MS, MAX_TIMEOUT_MS),
    });
    return { ref: integrationId, attributes: { IntegrationId: integrationId } };
  },
  remove: (record) => registry.removeIntegration(record.ref),
});
