import { parentPort, workerData } from 'node:worker_threads';
import { audit } from '../../bin/audit/audit.ts';
import type { Books } from '../../bin/audit/books.ts';
import { plantings } from './audit-plantings.ts';

/** What an audit finds in books that nobody changed, and which planted changes it does not name. */
export interface Audited {
  readonly found: number;
  readonly missed: readonly string[];
}

const books = workerData as Books;
// One place of each kind is enough to notice a mistake by: an audit reads both logs anew for each change.
const missed = plantings(books, 1).filter(
  ({ changed, where, name }) => !audit(changed).some((one) => one.where === where && one.name.includes(name)),
);
const audited: Audited = { found: audit(books).length, missed: missed.map(({ what }) => what) };
parentPort?.postMessage(audited);
