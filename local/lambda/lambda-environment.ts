import { devNull } from 'node:os';
import { REGION } from '../account.ts';
import type { Addresses } from '../addresses.ts';
import type { Credentials } from '../trust/credentials.ts';
import type { Configuration } from './function-record.ts';

export interface Endpoints {
  readonly aws: string;
  readonly dynamodb: string;
  /** What they ask for, as Lambda gives a function those of its role. */
  readonly credentials: Credentials;
  /** Every port of this local cloud, so that a function which connects to this machine leaves them alone. */
  readonly ownPorts?: readonly number[];
  /** Further variables that whoever started the local cloud gives to every function. */
  readonly further?: Readonly<Record<string, string>>;
}

/**
 * The environment variables of an environment: Lambda's own, the function's, and where AWS is. Nothing of this process's own
 * environment gets in, and the SDK finds no configuration or credentials of the developer's.
 */
export const lambdaEnvironment = (
  name: string,
  version: string,
  configuration: Configuration,
  taskRoot: string,
  endpoints: Endpoints,
  addresses: Addresses,
): Readonly<Record<string, string>> => ({
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: name,
  AWS_LAMBDA_FUNCTION_VERSION: version,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(configuration.memoryMb),
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_GROUP_NAME: configuration.logGroup,
  AWS_LAMBDA_LOG_STREAM_NAME: `local/[${version}]`,
  AWS_ACCESS_KEY_ID: endpoints.credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: endpoints.credentials.secretAccessKey,
  AWS_SESSION_TOKEN: endpoints.credentials.sessionToken,
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ENDPOINT_URL: endpoints.aws,
  AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
  ...(endpoints.ownPorts === undefined ? {} : { FOLIO_OWN_PORTS: endpoints.ownPorts.join(',') }),
  ...endpoints.further,
  LAMBDA_TASK_ROOT: taskRoot,
  _HANDLER: configuration.handler,
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  // No X-Ray daemon listens here: a tracer would send to whoever has its port.
  POWERTOOLS_TRACE_ENABLED: 'false',
  ...Object.fromEntries(
    Object.entries(configuration.environment).map(([key, value]) => [key, addresses.localize(value)]),
  ),
});
