import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import type { LocalFile } from '../../bin/client/target.ts';

/** The local cloud looks at no signature, and its one region is fixed. */
const LOCAL = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

/** Everything that follows from a commit, switched off and on: relays, consumers, deliveries. */
export interface Aftermath {
  readonly turn: (way: 'on' | 'off') => Promise<void>;
  readonly close: () => void;
}

/** By `UpdateEventSourceMapping` on all there are: what comes while they are off waits where it is. */
export const aftermathOf = async (local: LocalFile): Promise<Aftermath> => {
  const client = new LambdaClient({ ...LOCAL, endpoint: local.awsUrl });
  const { EventSourceMappings: mappings = [] } = await client.send(new ListEventSourceMappingsCommand({}));
  return {
    turn: async (way) => {
      for (const { UUID } of mappings)
        await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: way === 'on' }));
    },
    close: () => client.destroy(),
  };
};
