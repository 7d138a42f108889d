import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';

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
  authorizerId: 'access/authorizer-id',
  identityIntegrationId: 'identity/api-integration-id',
  identityApiAliasArn: 'identity/api-alias-arn',
  identityProvisionAliasArn: 'identity/provision-alias-arn',
  ledgerApiAliasArn: 'ledger/api-alias-arn',
  ledgerRepublishAliasArn: 'ledger/republish-alias-arn',
  webhooksApiAliasArn: 'webhooks/api-alias-arn',
} as const;
export type Wire = keyof typeof WIRES;

/** The path of a wire, `/folio/ledger/api-alias-arn` in the main deployment. */
export const wirePath = (deployment: Deployment, wire: Wire): string => `/${deployment.prefix}folio/${WIRES[wire]}`;

/** Publishes `value` for the stacks that are deployed later. */
export const publishWire = (scope: Construct, deployment: Deployment, wire: Wire, value: string): void => {
  new StringParameter(scope, `Wire-${wire}`, { parameterName: wirePath(deployment, wire), stringValue: value });
};

/** Reads what an earlier stack published; CloudFormation looks it up when it creates or updates the reader. */
export const readWire = (scope: Construct, deployment: Deployment, wire: Wire): string =>
  StringParameter.valueForStringParameter(scope, wirePath(deployment, wire));
