import { join } from 'node:path';

/** The checkout that this command belongs to. */
export const PROJECT_DIR = join(import.meta.dirname, '..', '..');
