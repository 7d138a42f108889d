import type { FileWriter } from '../model/file-rail.ts';
import { achWriter } from './ach/ach-writer.ts';
import { sepaWriter } from './sepa/sepa-writer.ts';

/** How the files of each rail are written. Apart from the rails themselves: most functions need none of it. */
export const fileWriters: ReadonlyMap<string, FileWriter> = new Map([
  ['sepa', sepaWriter],
  ['ach', achWriter],
]);
