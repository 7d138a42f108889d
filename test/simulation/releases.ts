import { join } from 'node:path';
import { NEXT_PAYMENTS, NEXT_RELEASE, NEXT_WEBHOOKS, type Patch } from '../support/changed-app.ts';
import { type Built, builtWith, type Edit } from './planted.ts';

const START = join(import.meta.dirname, 'functions', 'start.ts');
const isEdit = (patch: Patch): patch is Edit => 'from' in patch;

/** What the release behind this one writes that no release so far knows: into items, events and jobs of ledger, webhooks and payments. */
const NEXT: readonly Edit[] = [...NEXT_RELEASE, ...NEXT_WEBHOOKS, ...NEXT_PAYMENTS.slice(0, 1)].filter(isEdit);

/**
 * The functions of the release behind this one: other code than the present one's, built from a copy of its sources, which runs beside
 * it on the same tables, queues and streams. A rollback goes from it to the present one.
 */
export const laterRelease = (name: string, bugs: readonly Edit[] = []): Promise<Built> =>
  builtWith(`${name}-later`, [...NEXT, ...bugs], START);
