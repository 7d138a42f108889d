import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';
import { aliasStamp, isAliasPath, stampPath } from './parameter-stamp.ts';

/**
 * Everything that stacks share, as SSM parameters and not as CloudFormation exports. An export can neither change nor be removed
 * while a stack imports it, which would block the release of one domain on another's.
 *
 * A path never changes: a stack keeps reading the path it was first deployed with.
 */
const STACK_PARAMETERS = {
  busName: 'platform/bus-name',
  busArn: 'platform/bus-arn',
  apiId: 'platform/api-id',
  apiUrl: 'platform/api-url',
  accessLogName: 'platform/access-log-name',
  alarmTopicArn: 'platform/alarm-topic-arn',
  /** Of the key that data at rest is encrypted with; not of a throw-away stage. */
  dataKeyArn: 'platform/data-key-arn',
  registryAliasArn: 'registry/alias-arn',
  releaseProberAliasArn: 'registry/prober-alias-arn',
  releasesAliasArn: 'registry/releases-alias-arn',
  releaseOperatorAliasArn: 'registry/operator-alias-arn',
  bakeAliasArn: 'registry/bake-alias-arn',
  releaseLogTable: 'registry/release-log-table',
  releaseAnchorBucket: 'registry/release-anchor-bucket',
  authorizerId: 'access/authorizer-id',
  identityIntegrationId: 'identity/api-integration-id',
  /** Of a throw-away stage alone. */
  tokenKeyArn: 'identity/token-key-arn',
  identityProvisionAliasArn: 'identity/provision-alias-arn',
  ledgerRepublishAliasArn: 'ledger/republish-alias-arn',
} as const;
/** The alias of a domain's API, which every domain publishes. */
type ApiParameter = `${string}ApiAliasArn`;
export type StackParameter = keyof typeof STACK_PARAMETERS | ApiParameter;

const isNamed = (parameter: StackParameter): parameter is keyof typeof STACK_PARAMETERS =>
  Object.hasOwn(STACK_PARAMETERS, parameter);

const pathOf = (parameter: StackParameter): string =>
  isNamed(parameter) ? STACK_PARAMETERS[parameter] : `${parameter.slice(0, -'ApiAliasArn'.length)}/api-alias-arn`;

/** The path of a parameter, `/folio/ledger/api-alias-arn` in the main deployment. */
export const stackParameterPath = (deployment: Pick<Deployment, 'prefix'>, parameter: StackParameter): string =>
  `/${deployment.prefix}folio/${pathOf(parameter)}`;

/** Publishes `value` for the stacks that are deployed later; of an alias its stamp too, which their versions tell. */
export const publishStackParameter = (
  scope: Construct,
  deployment: Deployment,
  parameter: StackParameter,
  value: string,
): void => {
  const path = stackParameterPath(deployment, parameter);
  new StringParameter(scope, `Wire-${parameter}`, { parameterName: path, stringValue: value });
  if (!isAliasPath(path)) return;
  const stamp = { parameterName: stampPath(path), stringValue: aliasStamp(scope, value) };
  new StringParameter(scope, `Stamp-${parameter}`, stamp);
};

/** Reads what an earlier stack published; CloudFormation looks it up when it creates or updates the reader. */
export const readStackParameter = (
  scope: Construct,
  deployment: Pick<Deployment, 'prefix'>,
  parameter: StackParameter,
): string => StringParameter.valueForStringParameter(scope, stackParameterPath(deployment, parameter));
