import type { Shifter } from '../codedeploy/shifter.ts';
import { predefinedRouting, type Routing } from '../codedeploy/traffic.ts';
import { physicalName } from '../physical-name.ts';
import type { Resource, ResourceHandler } from '../services.ts';
import { only, optionalText, PropertyFailure, text } from './properties.ts';

const NAME_LENGTH = 100;
const NO_BILL = 'there is no bill to divide';

/** An application of CodeDeploy is a name for its groups. */
export const codeDeployApplication: ResourceHandler = {
  type: 'AWS::CodeDeploy::Application',
  supports: ['ApplicationName', 'ComputePlatform'],
  ignores: { Tags: NO_BILL },
  apply: (resource) => {
    only(resource, 'ComputePlatform', ['Lambda']);
    const name =
      optionalText(resource, 'ApplicationName') ?? physicalName(resource.stack, resource.logicalId, NAME_LENGTH);
    return { ref: name, attributes: {} };
  },
};

const routingOf = (resource: Resource): Routing => {
  const config = optionalText(resource, 'DeploymentConfigName') ?? 'CodeDeployDefault.LambdaAllAtOnce';
  const routing = predefinedRouting(config);
  if (routing !== undefined) return routing;
  throw new PropertyFailure(
    `${resource.stack}/${resource.logicalId}: the configuration ${config} is not supported locally`,
  );
};

const alarmsOf = (resource: Resource): readonly string[] => {
  const configuration = resource.properties.AlarmConfiguration as
    | { readonly Enabled?: unknown; readonly Alarms?: readonly { readonly Name: string }[] }
    | undefined;
  if (configuration?.Enabled === false || configuration?.Enabled === 'false') return [];
  return (configuration?.Alarms ?? []).map(({ Name }) => Name);
};

/** A deployment group: how its aliases move, and the alarms that take them back. */
export const codeDeployGroup = (shifter: Shifter): ResourceHandler => ({
  type: 'AWS::CodeDeploy::DeploymentGroup',
  supports: ['ApplicationName', 'DeploymentGroupName', 'DeploymentConfigName', 'AlarmConfiguration', 'DeploymentStyle'],
  ignores: {
    AutoRollbackConfiguration: 'an alarm always takes the new version back',
    ServiceRoleArn: 'permissions are not enforced on one machine',
    TriggerConfigurations: 'nobody is notified on one machine',
    Tags: NO_BILL,
  },
  apply: (resource) => {
    only(resource, 'DeploymentStyle.DeploymentType', ['BLUE_GREEN']);
    const name =
      optionalText(resource, 'DeploymentGroupName') ?? physicalName(resource.stack, resource.logicalId, NAME_LENGTH);
    const application = text(resource, 'ApplicationName');
    shifter.groups.put({ application, name, routing: routingOf(resource), alarms: alarmsOf(resource) });
    return { ref: name, attributes: {} };
  },
  remove: (record) => shifter.groups.drop(record.ref),
});
