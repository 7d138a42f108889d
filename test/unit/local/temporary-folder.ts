import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for one test file; `remove` belongs into `afterAll`. */
export const temporaryFolder = (): { readonly path: string; readonly remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'folio-local-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};
