import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeReady } from '../support/local-cloud.ts';

/** Tests over a whole cloud, each of which waits for a bounded time for its start. */
const ON_A_CLOUD = /e2e|compat/;

/** Makes the data folder that such tests copy before their own time runs, and a place for the changed apps that workers share. */
// biome-ignore lint/style/noDefaultExport: Jest loads its setup by its default export.
export default async function before({ testPathPatterns: { patterns } }) {
  process.env.FOLIO_TEST_APPS = await mkdtemp(join(tmpdir(), 'folio-apps-'));
  if (patterns.length === 0 || patterns.some((pattern) => ON_A_CLOUD.test(pattern))) await makeReady();
}
