import { isDeepStrictEqual } from 'node:util';
import { aliasUpdate, type Trail } from '../cloudtrail/trail.ts';
import type { Shifter, ShiftPolicy } from '../codedeploy/shifter.ts';
import type { AliasView } from '../lambda/functions.ts';
import type { Lambda } from '../lambda/runtime.ts';
import { parseTarget } from '../lambda/target.ts';
import type { Applied, Resource, ResourceHandler } from '../services.ts';
import { optionalText, PropertyFailure, text } from './properties.ts';

interface WeightedVersion {
  readonly FunctionVersion: string;
  readonly FunctionWeight: number;
}

const weights = (resource: Resource): Readonly<Record<string, number>> => {
  const routing = resource.properties.RoutingConfig as
    | { readonly AdditionalVersionWeights?: readonly WeightedVersion[] }
    | undefined;
  const list = routing?.AdditionalVersionWeights ?? [];
  return Object.fromEntries(
    list.map(({ FunctionVersion, FunctionWeight }) => [FunctionVersion, Number(FunctionWeight)]),
  );
};

/** As CloudFormation names them; a hook before the traffic moves would be one more thing that is not run here. */
const POLICY = ['ApplicationName', 'DeploymentGroupName', 'AfterAllowTrafficHook'];

/**
 * Its update policy, which a pinned alias does not have.
 * @throws PropertyFailure naming what is not supported locally
 */
const policyOf = ({ stack, logicalId, updatePolicy }: Resource): ShiftPolicy | undefined => {
  const policy = (
    updatePolicy as { readonly CodeDeployLambdaAliasUpdate?: Readonly<Record<string, unknown>> } | undefined
  )?.CodeDeployLambdaAliasUpdate;
  if (policy === undefined) return undefined;
  const unknown = Object.keys(policy).filter((name) => !POLICY.includes(name));
  if (unknown.length > 0)
    throw new PropertyFailure(
      `${stack}/${logicalId}: its update policy has ${unknown.join(', ')}, not supported locally`,
    );
  return { group: String(policy.DeploymentGroupName), hasHook: policy.AfterAllowTrafficHook !== undefined };
};

/**
 * An alias. As CloudFormation does, it is moved only when its own properties have changed: one that was moved by hand (a
 * rollback) stays where it is through restarts and through deployments that do not touch it. One with an update policy moves
 * with its stack, as CodeDeploy moves it.
 */
export const lambdaAlias = (lambda: Lambda, shifter: Shifter, trail: Trail): ResourceHandler => ({
  type: 'AWS::Lambda::Alias',
  supports: ['FunctionName', 'FunctionVersion', 'Name', 'Description', 'RoutingConfig'],
  ignores: {},
  apply: (resource) => {
    const { name } = parseTarget(text(resource, 'FunctionName'));
    const alias = text(resource, 'Name');
    const existing = lambda.control.record(name).aliases[alias];
    const untouched = isDeepStrictEqual(resource.previous?.properties, resource.properties);
    const applied = (view: AliasView): Applied => ({ ref: view.arn, attributes: { AliasArn: view.arn } });
    if (existing !== undefined && untouched) return applied(lambda.alias(name, alias));
    const to = text(resource, 'FunctionVersion');
    const when =
      existing === undefined
        ? 'now'
        : shifter.decide({ stack: resource.stack, functionName: name, alias, to, policy: policyOf(resource) });
    if (when !== 'now') return { ...applied(lambda.alias(name, alias)), unsettled: when };
    const description = optionalText(resource, 'Description') ?? '';
    const change = { functionVersion: to, weights: weights(resource), description };
    const view = lambda.control.putAlias(name, alias, change);
    if (existing !== undefined) trail(aliasUpdate(name, alias, change, { service: 'cloudformation.amazonaws.com' }));
    return applied(view);
  },
  remove: (record) => {
    const { name, qualifier } = parseTarget(record.ref);
    lambda.control.removeAlias(name, qualifier);
  },
});
