import { BadFile } from '../../../../kernel/formats/bad-file.ts';
import type { Place } from '../../../../kernel/formats/iso20022/camt.ts';
import {
  codeOrOwn,
  messageNameOf,
  moneyOf,
  refuseLate,
  refuseMissing,
  requiredText,
} from '../../../../kernel/formats/iso20022/fields.ts';
import type { Reading } from '../../../../kernel/formats/xml/document.ts';
import type { XmlElement } from '../../../../kernel/formats/xml/element.ts';
import { readXml } from '../../../../kernel/formats/xml/read-xml.ts';
import { type PartedListener, partedReading } from './parted-message.ts';
import type { Pain002Item, StatusReason } from './payment-status.ts';

const NAMES = { message: 'CstmrPmtStsRpt', part: 'OrgnlPmtInfAndSts', payment: 'TxInfAndSts' } as const;
const [VERSION_MIN, VERSION_MAX] = ['03', '15'];
/** Reasons of one status; a bank gives one or two. */
const REASONS_MAX = 100;

const reasonOf = (element: XmlElement): StatusReason => ({
  ...codeOrOwn(element.at('Rsn')),
  information: element.all('AddtlInf').map(({ text }) => text),
});

const reasonsOf = (elements: readonly XmlElement[]): readonly StatusReason[] =>
  elements.slice(0, REASONS_MAX).map(reasonOf);

/** What is read of a part, which is kept until its first transaction; nothing else of it is. */
const PART_FIELDS: ReadonlySet<string> = new Set(['OrgnlPmtInfId', 'PmtInfSts', 'StsRsnInf']);

/** An id or status as it stands there: text, whatever digits it is made of. */
const told = (element: XmlElement | undefined): string | undefined => {
  const text = element?.text.trim() ?? '';
  return text === '' ? undefined : text;
};

class Pain002Reading implements PartedListener {
  readonly #give: (item: Pain002Item) => void;
  readonly #version: string;
  #header: XmlElement | undefined;
  #hasHead = false;
  #parts = 0;
  #transactions = 0;
  #part: { readonly place: Place; readonly fields: XmlElement[]; id: string | undefined } | undefined;
  constructor(version: string, give: (item: Pain002Item) => void) {
    this.#version = version;
    this.#give = give;
  }

  openPart(place: Place): void {
    if (!this.#hasHead) refuseMissing(place, 'OrgnlGrpInfAndSts');
    this.#part = { place: { line: place.line, pointer: place.pointer }, fields: [], id: undefined };
  }

  ofMessage(element: XmlElement): void {
    if (element.name === 'GrpHdr') this.#header = element;
    if (element.name !== 'OrgnlGrpInfAndSts') return;
    const header = this.#header ?? refuseMissing(element, 'GrpHdr');
    if (this.#hasHead) refuseLate(element);
    this.#hasHead = true;
    this.#give({
      kind: 'head',
      version: this.#version,
      messageId: requiredText(header, header.at('MsgId'), 'MsgId'),
      createdAt: requiredText(header, header.at('CreDtTm'), 'CreDtTm'),
      originalMessageId: requiredText(element, element.at('OrgnlMsgId'), 'OrgnlMsgId'),
      originalMessageName: requiredText(element, element.at('OrgnlMsgNmId'), 'OrgnlMsgNmId'),
      status: told(element.at('GrpSts')),
      reasons: reasonsOf(element.all('StsRsnInf')),
    });
  }

  ofPart(element: XmlElement): void {
    const part = this.#part;
    if (part === undefined) return;
    if (element.name === 'TxInfAndSts') this.#transaction(element, this.#begun());
    else if (part.id === undefined) {
      if (!PART_FIELDS.has(element.name)) return;
      if (part.fields.length >= REASONS_MAX + PART_FIELDS.size)
        throw new BadFile('bounds', element, 'A part of a report says more of itself than any of its kind.');
      part.fields.push(element);
    } else if (element.name === 'OrgnlPmtInfId' || element.name === 'PmtInfSts') refuseLate(element);
  }

  closePart(): void {
    this.#begun();
    this.#part = undefined;
    this.#parts += 1;
  }

  end(): void {
    if (!this.#hasHead) refuseMissing({ line: 1, pointer: '/Document' }, 'OrgnlGrpInfAndSts');
    this.#give({ kind: 'end', parts: this.#parts, transactions: this.#transactions });
  }

  /** The part's id; what it says of itself is given before its first transaction. */
  #begun(): string {
    const part = this.#part;
    if (part === undefined) return '';
    if (part.id !== undefined) return part.id;
    const child = (name: string) => part.fields.find((field) => field.name === name);
    part.id = requiredText(part.place, child('OrgnlPmtInfId'), 'OrgnlPmtInfId');
    this.#give({
      kind: 'part',
      index: this.#parts,
      paymentInformationId: part.id,
      status: told(child('PmtInfSts')),
      reasons: reasonsOf(part.fields.filter(({ name }) => name === 'StsRsnInf')),
    });
    return part.id;
  }

  #transaction(element: XmlElement, paymentInformationId: string): void {
    const amount = element.at('OrgnlTxRef', 'Amt', 'InstdAmt');
    this.#transactions += 1;
    this.#give({
      kind: 'transaction',
      line: element.line,
      pointer: element.pointer,
      part: this.#parts,
      paymentInformationId,
      statusId: told(element.at('StsId')),
      instructionId: told(element.at('OrgnlInstrId')),
      endToEndId: told(element.at('OrgnlEndToEndId')),
      status: told(element.at('TxSts')),
      reasons: reasonsOf(element.all('StsRsnInf')),
      amount: amount === undefined ? undefined : moneyOf(amount),
    });
  }
}

const readingOf = (namespace: string, give: (item: Pain002Item) => void): Reading | undefined => {
  const { message, version = '' } = messageNameOf(namespace) ?? {};
  if (message !== 'pain.002' || version < VERSION_MIN || version > VERSION_MAX) return undefined;
  const reading = new Pain002Reading(version, give);
  return partedReading(NAMES, reading);
};

/**
 * A bank's report on a file of payments (pain.002, versions .03 to .15): of the file, of its parts, of single payments; each level only
 * where the bank tells it. A partly accepted file is told line by line. @throws BadFile
 */
export const readPain002 = (chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Pain002Item> =>
  readXml(chunks, readingOf);
