import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { localAws } from '../../client/local-aws.ts';
import type { LocalFile } from '../../client/target.ts';

/** Everything that follows from a commit, switched off and on: relays, consumers, deliveries. */
export interface Aftermath {
  readonly turn: (way: 'on' | 'off') => Promise<void>;
  readonly close: () => void;
}

/** By `UpdateEventSourceMapping` on all there are: what comes while they are off waits where it is. */
export const aftermathOf = async (local: LocalFile): Promise<Aftermath> => {
  const client = new LambdaClient(localAws(local));
  const { EventSourceMappings: mappings = [] } = await client.send(new ListEventSourceMappingsCommand({}));
  return {
    turn: async (way) => {
      for (const { UUID } of mappings)
        await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: way === 'on' }));
    },
    close: () => client.destroy(),
  };
};
