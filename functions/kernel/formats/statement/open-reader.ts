import { Bai2Reader } from '../bai2/bai2-reader.ts';
import type { CsvMapping } from '../csv/csv-mapping.ts';
import { CsvReader } from '../csv/csv-reader.ts';
import { CamtReader } from '../iso20022/camt-reader.ts';
import { Mt940Reader } from '../mt940/mt940-reader.ts';
import { OfxReader } from '../ofx/ofx-reader.ts';
import { checked } from './checked.ts';
import type { StatementFormat } from './formats.ts';
import { refuseAs } from './refuse.ts';
import type { StatementReader } from './statement.ts';

/** Enough of a file to know its format by. */
export const DETECT_BYTES = 4_096;

/** The format that the beginning of a file shows. Undefined for CSV, which says nothing of itself, and for anything else. */
export const detectFormat = (beginning: Uint8Array): StatementFormat | undefined => {
  const text = Buffer.from(beginning)
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  if (/^OFXHEADER:|^<OFX>/i.test(text) || (text.startsWith('<?') && /<\?OFX\b|<OFX>/i.test(text))) return 'ofx';
  if (text.startsWith('<') && /:xsd:camt\.05[234]\.001\./.test(text)) return 'camt';
  if (text.startsWith('01,')) return 'bai2';
  return /^:20:/m.test(text) ? 'mt940' : undefined;
};

/** A reader of one file, which holds what the file states of itself against its lines. CSV needs its mapping. */
export const openReader = (
  source:
    | { readonly format: Exclude<StatementFormat, 'csv'> }
    | { readonly format: 'csv'; readonly mapping: CsvMapping },
): StatementReader => {
  const refuse = refuseAs(source.format === 'csv' ? 'CSV' : source.format.toUpperCase());
  if (source.format === 'csv') return checked(new CsvReader(source.mapping, refuse), refuse);
  const Reader = { camt: CamtReader, mt940: Mt940Reader, bai2: Bai2Reader, ofx: OfxReader }[source.format];
  return checked(new Reader(refuse), refuse);
};
