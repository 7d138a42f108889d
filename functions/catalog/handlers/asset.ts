import { readFileSync } from 'node:fs';

/** A file beside the bundle, as `lib/catalog` wrote it. */
export const asset = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
