import type { XmlElement } from '../../../../kernel/formats/xml/element.ts';
import { type Bic, parseBic } from '../../../../kernel/values/bic.ts';
import { parseCreditorReference } from '../../../../kernel/values/creditor-reference.ts';
import { parseDecimal } from '../../../../kernel/values/decimal-amount.ts';
import { type Iban, parseIban } from '../../../../kernel/values/iban.ts';
import type { LineFault, LineFaultKind, OrderedTransfer } from './client-order.ts';
import type { Remittance } from './credit-transfer.ts';

/**
 * What a payment of a client's file may consist of. Another element would say something that goes into no file of ours: the payment is
 * refused, and nothing of it is dropped in silence.
 */
const CARRIED: ReadonlySet<string> = new Set([
  ...['PmtId', 'PmtTpInf', 'Amt', 'ChrgBr', 'CdtrAgt', 'Cdtr', 'CdtrAcct', 'RmtInf'],
]);

/** Max35Text of ISO 20022. */
export const ID_CHARS = 35;

type Faults = LineFault[];

const fault = (faults: Faults, { line, pointer }: XmlElement, detail: string, kind: LineFaultKind): undefined => {
  faults.push({ line, pointer, kind, detail });
};

const textOf = (element: XmlElement, names: readonly string[], faults: Faults): string => {
  const text = element.textAt(...names) ?? '';
  if (text.trim() === '') fault(faults, element, `${names.join('/')} is missing.`, 'structure');
  return text;
};

/** An id of the client's, which its report repeats; undefined where it is none. */
const idOf = (element: XmlElement, name: string, faults: Faults): string | undefined => {
  const written = element.at('PmtId', name);
  const id = written?.text.trim() ?? '';
  if (written === undefined || id === '') return undefined;
  if (id.length <= ID_CHARS) return id;
  return fault(faults, written, `${name} has at most ${ID_CHARS} characters.`, 'structure');
};

const amountOf = (element: XmlElement, faults: Faults): { readonly amount: bigint; readonly currency: string } => {
  const instructed = element.at('Amt', 'InstdAmt');
  const nothing = { amount: 0n, currency: '' };
  if (instructed === undefined) {
    fault(faults, element, 'Amt/InstdAmt is missing: amounts are given in the currency that is paid.', 'structure');
    return nothing;
  }
  const currency = instructed.attributes.Ccy ?? '';
  const parsed = parseDecimal(instructed.text.trim(), currency);
  if (parsed.kind === 'fault') fault(faults, instructed, parsed.detail, parsed.fault);
  else if (parsed.minor <= 0n) fault(faults, instructed, 'An amount is above zero.', 'not-positive');
  else return { amount: parsed.minor, currency };
  return nothing;
};

export const ibanOfAccount = (element: XmlElement | undefined): Iban | { readonly detail: string } => {
  const written = element?.textAt('Id', 'IBAN');
  if (written === undefined) return { detail: 'Id/IBAN is missing.' };
  const parsed = parseIban(written.trim());
  return parsed.kind === 'iban' ? parsed.iban : { detail: parsed.detail };
};

const bicOf = (element: XmlElement | undefined, faults: Faults): Bic | undefined => {
  const bank = element?.at('FinInstnId');
  const written = bank?.at('BICFI') ?? bank?.at('BIC');
  if (written === undefined) return undefined;
  return (
    parseBic(written.text.trim()) ??
    fault(faults, written, 'A BIC has 8 or 11 characters: party, country, place, branch.', 'creditor')
  );
};

const remittanceOf = (element: XmlElement | undefined, faults: Faults): Remittance | undefined => {
  if (element === undefined) return undefined;
  const [first, second] = element.children;
  if (first === undefined) return undefined;
  if (second !== undefined)
    return fault(faults, second, 'One Ustrd or one Strd is carried, not several (SEPA rulebook).', 'structure');
  if (first.name === 'Ustrd') return { kind: 'unstructured', text: first.text };
  const [only, more] = first.children;
  if (only?.name !== 'CdtrRefInf' || more !== undefined) {
    return fault(faults, first, 'Of Strd a creditor reference alone is carried (CdtrRefInf).', 'structure');
  }
  const reference = parseCreditorReference((only.textAt('Ref') ?? '').trim());
  if (reference === undefined)
    return fault(
      faults,
      only,
      'A creditor reference is RF, two check digits that fit, and up to 21 characters.',
      'creditor',
    );
  return { kind: 'structured', reference };
};

/** A payment of a client's file (CdtTrfTxInf), or all that is wrong with it. */
export const orderedTransfer = (
  element: XmlElement,
):
  | { readonly payment: OrderedTransfer }
  | { readonly faults: readonly LineFault[]; readonly endToEndId?: string | undefined } => {
  const faults: Faults = [];
  for (const child of element.children) {
    if (!CARRIED.has(child.name))
      fault(faults, child, `${child.name} is not carried. Leave it out, or pay otherwise.`, 'structure');
    else if (element.at(child.name) !== child) fault(faults, child, `${child.name} stands here twice.`, 'structure');
  }
  textOf(element, ['PmtId', 'EndToEndId'], faults);
  const endToEndId = idOf(element, 'EndToEndId', faults) ?? '';
  const instructionId = idOf(element, 'InstrId', faults);
  if (endToEndId === 'NOTPROVIDED')
    fault(faults, element, 'EndToEndId tells payments apart: give each one of its own.', 'structure');
  const { amount, currency } = amountOf(element, faults);
  const name = textOf(element, ['Cdtr', 'Nm'], faults);
  const account = element.at('CdtrAcct');
  const iban = ibanOfAccount(account);
  if (typeof iban !== 'string') fault(faults, account?.at('Id', 'IBAN') ?? account ?? element, iban.detail, 'creditor');
  const bic = bicOf(element.at('CdtrAgt'), faults);
  const remittance = remittanceOf(element.at('RmtInf'), faults);
  if (faults.length > 0 || typeof iban !== 'string')
    return { faults, endToEndId: endToEndId === '' ? undefined : endToEndId };
  return { payment: { endToEndId, instructionId, amount, currency, creditor: { name, iban, bic }, remittance } };
};
