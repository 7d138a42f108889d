import { startDynamo } from '../support/dynamo.ts';
import { archiveBundles } from './archive.ts';
import { keepGolden } from './golden.ts';
import { recordCatalog } from './record-catalog.ts';
import { recordIdentity } from './record-identity.ts';
import { recordLedger } from './record-ledger.ts';
import { recordPayments } from './record-payments.ts';
import { recordRegistry } from './record-registry.ts';
import { recordStatements } from './record-statements.ts';
import { recordWebhooks } from './record-webhooks.ts';

/**
 * `npm run compat:record -- <release>`: keeps what this release of every domain writes and says, and the functions it is
 * made of, once, when it is released. A recording is never changed afterwards: data in the field does not change either.
 */
const release = Number(process.argv[2]);
if (!Number.isSafeInteger(release) || release < 1) throw new Error('say which release: npm run compat:record -- 1');

const DOMAINS = {
  identity: recordIdentity,
  ledger: recordLedger,
  webhooks: recordWebhooks,
  payments: recordPayments,
  registry: recordRegistry,
  statements: recordStatements,
  catalog: recordCatalog,
} as const;

const engine = await startDynamo();
try {
  for (const [domain, record] of Object.entries(DOMAINS)) {
    const golden = await record(release, engine);
    const bytes = keepGolden(release, domain, golden);
    process.stdout.write(`release ${release} of ${domain}: ${golden.items.length} items, ${bytes} bytes\n`);
  }
  const { functions, bytes } = await archiveBundles(process.cwd(), release);
  process.stdout.write(`its ${functions} functions: ${bytes} bytes\n`);
} finally {
  await engine.stop();
}
