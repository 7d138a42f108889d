import { ArnFormat, type CfnElement, Lazy, Stack } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ProbedFunctions } from '../../functions/registry/contract/probe.ts';
import type { ProberEnv } from '../../functions/registry/env.ts';
import type { Rollout } from '../platform/canary.ts';
import type { Deployment } from '../platform/deployment.ts';
import type { DomainKey } from '../platform/domain-key.ts';
import { grantInvoking } from '../platform/invoking.ts';
import { acknowledge } from '../platform/nag.ts';
import { ReleasedFunction } from '../platform/released-function.ts';
import { known } from './release-names.ts';

export interface ReleaseProberProps {
  readonly key: DomainKey;
  readonly alarmTopicArn: string;
  readonly rollout: Rollout;
}

/** CloudFormation names a function after its stack and its logical id, and cuts them to these lengths where both are too long. */
const STACK_KEPT = 26;
const LOGICAL_ID_KEPT = 24;

/** The form of the name that a function of a later stack will have: it is not known here, since this stack stands before. */
const formOfName = (fn: ReleasedFunction): string => {
  const stack = Stack.of(fn);
  const logicalId = stack.getLogicalId(fn.alias.lambda.node.defaultChild as CfnElement);
  return `${stack.stackName.slice(0, STACK_KEPT)}*-${logicalId.slice(0, LOGICAL_ID_KEPT)}*`;
};

/**
 * Asks functions which version answers, so that nobody who releases needs the right to call a domain: it sends fixed questions, to
 * the functions that it is told of, each in the one way that has no effect there. Those of the registry itself are none of them.
 */
export class ReleaseProber extends Construct {
  readonly #fn: ReleasedFunction;
  readonly #probed: ProbedFunctions = [];

  constructor(scope: Construct, id: string, deployment: Deployment, props: ReleaseProberProps) {
    super(scope, id);
    const environment: ProberEnv = { PROBED: Lazy.string({ produce: () => JSON.stringify(this.#probed) }) };
    this.#fn = new ReleasedFunction(this, 'Function', {
      ...props,
      domain: 'registry',
      owner: 'platform',
      tier: 2,
      runbook: 'rollback',
      code: deployment.bundles.code('functions/registry/handlers/prober.task.ts'),
      environment,
      memoryMb: 512,
      timeoutSeconds: 30,
    });
  }

  get aliasArn(): string {
    return this.#fn.alias.functionArn;
  }

  /** Lets it ask a function, at its alias and at any version. */
  allow(fn: ReleasedFunction): void {
    if (fn.release === undefined) return;
    const { probe } = fn.release;
    const name = formOfName(fn);
    this.#probed.push({ name, probe });
    const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
    const resource = Stack.of(this).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: `${name}:*`,
      arnFormat,
    });
    grantInvoking(this.#fn, resource);
    acknowledge(
      this.#fn,
      `AwsSolutions-IAM5[Resource::${known(resource)}]`,
      'It asks this one function, whose stack comes after this one and generates the name, at its alias and its versions.',
    );
  }

  /** Lets somebody ask the prober, through its alias. */
  grantAsking(grantee: IGrantable): void {
    grantInvoking(grantee, this.aliasArn);
  }
}
