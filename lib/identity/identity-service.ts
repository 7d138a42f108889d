import { Construct } from 'constructs';
import { identity } from '../../functions/identity/contract/domain.ts';
import type { CursorEnv, IdentityEnv } from '../../functions/identity/env.ts';
import type { Scope } from '../../functions/kernel/core/operation.ts';
import type { Deployment } from '../platform/deployment.ts';
import { domainFunction } from '../platform/domain-function.ts';
import { HttpTarget } from '../platform/http-routes.ts';
import type { ReleasedFunction } from '../platform/released-function.ts';
import { readStackParameter } from '../platform/stack-parameters.ts';
import { audienceOf } from '../platform/stage.ts';
import type { IdentityData } from './identity-data.ts';

/** Identity's functions: the API, and the task that makes a tenant with its first client. */
export class IdentityService extends Construct {
  readonly api: ReleasedFunction;
  readonly provision: ReleasedFunction;
  readonly target: HttpTarget;

  /** @param scopes those of all domains of the deployment, which are what identity grants */
  constructor(scope: Construct, id: string, deployment: Deployment, data: IdentityData, scopes: readonly Scope[]) {
    super(scope, id);
    const environment: IdentityEnv = {
      TABLE_NAME: data.store.table.tableName,
      TOKEN_KEY_ID: data.foundingTokenKey.keyId,
      SECRET_KEY_ID: data.secretKey.keyId,
      ISSUER: readStackParameter(this, deployment, 'apiUrl'),
      AUDIENCE: audienceOf(this),
      SCOPES: scopes.join(' '),
    };
    const common = {
      domain: identity,
      environment,
      key: data.key,
      alarmTopicArn: readStackParameter(this, deployment, 'alarmTopicArn'),
    } as const;

    this.api = domainFunction(this, 'Api', deployment, {
      ...common,
      entry: 'api',
      environment: { ...environment, ...({ CURSOR_KEY_ID: data.cursorKey.keyId } satisfies CursorEnv) },
      // A whole vCPU: checking a secret with scrypt is the work of a token.
      memoryMb: 1769,
      timeoutSeconds: 10,
      tier: 1,
      runbook: 'http-function',
    });
    data.grantIssuing(this.api);
    data.grantManaging(this.api);

    this.provision = domainFunction(this, 'Provision', deployment, {
      ...common,
      entry: 'provision',
      memoryMb: 1769,
      timeoutSeconds: 30,
      tier: 3,
      runbook: 'task-function',
    });
    data.grantProvisioning(this.provision);

    this.target = new HttpTarget(this, 'Target', {
      apiId: readStackParameter(this, deployment, 'apiId'),
      target: this.api,
    });
  }
}
