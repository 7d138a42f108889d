import { join } from 'node:path';

/** The repository, also where a copy of it is tried elsewhere. */
export const ROOT = join(import.meta.dirname, '..', '..');
/** What was found, and the tools. */
export const CACHE = join(ROOT, 'node_modules', '.cache', 'folio', 'mutations');
export const TOOLS = join(CACHE, 'tools');
