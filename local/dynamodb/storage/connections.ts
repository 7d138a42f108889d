import type { DatabaseSync } from 'node:sqlite';

/** One file, as two see it: who writes, and who reads what is committed. */
export interface Connections {
  readonly writer: DatabaseSync;
  readonly reader: DatabaseSync;
}
