import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';
import { aliasStamp, isAliasPath, stampPath } from './wire-stamp.ts';

/**
 * Everything that one stack tells another, as SSM parameters and not as CloudFormation exports: an export can neither change
 * nor go while somebody imports it, which blocks the release of one domain on another's.
 *
 * A path never changes: a stack keeps reading the path it was first deployed with.
 */
const WIRES = {
  busName: 'platform/bus-name',
  busArn: 'platform/bus-arn',
  apiId: 'platform/api-id',
  apiUrl: 'platform/api-url',
  alarmTopicArn: 'platform/alarm-topic-arn',
  registryAliasArn: 'registry/alias-arn',
  releaseProberAliasArn: 'registry/prober-alias-arn',
  bakeAliasArn: 'registry/bake-alias-arn',
  releaseLogTable: 'registry/release-log-table',
  releaseAnchorBucket: 'registry/release-anchor-bucket',
  authorizerId: 'access/authorizer-id',
  identityIntegrationId: 'identity/api-integration-id',
  identityProvisionAliasArn: 'identity/provision-alias-arn',
  ledgerRepublishAliasArn: 'ledger/republish-alias-arn',
} as const;
/** The alias of a domain's API, which every domain publishes. */
type ApiWire = `${string}ApiAliasArn`;
export type Wire = keyof typeof WIRES | ApiWire;

const isNamed = (wire: Wire): wire is keyof typeof WIRES => Object.hasOwn(WIRES, wire);

const pathOf = (wire: Wire): string =>
  isNamed(wire) ? WIRES[wire] : `${wire.slice(0, -'ApiAliasArn'.length)}/api-alias-arn`;

/** The path of a wire, `/folio/ledger/api-alias-arn` in the main deployment. */
export const wirePath = (deployment: Deployment, wire: Wire): string => `/${deployment.prefix}folio/${pathOf(wire)}`;

/** Publishes `value` for the stacks that are deployed later; of an alias its stamp too, which their versions tell. */
export const publishWire = (scope: Construct, deployment: Deployment, wire: Wire, value: string): void => {
  const path = wirePath(deployment, wire);
  new StringParameter(scope, `Wire-${wire}`, { parameterName: path, stringValue: value });
  if (!isAliasPath(path)) return;
  const stamp = { parameterName: stampPath(path), stringValue: aliasStamp(scope, value) };
  new StringParameter(scope, `Stamp-${wire}`, stamp);
};

/** Reads what an earlier stack published; CloudFormation looks it up when it creates or updates the reader. */
export const readWire = (scope: Construct, deployment: Deployment, wire: Wire): string =>
  StringParameter.valueForStringParameter(scope, wirePath(deployment, wire));
