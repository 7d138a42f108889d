import { makeReady } from './support/local-cloud.ts';

/** Tests over a whole cloud, each of which waits for a bounded time for its start. */
const ON_A_CLOUD = /e2e|compat/;

/** Makes the data folder that such tests copy before their own time runs. */
// biome-ignore lint/style/noDefaultExport: Jest loads its setup by its default export.
export default async function makeReadyFirst({ testPathPatterns: { patterns } }) {
  if (patterns.length === 0 || patterns.some((pattern) => ON_A_CLOUD.test(pattern))) await makeReady();
}
