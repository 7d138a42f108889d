import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BAKE_SECONDS } from '../../functions/registry/contract/lifecycle-hook.ts';
import type { Deployment } from '../platform/deployment.ts';
import type { DomainKey } from '../platform/domain-key.ts';
import { ReleasedFunction } from '../platform/released-function.ts';

export interface ReleaseBakeProps {
  readonly key: DomainKey;
  readonly alarmTopicArn: string;
}

/** For the report, with its repetitions, and for the alarm on slow runs, which fires at four fifths of the timeout. */
const TIMEOUT_SECONDS = BAKE_SECONDS + 120;

/**
 * The hook that lets versions bake which take over all calls at once. What it does is all that holds their deployments open, so
 * its own new version takes over directly.
 */
export class ReleaseBake extends Construct {
  /** CodeDeploy calls it by this. */
  readonly aliasArn: string;

  constructor(scope: Construct, id: string, deployment: Deployment, { key, alarmTopicArn }: ReleaseBakeProps) {
    super(scope, id);
    const hook = new ReleasedFunction(this, 'Hook', {
      domain: 'registry',
      owner: 'platform',
      tier: 2,
      runbook: 'canary-stopped',
      code: deployment.bundles.code('functions/registry/handlers/bake.task.ts'),
      environment: {},
      // It sleeps; each release of the ledger pays for minutes of it.
      memoryMb: 256,
      timeoutSeconds: TIMEOUT_SECONDS,
      key,
      alarmTopicArn,
      rollout: 'direct',
    });
    this.aliasArn = hook.alias.functionArn;
    // AWS knows no resource for this action. Which deployment it is about says an id that only its hook is told.
    hook.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ actions: ['codedeploy:PutLifecycleEventHookExecutionStatus'], resources: ['*'] }),
    );
  }
}
