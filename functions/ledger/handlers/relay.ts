import { type StreamDeps, stream } from '../../kernel/stream.ts';
import { reasonOf } from '../store/reason.ts';
import { type Relay, relayRecords } from '../store/relay.ts';

export interface RelayDeps extends StreamDeps {
  readonly relay: Relay;
}

/**
 * What follows from each commit, from the stream of the table: histories, system accounts, events. A record that contradicts
 * itself is reported with nothing after it done; the mapping halves the batch down to it, and puts it aside whole.
 */
export const buildRelay = (deps: RelayDeps) =>
  stream({
    domain: 'ledger',
    deps,
    handle: async (records) => {
      const { failed, cause, poison } = await relayRecords(deps.relay, records);
      const indexes = new Set(failed);
      if (poison !== undefined)
        return { indexes, reason: reasonOf(poison.error), poison: poison.index, cause: poison.error };
      return indexes.size === 0 ? { indexes } : { indexes, reason: reasonOf(cause), cause };
    },
  });
