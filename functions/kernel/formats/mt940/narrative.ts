import { reference, words } from '../statement/references.ts';
import type { BankLine } from '../statement/statement.ts';

type Told = Partial<
  Pick<BankLine, 'endToEndId' | 'counterparty' | 'counterpartyAccount' | 'remittance' | 'code'> & {
    readonly customerReference: string | undefined;
  }
>;

/** The keys that German banks put into the purpose lines, as in `EREF+invoice 7SVWZ+Thanks`. */
const SEPA_KEYS = [
  'EREF',
  'KREF',
  'MREF',
  'CRED',
  'DEBT',
  'COAM',
  'OAMT',
  'SVWZ',
  'ABWA',
  'ABWE',
  'IBAN',
  'BIC',
  'PURP',
];
/** The words of the Dutch and Belgian structure `/EREF/invoice 7//REMI/USTD//Thanks/`. */
const SLASH_KEYS = [
  'TRTP',
  'RTYP',
  'EREF',
  'KREF',
  'PREF',
  'MARF',
  'CSID',
  'IBAN',
  'BIC',
  'NAME',
  'CNTP',
  'REMI',
  'ORDP',
  'BENM',
  'ID',
  'ADDR',
  'PURP',
  'SVCL',
  'RTRN',
  'ISDT',
  'UDTR',
  'ULTC',
  'ULTD',
  'CHGS',
  'EXCH',
];

/** Cuts a text at its keys: what stands before the first of them is under the empty key. The first of two equal keys counts. */
const cutAt = (text: string, marks: readonly string[]): ReadonlyMap<string, string> => {
  const places = marks
    .map((mark) => ({ mark, at: text.indexOf(mark) }))
    .filter(({ at }) => at >= 0)
    .toSorted((a, b) => a.at - b.at);
  const values = new Map([['', text.slice(0, places[0]?.at)]]);
  for (const [index, { mark, at }] of places.entries())
    values.set(mark, text.slice(at + mark.length, Math.max(places[index + 1]?.at ?? text.length, at + mark.length)));
  return values;
};

const bySepaKeys = (purpose: string): Told => {
  const values = cutAt(
    purpose,
    SEPA_KEYS.map((key) => `${key}+`),
  );
  return {
    endToEndId: reference(values.get('EREF+')),
    customerReference: reference(values.get('KREF+')),
    remittance: words(values.get('SVWZ+') ?? values.get('') ?? ''),
  };
};

/** A field of the structure: two digits and what stands up to the next one. */
const subfields = (text: string, separator: string): ReadonlyMap<string, string> => {
  const fields = new Map<string, string>();
  for (const part of text.split(separator)) {
    const code = part.slice(0, 2);
    if (/^\d\d$/.test(code)) fields.set(code, (fields.get(code) ?? '') + part.slice(2));
  }
  return fields;
};

/** `166?00CREDIT?20EREF+...?32NAME`: the German structure. */
const german = (text: string, separator: string): Told => {
  const fields = subfields(text.slice(3), separator);
  const joined = (wanted: (code: string) => boolean) =>
    [...fields]
      .filter(([code]) => wanted(code))
      .map(([, value]) => value)
      .join('');
  const purpose = joined((code) => (code >= '20' && code <= '29') || (code >= '60' && code <= '63'));
  return {
    ...bySepaKeys(purpose),
    counterparty: words(joined((code) => code === '32' || code === '33')),
    counterpartyAccount: words(fields.get('31') ?? ''),
  };
};

const bySlashes = (text: string): Told => {
  const values = cutAt(
    text,
    SLASH_KEYS.map((key) => `/${key}/`),
  );
  const value = (key: string): string | undefined => {
    const text = values.get(`/${key}/`);
    return text?.endsWith('/') ? text.slice(0, -1) : text;
  };
  const [iban, , name] = (value('CNTP') ?? '').split('/');
  return {
    endToEndId: reference(value('EREF')),
    customerReference: reference(value('KREF') ?? value('PREF')),
    counterparty: words(value('NAME') ?? name ?? ''),
    counterpartyAccount: words(value('IBAN') ?? iban ?? ''),
    remittance: words((value('REMI') ?? '').replace(/^(?:USTD|STRD)\/\//, '')),
  };
};

/** What a field :86: tells of the line before it. Its structure is the bank's own: what is not known is remittance. */
export const narrative = (lines: readonly string[]): Told => {
  const joined = lines.join('');
  const separator = joined[3] ?? '';
  if (/^\d{3}[?>/+]\d\d/.test(joined)) return german(joined, separator);
  if (/^\/[A-Z]{2,4}\//.test(joined)) return bySlashes(joined);
  if (joined.includes('EREF+') || joined.includes('SVWZ+')) return bySepaKeys(joined);
  return { remittance: words(lines.join(' ')) };
};
