import { rm } from 'node:fs/promises';

/** Takes away what before.js has made. */
// biome-ignore lint/style/noDefaultExport: Jest loads its teardown by its default export.
export default async function after() {
  const { FOLIO_TEST_APPS: apps } = process.env;
  if (apps !== undefined) await rm(apps, { recursive: true, force: true });
}
