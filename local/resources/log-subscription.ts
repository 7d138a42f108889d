import type { ApiRegistry } from '../gateway/registry.ts';
import { physicalName } from '../physical-name.ts';
import type { ResourceHandler } from '../services.ts';
import { only, text } from './properties.ts';

/** Hands the gateway's lines to a function. Other log groups have no lines that anybody here could be handed. */
export const logSubscription = (registry: ApiRegistry): ResourceHandler => ({
  type: 'AWS::Logs::SubscriptionFilter',
  supports: ['LogGroupName', 'DestinationArn', 'FilterPattern'],
  ignores: {},
  apply: (resource) => {
    only(resource, 'FilterPattern', ['']);
    const name = physicalName(resource.stack, resource.logicalId, 255);
    registry.putSubscription({ name, group: text(resource, 'LogGroupName'), target: text(resource, 'DestinationArn') });
    return { ref: name, attributes: {} };
  },
  remove: (record) => registry.removeSubscription(record.ref),
});
