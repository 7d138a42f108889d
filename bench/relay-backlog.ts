import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DeploymentState } from '../local/deployment-state.ts';
import { tableOfStream } from '../local/streams/mappings.ts';

/** Looks this often whether the relay has caught up: often enough for a drain time to 10 ms, seldom enough to cost nothing. */
const POLL_MS = 10;
const DRAIN_WITHIN_MS = 120_000;

/** How far what follows from a commit is behind it, as seen from outside: in the engine's file, checkpoints and queues. */
export interface RelayBacklog {
  /** Records of the ledger's stream that its relay has not passed. */
  readonly records: () => number;
  /** Waits until there are none and no event waits in a queue; how long that took, in ms. Throws after two minutes. */
  readonly drained: () => Promise<number>;
  readonly close: () => void;
}

const BEHIND = 'SELECT COUNT(*) AS n FROM _stream_records WHERE id > ? AND +table_name = ?';

/** The mapping of the ledger's stream, and its table. */
const mappingIn = (dataDir: string): { readonly id: string; readonly table: string } => {
  const mappings = new DeploymentState(dataDir).all().filter(({ type }) => type === 'AWS::Lambda::EventSourceMapping');
  const [mapping] = mappings.filter(({ stack }) => stack === 'Folio-Ledger');
  if (mapping === undefined) throw new Error('the ledger has no stream mapping: deploy the app first');
  return { id: mapping.ref, table: tableOfStream(String(mapping.properties.EventSourceArn)) };
};

/** Opens both files read-only beside the running cloud; a reader of a write-ahead log keeps nobody waiting. */
export const relayBacklog = (dataDir: string): RelayBacklog => {
  const { id, table } = mappingIn(dataDir);
  const engine = new DatabaseSync(join(dataDir, 'dynamodb', 'store.sqlite'), { readOnly: true, timeout: 5_000 });
  const services = new DatabaseSync(join(dataDir, 'services', 'local.sqlite'), { readOnly: true, timeout: 5_000 });
  const behind = engine.prepare(BEHIND);
  const checkpoint = services.prepare('SELECT position FROM checkpoints WHERE mapping = ?');
  const queued = services.prepare('SELECT COUNT(*) AS n FROM messages');
  const messages = (): number => (queued.get() as { readonly n: number }).n;
  const records = (): number => {
    const passed = checkpoint.get(id) as { readonly position: string } | undefined;
    return (behind.get(Number(passed?.position ?? 0), table) as { readonly n: number }).n;
  };
  return {
    records,
    drained: async () => {
      const from = performance.now();
      while (records() > 0 || messages() > 0) {
        if (performance.now() - from > DRAIN_WITHIN_MS) throw new Error('the relay does not catch up: look at its log');
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
      return performance.now() - from;
    },
    close: () => {
      engine.close();
      services.close();
    },
  };
};
