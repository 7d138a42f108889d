import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DeploymentState } from '../../local/deployment-state.ts';
import { storeFile } from '../../local/store/start-store.ts';
import { tableOfStream } from '../../local/streams/mappings.ts';

/** Looks this often whether the relay has caught up: often enough for a drain time to 10 ms, seldom enough to cost nothing. */
const POLL_MS = 10;
export const DRAIN_WITHIN_MS = 120_000;

/** How far what follows from a commit is behind it, as seen from outside: in the engine's file, checkpoints and queues. */
export interface RelayBacklog {
  /** Records of the ledger's stream that its relay has not passed. */
  readonly records: () => number;
  /**
   * Waits until there are none and no event waits in a queue; how long that took, in ms. Undefined where that was not within
   * `DRAIN_WITHIN_MS`: that is a measurement too.
   */
  readonly drained: () => Promise<number | undefined>;
  readonly close: () => void;
}

const BEHIND = `SELECT COUNT(*) AS n FROM records WHERE sequence > ?
  AND stream = (SELECT schema ->> '$.stream.id' FROM tables WHERE name = ?)`;

/** The mapping of the ledger's stream, and its table. */
const mappingIn = (dataDir: string): { readonly id: string; readonly table: string } => {
  const mappings = new DeploymentState(dataDir).all().filter(({ type }) => type === 'AWS::Lambda::EventSourceMapping');
  const [mapping] = mappings.filter(({ stack }) => stack === 'Folio-Ledger');
  if (mapping === undefined) throw new Error('the ledger has no stream mapping: deploy the app first');
  return { id: mapping.ref, table: tableOfStream(String(mapping.properties.EventSourceArn)) };
};

/** Waits until it is so; how long that took, in ms, and undefined where it was not within the time. */
export const untilSo = async (isSo: () => boolean, withinMs = DRAIN_WITHIN_MS): Promise<number | undefined> => {
  const from = performance.now();
  while (!isSo()) {
    if (performance.now() - from > withinMs) return undefined;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return performance.now() - from;
};

/** Opens both files read-only beside the running cloud; a reader of a write-ahead log keeps nobody waiting. */
export const relayBacklog = (dataDir: string): RelayBacklog => {
  const { id, table } = mappingIn(dataDir);
  const engine = new DatabaseSync(storeFile(dataDir), { readOnly: true, timeout: 5_000 });
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
    drained: () => untilSo(() => records() === 0 && messages() === 0),
    close: () => {
      engine.close();
      services.close();
    },
  };
};
