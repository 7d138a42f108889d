import type { Trail } from '../cloudtrail/trail.ts';
import type { Shifter } from '../codedeploy/shifter.ts';
import type { ApiRegistry } from '../gateway/registry.ts';
import type { Lambda } from '../lambda/runtime.ts';
import type { ResourceHandler } from '../services.ts';
import { codeDeployApplication, codeDeployGroup } from './codedeploy.ts';
import { httpApi } from './http-api.ts';
import { httpAuthorizer } from './http-authorizer.ts';
import { httpIntegration } from './http-integration.ts';
import { httpRoute } from './http-route.ts';
import { httpStage } from './http-stage.ts';
import { lambdaAlias } from './lambda-alias.ts';
import { lambdaEventInvokeConfig } from './lambda-event-invoke-config.ts';
import { lambdaFunction } from './lambda-function.ts';
import { lambdaVersion } from './lambda-version.ts';
import { logSubscription } from './log-subscription.ts';
import { noOpHandlers } from './no-op.ts';

export type HandlerTable = ReadonlyMap<string, ResourceHandler>;

/** Every resource type that is honoured: those of functions and the gateway, then those of the services, which win. */
export const handlerTable = (
  lambda: Lambda,
  shifter: Shifter,
  trail: Trail,
  registry: ApiRegistry,
  gatewayUrl: () => string,
  services: readonly ResourceHandler[],
): HandlerTable =>
  new Map(
    [
      ...noOpHandlers,
      lambdaFunction(lambda),
      lambdaVersion(lambda),
      lambdaAlias(lambda, shifter, trail),
      lambdaEventInvokeConfig(lambda),
      codeDeployApplication,
      codeDeployGroup(shifter),
      httpApi(registry, gatewayUrl),
      httpStage(registry),
      httpIntegration(registry),
      httpAuthorizer(registry),
      httpRoute(registry),
      logSubscription(registry),
      ...services,
    ].map((handler) => [handler.type, handler]),
  );
