import { createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { liveClock, liveRandom } from '../../../functions/kernel/core/live-ports.ts';
import type { LogKey } from '../../../functions/proof/kms/log-key.ts';
import { rawPublicKey } from '../../../functions/proof/model/note/signed-note.ts';
import { type LogStore, receiptLog } from '../../../functions/proof/store/table/log-store.ts';
import { startStore } from '../../../local/store/start-store.ts';
import { newCredentials } from '../../../local/trust/credentials.ts';
import { createTable, domainTable } from '../../../test/support/domain-table.ts';

const TABLE = 'proof';

/** A log's table in the embedded store, reached as on Lambda: by the SDK and HTTP. */
export interface BenchLog {
  readonly store: LogStore;
  readonly client: DynamoDBClient;
  readonly key: LogKey;
}

/** A key of this process in the place of KMS', which no figure here is about. */
const ownKey = (): LogKey => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const publicKey = rawPublicKey(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }));
  return {
    sign: async (text) => sign(null, Buffer.from(text), privateKey),
    verifier: async () => ({ name: 'folio-log/bench', publicKey }),
  };
};

/** Runs with a log of its own, of which nothing is left behind. */
export const onBenchLog = async <T>(work: (log: BenchLog) => Promise<T>): Promise<T> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'folio-proof-'));
  const credentials = newCredentials();
  const onLost = (reason: string) => process.emitWarning(reason);
  const engine = await startStore({ dataDir, credentials, log: () => undefined, onLost });
  const client = new DynamoDBClient({ endpoint: engine.endpoint, region: 'us-east-1', credentials });
  try {
    await createTable(client, domainTable(TABLE, []));
    const store = receiptLog({ dynamo: client, table: TABLE, clock: liveClock, random: liveRandom });
    return await work({ store, client, key: ownKey() });
  } finally {
    client.destroy();
    await engine.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
};
