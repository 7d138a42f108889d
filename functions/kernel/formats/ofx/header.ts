import type { Encoding } from '../statement/encoding.ts';
import type { Refuse } from '../statement/refuse.ts';

/** The charsets that the header of OFX 1.x names, beside those that are UTF-8. */
const CHARSETS: Readonly<Record<string, Encoding>> = { '1252': 'windows-1252', 'ISO-8859-1': 'iso-8859-1' };
const XML_ENCODINGS: Readonly<Record<string, Encoding>> = {
  'UTF-8': 'utf-8',
  'US-ASCII': 'utf-8',
  'ISO-8859-1': 'iso-8859-1',
  'WINDOWS-1252': 'windows-1252',
};

/** `KEY:VALUE` lines before `<OFX>` in OFX 1.x: what they say of the bytes. */
export const sgmlEncoding = (header: string, refuse: Refuse): Encoding => {
  const values = new Map(
    header.split(/[\r\n]+/).map((line) => {
      const [key = '', value = ''] = line.split(':');
      return [key.trim().toUpperCase(), value.trim().toUpperCase()] as const;
    }),
  );
  if (values.get('OFXHEADER') !== '100')
    return refuse(1, 'malformed', 'The file does not begin with OFXHEADER:100 or an XML declaration.');
  if (values.get('DATA') !== 'OFXSGML') return refuse(1, 'version', 'The header names other data than OFXSGML.');
  if (!['NONE', '', undefined].includes(values.get('COMPRESSION')))
    return refuse(1, 'version', 'The file is compressed.');
  const encoding = values.get('ENCODING') ?? '';
  if (encoding === 'UTF-8' || encoding === 'UNICODE') return 'utf-8';
  const charset = values.get('CHARSET') ?? '';
  if (charset === '' || charset === 'NONE' || charset === '8859-1')
    return charset === '8859-1' ? 'iso-8859-1' : 'detected';
  return (
    CHARSETS[charset] ?? refuse(1, 'encoding', 'The header names a charset that is none of 1252, ISO-8859-1 and NONE.')
  );
};

/** The encoding of an XML declaration; UTF-8 where it names none. */
export const xmlEncoding = (declaration: string, refuse: Refuse): Encoding => {
  const named = /encoding\s{0,9}=\s{0,9}["']([A-Za-z0-9._-]{1,40})["']/.exec(declaration)?.[1] ?? 'UTF-8';
  return (
    XML_ENCODINGS[named.toUpperCase()] ??
    refuse(1, 'encoding', 'The XML declaration names an encoding that is not read.')
  );
};
