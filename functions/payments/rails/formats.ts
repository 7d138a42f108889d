import type { FileFormat } from '../model/file-rail.ts';
import type { Rails } from '../model/rails.ts';
import { sepaFormat } from './sepa/sepa-format.ts';
import { sepaRail } from './sepa/sepa-rail.ts';

/** The rails that go by files, and no other: the function of files has no use for them. */
export const fileRails: Rails = new Map([['sepa', sepaRail]]);

/** How the files of each rail are written and read. Apart from the rails themselves: most functions need none of it. */
export const fileFormats: ReadonlyMap<string, FileFormat> = new Map([['sepa', sepaFormat]]);
