import type { FileReader } from '../model/file-rail.ts';
import { achReader } from './ach/ach-reader.ts';
import { sepaReader } from './sepa/sepa-reader.ts';

/** How the files of each rail's banks are read. */
export const fileReaders: ReadonlyMap<string, FileReader> = new Map([
  ['sepa', sepaReader],
  ['ach', achReader],
]);
