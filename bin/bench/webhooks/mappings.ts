import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { localAws } from '../../client/local-aws.ts';
import type { LocalFile } from '../../client/target.ts';

/** Everything that follows from a commit, switched off and on: relays, consumers, deliveries. */
export interface Aftermath {
  readonly turn: (way: 'on' | 'off') => Promise<void>;
  readonly close: () => void;
}

/** By `UpdateEventSourceMapping` on all there are, or on those of some functions: what comes while they are off waits where it is. */
export const aftermathOf = async (
  local: LocalFile,
  isOf: (functionArn: string) => boolean = () => true,
): Promise<Aftermath> => {
  const client = new LambdaClient(localAws(local));
  const { EventSourceMappings: all = [] } = await client.send(new ListEventSourceMappingsCommand({}));
  const mappings = all.filter(({ FunctionArn = '' }) => isOf(FunctionArn));
  if (mappings.length === 0) throw new Error('No event source mapping is there to switch: deploy the app first.');
  return {
    turn: async (way) => {
      for (const { UUID } of mappings)
        await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: way === 'on' }));
    },
    close: () => client.destroy(),
  };
};
