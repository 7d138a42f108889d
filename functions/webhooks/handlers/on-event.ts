import type { QueueDeps } from '../../kernel/triggers/batch-run.ts';
import { queueBatch } from '../../kernel/triggers/queue-batch.ts';
import { readPublicEvent } from '../model/public-event.ts';
import { type Sequencer, sequence } from '../store/relay/sequence.ts';

export interface OnEventDeps extends QueueDeps {
  readonly sequencer: Sequencer;
}

/** Public events from the bus into their tenants' feeds. A tenant whose feed cannot be written holds up no other. */
export const buildOnEvent = (deps: OnEventDeps) =>
  queueBatch({
    domain: 'webhooks',
    deps,
    read: readPublicEvent,
    handle: async (arrived, deadline) => {
      const left = new Map<string, unknown>();
      const feeds = [...Map.groupBy(arrived, ({ message }) => message.tenant)].map(async ([tenant, some]) => {
        try {
          const events = some.map(({ message }) => message);
          await sequence(deps.sequencer, tenant, events, deadline);
        } catch (error) {
          for (const { id } of some) left.set(id, error);
        }
      });
      await Promise.all(feeds);
      return left;
    },
  });
