import { reference, words } from '../statement/references.ts';
import type { BankLine } from '../statement/statement.ts';

type NarrativeFields = Partial<
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
].map((key) => `${key}+`);
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
].map((key) => `/${key}/`);

/** Cuts a text at its keys: what stands before the first of them is under the empty key. The first of two equal keys counts. */
const cutAt = (text: string, marks: readonly string[]): ReadonlyMap<string, string> => {
  const places: { readonly mark: string; readonly at: number }[] = [];
  for (const mark of marks) {
    const at = text.indexOf(mark);
    if (at >= 0) places.push({ mark, at });
  }
  places.sort((a, b) => a.at - b.at);
  const values = new Map([['', text.slice(0, places[0]?.at)]]);
  for (const [index, { mark, at }] of places.entries())
    values.set(mark, text.slice(at + mark.length, Math.max(places[index + 1]?.at ?? text.length, at + mark.length)));
  return values;
};

const bySepaKeys = (purpose: string): NarrativeFields => {
  const values = cutAt(purpose, purpose.includes('+') ? SEPA_KEYS : []);
  return {
    endToEndId: reference(values.get('EREF+')),
    customerReference: reference(values.get('KREF+')),
    remittance: words(values.get('SVWZ+') ?? values.get('') ?? ''),
  };
};

const isTwoDigits = (code: string): boolean =>
  code.length === 2 && code >= '00' && code <= '99' && code.charCodeAt(1) >= 0x30 && code.charCodeAt(1) <= 0x39;

interface Subfields {
  readonly codes: string[];
  readonly values: string[];
}

/** Fields of the structure: two digits and what stands up to the next one. One that comes again goes on where it was. */
const subfields = (text: string, separator: string): Subfields => {
  const found: Subfields = { codes: [], values: [] };
  for (let from = 0; from < text.length; ) {
    const next = text.indexOf(separator, from);
    const to = next < 0 ? text.length : next;
    const code = text.slice(from, Math.min(from + 2, to));
    if (isTwoDigits(code)) {
      const value = text.slice(from + 2, to);
      const there = found.codes.indexOf(code);
      if (there >= 0) found.values[there] += value;
      else {
        found.codes.push(code);
        found.values.push(value);
      }
    }
    from = to + 1;
  }
  return found;
};

/** `166?00CREDIT?20EREF+...?32NAME`: the German structure. */
const german = (text: string, separator: string): NarrativeFields => {
  const { codes, values } = subfields(text.slice(3), separator);
  let purpose = '';
  let counterparty = '';
  let account = '';
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? '';
    const value = values[at] ?? '';
    if ((code >= '20' && code <= '29') || (code >= '60' && code <= '63')) purpose += value;
    else if (code === '32' || code === '33') counterparty += value;
    else if (code === '31') account = value;
  }
  const { endToEndId, customerReference, remittance } = bySepaKeys(purpose);
  return {
    ...{ endToEndId, customerReference, remittance },
    counterparty: words(counterparty),
    counterpartyAccount: words(account),
  };
};

const bySlashes = (text: string): NarrativeFields => {
  const values = cutAt(text, SLASH_KEYS);
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
export const narrative = (lines: readonly string[]): NarrativeFields => {
  const joined = lines.join('');
  const separator = joined[3] ?? '';
  if (/^\d{3}[?>/+]\d\d/.test(joined)) return german(joined, separator);
  if (/^\/[A-Z]{2,4}\//.test(joined)) return bySlashes(joined);
  if (joined.includes('EREF+') || joined.includes('SVWZ+')) return bySepaKeys(joined);
  return { remittance: words(lines.join(' ')) };
};
