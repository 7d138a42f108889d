/**
 * Stands for `@aws-sdk/middleware-endpoint-discovery`: the DynamoDB client is set up with it, and none of its calls finds its endpoint in
 * that way.
 */
export const resolveEndpointDiscoveryConfig = <T>(config: T): T => config;
const unset = (): undefined => undefined;
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: unset,
  configFileSelector: unset,
  default: undefined,
};
