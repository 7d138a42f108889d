import type { Rail } from './rail.ts';

/** The rails of a deployment by name. `book` is none of them: it is the ledger itself. */
export type Rails = ReadonlyMap<string, Rail>;
