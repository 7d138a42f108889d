import { type CivilDate, parseCivilDate } from '../../values/civil-date.ts';
import { parseDecimal } from '../../values/decimal-amount.ts';
import { BadFile } from '../bad-file.ts';
import type { XmlElement } from '../xml/element.ts';
import type { Direction, Money, Place, TransactionCode } from './camt.ts';

/** The namespace of a message is this and its name: `urn:iso:std:iso:20022:tech:xsd:camt.054.001.08`. */
const NAMESPACE = /^urn:iso:std:iso:20022:tech:xsd:([a-z]{4}\.\d{3})\.001\.(\d{2})$/;

export interface MessageName {
  /** Such as `camt.054`. */
  readonly message: string;
  readonly version: string;
}

export const messageNameOf = (namespace: string): MessageName | undefined => {
  const [, message, version] = NAMESPACE.exec(namespace) ?? [];
  return message === undefined || version === undefined ? undefined : { message, version };
};

export const refuseValue = (element: XmlElement, detail: string): never => {
  throw new BadFile('value', element, detail);
};

export const refuseMissing = (place: Place, name: string): never => {
  throw new BadFile('structure', place, `${name} is missing.`);
};

/** A text that has to be there. */
export const requiredText = (place: Place, element: XmlElement | undefined, name: string): string => {
  const text = element?.text.trim() ?? '';
  return text === '' ? refuseMissing(place, name) : text;
};

export const moneyOf = (element: XmlElement): Money => {
  const currency = element.attributes.Ccy ?? refuseMissing(element, 'The attribute Ccy');
  const parsed = parseDecimal(element.text.trim(), currency);
  if (parsed.kind === 'fault') return refuseValue(element, parsed.detail);
  if (parsed.minor < 0n) return refuseValue(element, 'An amount has no sign here: the direction is told beside it.');
  return { minor: parsed.minor, currency };
};

export const directionOf = (element: XmlElement): Direction => {
  const text = element.text.trim();
  if (text === 'CRDT') return 'credit';
  return text === 'DBIT' ? 'debit' : refuseValue(element, 'CdtDbtInd is CRDT or DBIT.');
};

/** xs:boolean. */
export const booleanOf = (element: XmlElement): boolean => {
  const text = element.text.trim();
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : refuseValue(element, 'A boolean is true, false, 1 or 0.');
};

const BEHIND_DATE = /^(?:T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?$/;

/** The day that is written, in a date or a time with or without an offset. It is never moved to another zone. */
export const writtenDay = (text: string): CivilDate | undefined =>
  BEHIND_DATE.test(text.slice(10)) ? parseCivilDate(text.slice(0, 10)) : undefined;

/** A choice of Dt and DtTm. */
export const dayOf = (element: XmlElement | undefined): CivilDate | undefined => {
  const written = element?.at('Dt') ?? element?.at('DtTm') ?? element;
  if (written === undefined) return undefined;
  return (
    writtenDay(written.text.trim()) ??
    refuseValue(written, 'A date is YYYY-MM-DD, with or without a time and an offset.')
  );
};

/** Keeps a child that the schema has once: of two, nobody knows which one counts. */
export const setOnce = (fields: Map<string, XmlElement>, element: XmlElement): void => {
  if (fields.has(element.name)) throw new BadFile('structure', element, `${element.name} stands here twice.`);
  fields.set(element.name, element);
};

export const refuseLate = (element: XmlElement): never => {
  throw new BadFile('structure', element, `${element.name} stands behind what it belongs before.`);
};

const COUNT = /^\d{1,15}$/;
export const countOf = (element: XmlElement): number => {
  const text = element.text.trim();
  return COUNT.test(text) ? Number(text) : refuseValue(element, 'A count has 1 to 15 digits.');
};

export const codeOf = (element: XmlElement | undefined): TransactionCode => ({
  domain: element?.textAt('Domn', 'Cd'),
  family: element?.textAt('Domn', 'Fmly', 'Cd'),
  subFamily: element?.textAt('Domn', 'Fmly', 'SubFmlyCd'),
  proprietary: element?.textAt('Prtry', 'Cd'),
});

/** A code of an external list, or the sender's own text. */
export const codeOrOwn = (
  element: XmlElement | undefined,
): { readonly code?: string | undefined; readonly proprietary?: string | undefined } => ({
  code: element?.textAt('Cd'),
  proprietary: element?.textAt('Prtry'),
});
