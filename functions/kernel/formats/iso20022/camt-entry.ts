import type { XmlElement } from '../xml/element.ts';
import type { CamtBatch, CamtDetail, CamtEntry, CamtParty, DetailSum, Money, Place, ReturnReason } from './camt.ts';
import {
  booleanOf,
  codeOf,
  codeOrOwn,
  countOf,
  dayOf,
  directionOf,
  moneyOf,
  refuseMissing,
  requiredText,
} from './fields.ts';

/** The children of Ntry that stand before its details, by name. */
export type EntryFields = ReadonlyMap<string, XmlElement>;

/** `<Sts>BOOK</Sts>` until .07, `<Sts><Cd>BOOK</Cd></Sts>` or a text of the bank's own since. */
const statusOf = (place: Place, element: XmlElement | undefined): string =>
  requiredText(place, element?.at('Cd') ?? element?.at('Prtry') ?? element, 'Sts');

export const entryOf = (fields: EntryFields, place: Place, statement: number, index: number): CamtEntry => {
  const reversal = fields.get('RvslInd');
  return {
    line: place.line,
    pointer: place.pointer,
    ...{ statement, index },
    reference: fields.get('NtryRef')?.text,
    amount: moneyOf(fields.get('Amt') ?? refuseMissing(place, 'Amt')),
    direction: directionOf(fields.get('CdtDbtInd') ?? refuseMissing(place, 'CdtDbtInd')),
    reversal: reversal === undefined ? false : booleanOf(reversal),
    status: statusOf(place, fields.get('Sts')),
    bookingDate: dayOf(fields.get('BookgDt')),
    valueDate: dayOf(fields.get('ValDt')),
    bankReference: fields.get('AcctSvcrRef')?.text,
    code: codeOf(fields.get('BkTxCd')),
  };
};

export const batchOf = (element: XmlElement, entry: number): CamtBatch => {
  const [count, amount] = [element.at('NbOfTxs'), element.at('TtlAmt')];
  return {
    entry,
    messageId: element.textAt('MsgId'),
    paymentInformationId: element.textAt('PmtInfId'),
    count: count === undefined ? undefined : countOf(count),
    amount: amount === undefined ? undefined : moneyOf(amount),
  };
};

/** Since .08 a party is `Dbtr/Pty/Nm`, before it was `Dbtr/Nm`. */
const partyOf = (details: XmlElement, name: 'Dbtr' | 'Cdtr'): CamtParty | undefined => {
  const party = details.at('RltdPties', name);
  const account = details.at('RltdPties', `${name}Acct`, 'Id');
  const bank = details.at('RltdAgts', `${name}Agt`, 'FinInstnId');
  if (party === undefined && account === undefined && bank === undefined) return undefined;
  return {
    name: party?.textAt('Pty', 'Nm') ?? party?.textAt('Nm'),
    iban: account?.textAt('IBAN'),
    other: account?.textAt('Othr', 'Id'),
    bic: bank?.textAt('BICFI') ?? bank?.textAt('BIC'),
  };
};

const returnOf = (element: XmlElement | undefined): ReturnReason | undefined => {
  if (element === undefined) return undefined;
  const original = element.at('OrgnlBkTxCd');
  return {
    ...codeOrOwn(element.at('Rsn')),
    information: element.all('AddtlInf').map(({ text }) => text),
    originalCode: original === undefined ? undefined : codeOf(original),
  };
};

/** The amount in the entry's own terms: Amt since .04, AmtDtls/TxAmt before. What was instructed, in whatever currency, is another. */
const amountOf = (details: XmlElement): Money | undefined => {
  const element = details.at('Amt') ?? details.at('AmtDtls', 'TxAmt', 'Amt');
  return element === undefined ? undefined : moneyOf(element);
};

export const camtDetailOf = (element: XmlElement): CamtDetail => {
  const references = element.at('Refs');
  const remittance = element.at('RmtInf');
  const [direction, code] = [element.at('CdtDbtInd'), element.at('BkTxCd')];
  return {
    line: element.line,
    pointer: element.pointer,
    references: {
      messageId: references?.textAt('MsgId'),
      paymentInformationId: references?.textAt('PmtInfId'),
      instructionId: references?.textAt('InstrId'),
      endToEndId: references?.textAt('EndToEndId'),
      transactionId: references?.textAt('TxId'),
      mandateId: references?.textAt('MndtId'),
      bankReference: references?.textAt('AcctSvcrRef'),
      clearingReference: references?.textAt('ClrSysRef'),
    },
    amount: amountOf(element),
    direction: direction === undefined ? undefined : directionOf(direction),
    code: code === undefined ? undefined : codeOf(code),
    debtor: partyOf(element, 'Dbtr'),
    creditor: partyOf(element, 'Cdtr'),
    unstructured: remittance?.all('Ustrd').map(({ text }) => text) ?? [],
    structured:
      remittance?.all('Strd').flatMap((each) => {
        const reference = each.textAt('CdtrRefInf', 'Ref');
        return reference === undefined ? [] : [reference];
      }) ?? [],
    returned: returnOf(element.at('RtrInf')),
    additionalInformation: element.textAt('AddtlTxInf'),
  };
};

/** Adds up details against their entry, one after the other. */
export class DetailTotals {
  count = 0;
  #sum = 0n;
  #amounts = 0;
  #comparable = true;
  readonly #entry: CamtEntry;
  constructor(entry: CamtEntry) {
    this.#entry = entry;
  }

  add({ amount, direction }: CamtDetail): void {
    this.count += 1;
    if (amount === undefined) return;
    this.#amounts += 1;
    if (amount.currency !== this.#entry.amount.currency) this.#comparable = false;
    const against = direction !== undefined && direction !== this.#entry.direction;
    this.#sum += against ? -amount.minor : amount.minor;
  }

  get outcome(): DetailSum {
    if (this.#amounts === 0) return 'none';
    const whole = this.#comparable && this.#amounts === this.count && this.#sum === this.#entry.amount.minor;
    return whole ? 'equal' : 'other';
  }
}
