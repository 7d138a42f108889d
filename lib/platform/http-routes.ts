import { Stack } from 'aws-cdk-lib';
import { CfnIntegration, CfnRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Operation } from '../../functions/kernel/core/operation.ts';
import { acknowledge } from './nag.ts';
import { scopePrefix } from './outside-issuer.ts';
import type { ReleasedFunction } from './released-function.ts';

/** What a route needs to know of an operation. */
export type RoutedOperation = Pick<Operation, 'operationId' | 'method' | 'path' | 'scopes'>;

export interface HttpTargetProps {
  readonly apiId: string;
  readonly target: ReleasedFunction;
}

/** The gateway's way to one function: one integration and one permission for all of its routes. */
export class HttpTarget extends Construct {
  readonly integrationId: string;

  constructor(scope: Construct, id: string, props: HttpTargetProps) {
    super(scope, id);
    const { alias, timeout } = props.target;
    this.integrationId = new CfnIntegration(this, 'Integration', {
      apiId: props.apiId,
      integrationType: 'AWS_PROXY',
      integrationUri: alias.functionArn,
      payloadFormatVersion: '2.0',
      // The function's own timeout answers first, so that the client gets a problem of ours and not the gateway's 504.
      timeoutInMillis: timeout.toMilliseconds() + 1000,
    }).ref;
    new CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: alias.functionArn,
      principal: 'apigateway.amazonaws.com',
      sourceArn: Stack.of(this).formatArn({ service: 'execute-api', resource: props.apiId, resourceName: '*' }),
    });
  }
}

export interface HttpRoutesProps {
  readonly apiId: string;
  /** Whose function answers an operation. */
  readonly targetOf: (operation: RoutedOperation) => Pick<HttpTarget, 'integrationId'>;
  readonly operations: readonly RoutedOperation[];
  /** Needed as soon as one of the operations has scopes. */
  readonly authorizerId?: string;
}

/**
 * The routes of a domain, from its contract. An operation without scopes is open to all. Any other one asks for a token with
 * at least one of its scopes, checked by the gateway before a function runs.
 */
export class HttpRoutes extends Construct {
  constructor(scope: Construct, id: string, props: HttpRoutesProps) {
    super(scope, id);
    for (const operation of props.operations) {
      const open = operation.scopes.length === 0;
      if (!open && props.authorizerId === undefined) {
        throw new Error(`${operation.operationId} has scopes, so its routes need an authorizer.`);
      }
      const route = new CfnRoute(this, operation.operationId, {
        apiId: props.apiId,
        routeKey: `${operation.method} ${operation.path}`,
        target: `integrations/${props.targetOf(operation).integrationId}`,
        ...(open || props.authorizerId === undefined
          ? { authorizationType: 'NONE' }
          : {
              authorizationType: 'JWT',
              authorizerId: props.authorizerId,
              authorizationScopes: operation.scopes.map((each) => scopePrefix(this) + each),
            }),
      });
      if (open) acknowledge(route, 'AwsSolutions-APIG4', 'Open to all: its contract asks for no scope.');
    }
  }
}
