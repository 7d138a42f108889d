import { Construct } from 'constructs';
import type { IdentityEnv } from '../../functions/identity/env.ts';
import type { Deployment } from '../platform/deployment.ts';
import { HttpTarget } from '../platform/http-routes.ts';
import { releaseIdentity } from '../platform/release-identity.ts';
import { ReleasedFunction, type ReleasedFunctionProps } from '../platform/released-function.ts';
import { readWire } from '../platform/wires.ts';
import type { IdentityData } from './identity-data.ts';

/** Identity's functions: the API, and the task that makes a tenant with its first client. */
export class IdentityService extends Construct {
  readonly api: ReleasedFunction;
  readonly provision: ReleasedFunction;
  readonly target: HttpTarget;

  constructor(scope: Construct, id: string, deployment: Deployment, data: IdentityData) {
    super(scope, id);
    const environment: IdentityEnv = {
      TABLE_NAME: data.store.table.tableName,
      TOKEN_KEY_ID: data.foundingTokenKey.keyId,
      SECRET_KEY_ID: data.secretKey.keyId,
      CURSOR_KEY_ID: data.cursorKey.keyId,
      ISSUER: readWire(this, deployment, 'apiUrl'),
    };
    const common = {
      domain: 'identity',
      owner: 'identity',
      environment,
      key: data.key,
      alarmTopicArn: readWire(this, deployment, 'alarmTopicArn'),
    } satisfies Partial<ReleasedFunctionProps>;

    this.api = new ReleasedFunction(this, 'Api', {
      ...common,
      release: releaseIdentity(deployment, 'identity', 'api', 'health'),
      code: deployment.bundles.code('functions/identity/handlers/api.http.ts'),
      // A whole vCPU: checking a secret with scrypt is the work of a token.
      memoryMb: 1769,
      timeoutSeconds: 10,
      tier: 1,
      runbook: 'http-function',
    });
    data.grantIssuing(this.api);
    data.grantManaging(this.api);

    this.provision = new ReleasedFunction(this, 'Provision', {
      ...common,
      release: releaseIdentity(deployment, 'identity', 'provision', 'alias'),
      code: deployment.bundles.code('functions/identity/handlers/provision.task.ts'),
      memoryMb: 1769,
      timeoutSeconds: 30,
      tier: 3,
      runbook: 'task-function',
    });
    data.grantManaging(this.provision);
    data.grantRotating(this.provision);

    this.target = new HttpTarget(this, 'Target', { apiId: readWire(this, deployment, 'apiId'), target: this.api });
  }
}
