import { CustomResource } from 'aws-cdk-lib';
import { CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import { getDiscovery, getJwks } from '../../functions/identity/contract/api.ts';
import type { Domain } from '../../functions/kernel/core/domain.ts';
import { metaOperations } from '../../functions/meta/contract/api.ts';
import { meta } from '../../functions/meta/contract/domain.ts';
import { THROTTLES_RESOURCE } from '../../functions/registry/contract/custom-resource.ts';
import type { Deployment } from '../platform/deployment.ts';
import { DomainStack } from '../platform/domain-stack.ts';
import { HttpRoutes } from '../platform/http-routes.ts';
import { KEEPER_ANSWERS_WITHIN } from '../platform/keeper.ts';
import { acknowledge } from '../platform/nag.ts';
import { openRate } from '../platform/open-rate.ts';
import { readStackParameter } from '../platform/stack-parameters.ts';
import { MetaService } from './meta-service.ts';
import { withOutcomeScopes } from './outcome-scopes.ts';

/** The gateway itself asks there for the keys of tokens: a flood must not keep it from them before the whole stage is full. */
const ASKED_BY_GATEWAY: ReadonlySet<string> = new Set([getDiscovery.path, getJwks.path]);

/** What concerns the API as a whole: its document, its health, its problems, and the answer to paths that nobody owns. */
export class MetaStack extends DomainStack {
  /** @param domains whose calls the document shows, in its order, and whose health is asked: all but meta itself */
  constructor(scope: Construct, deployment: Deployment, domains: readonly Domain[]) {
    super(scope, deployment, 'Meta', {
      ...{ owner: 'platform', tier: 2, runbook: 'rollback', dataClass: 'internal' },
      purpose: meta.purpose,
    });
    const { target } = new MetaService(this, 'Service', deployment, domains);
    const apiId = readStackParameter(this, deployment, 'apiId');
    const routes = new HttpRoutes(this, 'Routes', {
      apiId,
      targetOf: () => target,
      operations: withOutcomeScopes(metaOperations, domains),
      authorizerId: readStackParameter(this, deployment, 'authorizerId'),
    });
    const route = new CfnRoute(this, 'DefaultRoute', {
      apiId,
      routeKey: '$default',
      authorizationType: 'NONE',
      target: `integrations/${target.integrationId}`,
    });
    acknowledge(
      route,
      'AwsSolutions-APIG4',
      'It only says that a path or method does not exist, with a token or without.',
    );
    const open = domains
      .flatMap(({ operations }) => operations)
      .filter(({ scopes, path }) => scopes.length === 0 && !ASKED_BY_GATEWAY.has(path));
    this.#throttle(deployment, apiId, [
      '$default',
      ...open.map(({ method, path }) => `${method} ${path}`),
    ]).node.addDependency(routes, route);
  }

  /** What is open to all may be called less often than what a token is needed for: nobody answers for a flood of it. */
  #throttle(deployment: Deployment, apiId: string, routes: readonly string[]): CustomResource {
    const rate = openRate(this);
    return new CustomResource(this, 'OpenRoutes', {
      resourceType: THROTTLES_RESOURCE,
      serviceToken: readStackParameter(this, deployment, 'registryAliasArn'),
      serviceTimeout: KEEPER_ANSWERS_WITHIN,
      properties: { ApiId: apiId, RatePerSecond: String(rate), Burst: String(2 * rate), Routes: [...routes].sort() },
    });
  }
}
