import { CustomResource, type Stack } from 'aws-cdk-lib';
import type { CfnAlias } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import {
  FLOOR_RESOURCE,
  NEW_VERSIONS_RESOURCE,
  RELEASE_RESOURCE,
  RIGHTS_RESOURCE,
} from '../../functions/registry/contract/custom-resource.ts';
import type { Deployment } from '../platform/deployment.ts';
import { despiteAlarms } from '../platform/despite-alarms.ts';
import { KEEPER_ANSWERS_WITHIN } from '../platform/keeper.ts';
import { type ReleaseIdentity, releasesPath } from '../platform/release-identity.ts';
import { ReleasedFunction } from '../platform/released-function.ts';
import { policiesOf, rightsOf } from '../platform/rights-of.ts';
import { readStackParameter } from '../platform/stack-parameters.ts';
import { takesRights } from '../platform/takes-rights.ts';
import { unasked } from '../platform/unasked.ts';

/** What a release says of the data that it reads and writes (`contract/data.ts` of its domain). */
export interface DataGenerations {
  readonly generation: number;
  readonly floor: number;
}

/** Everything of ours that runs under a scope, in the order of the template. */
export const releasedUnder = (scope: Construct): readonly ReleasedFunction[] =>
  scope.node.findAll().filter((node): node is ReleasedFunction => node instanceof ReleasedFunction);

/** Puts a higher data floor on record before any alias moves: a release that is taken back has written by then. */
const raiseFloor = (stack: Stack, deployment: Deployment, domain: string, data: DataGenerations): CustomResource => {
  const floor = new CustomResource(stack, 'DataFloor', {
    resourceType: FLOOR_RESOURCE,
    serviceToken: readStackParameter(stack, deployment, 'registryAliasArn'),
    serviceTimeout: KEEPER_ANSWERS_WITHIN,
    properties: { Domain: domain, DataFloor: String(data.floor) },
  });
  for (const { alias } of releasedUnder(stack)) (alias.node.defaultChild as CfnAlias).node.addDependency(floor);
  return floor;
};

/** Has every version of the template asked by the prober before any alias moves; CloudFormation asks again only where one is new. */
const askNewVersions = (stack: Stack, deployment: Deployment, domain: string): CustomResource => {
  const fns = releasedUnder(stack);
  const asked = new CustomResource(stack, 'NewVersions', {
    resourceType: NEW_VERSIONS_RESOURCE,
    serviceToken: readStackParameter(stack, deployment, 'registryAliasArn'),
    serviceTimeout: KEEPER_ANSWERS_WITHIN,
    properties: {
      Domain: domain,
      ...(unasked(stack) ? { Unasked: 'true' } : {}),
      Functions: fns.flatMap(({ release, alias, versions }) =>
        release === undefined
          ? []
          : [
              {
                Name: release.name,
                Function: alias.lambda.functionName,
                Version: versions.template,
                Probe: release.probe,
              },
            ],
      ),
    },
  });
  for (const { alias } of fns) (alias.node.defaultChild as CfnAlias).node.addDependency(asked);
  return asked;
};

/** Has the release log asked whether any role loses a right that it has, before a policy of the stack changes. */
const keepRights = (stack: Stack, deployment: Deployment, domain: string): void => {
  const fns = releasedUnder(stack);
  const kept = new CustomResource(stack, 'KeptRights', {
    resourceType: RIGHTS_RESOURCE,
    serviceToken: readStackParameter(stack, deployment, 'registryAliasArn'),
    serviceTimeout: KEEPER_ANSWERS_WITHIN,
    properties: {
      Domain: domain,
      ...(takesRights(stack) ? { TakesRights: 'true' } : {}),
      Functions: fns.flatMap(({ release, grantPrincipal }) =>
        release === undefined ? [] : [{ Name: release.name, Rights: rightsOf(grantPrincipal) }],
      ),
    },
  });
  for (const { grantPrincipal } of fns)
    for (const policy of policiesOf(grantPrincipal)) policy.node.addDependency(kept);
};

/** A rollback looks where the alias of a task stands, and runs none: versions of before may not know the question. */
const proofOf = (probe: ReleaseIdentity['probe']): 'health' | 'batch' | 'alias' => (probe === 'task' ? 'alias' : probe);

/**
 * Makes each deployment of the stack tell the release log which versions it left: the set {function -> version} is the
 * domain's release. It names the aliases' versions, so CloudFormation runs it after all aliases have moved, canary included.
 */
export const recordRelease = (stack: Stack, deployment: Deployment, domain: string, data: DataGenerations): void => {
  keepRights(stack, deployment, domain);
  // A version that is dead on arrival writes nothing, so it raises no floor either.
  raiseFloor(stack, deployment, domain, data).node.addDependency(askNewVersions(stack, deployment, domain));
  const functions = releasedUnder(stack).flatMap(({ release, alias, versions, grantPrincipal: role }) =>
    release === undefined
      ? []
      : [
          {
            Name: release.name,
            Alias: alias.functionArn,
            Pin: release.pin,
            Probe: proofOf(release.probe),
            Template: versions.template,
            Live: versions.live,
            Rights: rightsOf(role),
          },
        ],
  );
  new CustomResource(stack, 'Release', {
    resourceType: RELEASE_RESOURCE,
    serviceToken: readStackParameter(stack, deployment, 'registryAliasArn'),
    serviceTimeout: KEEPER_ANSWERS_WITHIN,
    properties: {
      Domain: domain,
      Stack: stack.stackName,
      Published: `${releasesPath(deployment)}/${domain}`,
      DataGeneration: String(data.generation),
      DataFloor: String(data.floor),
      ...(deployment.commit === undefined ? {} : { Commit: deployment.commit }),
      ...(despiteAlarms(stack) ? { DespiteAlarms: 'true' } : {}),
      ...(unasked(stack) ? { Unasked: 'true' } : {}),
      Functions: functions,
    },
  });
};

/** What the released functions of a stack are called within their domain. */
export const releasedNames = (stack: Stack): readonly string[] =>
  releasedUnder(stack).flatMap(({ release }) => (release === undefined ? [] : [release.name]));
