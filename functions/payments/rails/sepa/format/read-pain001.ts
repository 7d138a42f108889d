import { BadFile } from '../../../../kernel/formats/bad-file.ts';
import type { Place } from '../../../../kernel/formats/iso20022/camt.ts';
import {
  booleanOf,
  countOf,
  messageNameOf,
  refuseLate,
  refuseMissing,
  refuseValue,
  requiredText,
  setOnce,
  writtenDay,
} from '../../../../kernel/formats/iso20022/fields.ts';
import type { Reading } from '../../../../kernel/formats/xml/document.ts';
import type { XmlElement } from '../../../../kernel/formats/xml/element.ts';
import { readXml } from '../../../../kernel/formats/xml/read-xml.ts';
import { parseControlSum } from '../../../../kernel/values/decimal-amount.ts';
import type { Pain001Item } from './client-order.ts';
import type { Pain001Version } from './credit-transfer.ts';
import { ID_CHARS, ibanOfAccount, orderedTransfer } from './ordered-transfer.ts';
import { type PartedListener, partedReading } from './parted-message.ts';

const NAMES = { message: 'CstmrCdtTrfInitn', part: 'PmtInf', payment: 'CdtTrfTxInf' } as const;
const VERSIONS: ReadonlySet<string> = new Set<Pain001Version>(['pain.001.001.03', 'pain.001.001.09']);
const isVersion = (name: string): name is Pain001Version => VERSIONS.has(name);

/** What a part may consist of beside its payments: another element would ask for something that is not done. */
const PART_FIELDS: ReadonlySet<string> = new Set([
  ...['PmtInfId', 'PmtMtd', 'BtchBookg', 'NbOfTxs', 'CtrlSum', 'PmtTpInf', 'ReqdExctnDt'],
  ...['Dbtr', 'DbtrAcct', 'DbtrAgt', 'ChrgBr', 'ChrgsAcct'],
]);

/** What a file or part says that it holds. */
interface Claim {
  readonly count: { readonly value: number; readonly at: XmlElement } | undefined;
  readonly sum: { readonly units: bigint; readonly at: XmlElement } | undefined;
}

const claimOf = (count: XmlElement | undefined, sum: XmlElement | undefined): Claim => ({
  count: count === undefined ? undefined : { value: countOf(count), at: count },
  sum:
    sum === undefined
      ? undefined
      : { units: parseControlSum(sum.text.trim()) ?? refuseValue(sum, 'A sum has at most four decimals.'), at: sum },
});

/** What there really is. The sum is unknown where an amount could not be read: that payment is refused, not the file. */
class Tally {
  count = 0;
  units: bigint | undefined = 0n;

  add(units: bigint | undefined): void {
    this.count += 1;
    this.units = this.units === undefined || units === undefined ? undefined : this.units + units;
  }

  check({ count, sum }: Claim): void {
    if (count !== undefined && count.value !== this.count) {
      throw new BadFile('totals', count.at, 'NbOfTxs is not the number of payments here.');
    }
    if (sum !== undefined && this.units !== undefined && sum.units !== this.units) {
      throw new BadFile('totals', sum.at, 'CtrlSum is not the sum of the amounts here.');
    }
  }
}

/** An id that reports repeat. */
const idOf = (place: Place, element: XmlElement | undefined, name: string): string => {
  const id = requiredText(place, element, name);
  if (element !== undefined && id.length > ID_CHARS)
    refuseValue(element, `${name} has at most ${ID_CHARS} characters.`);
  return id;
};

const executionDateOf = (place: Place, element: XmlElement | undefined) => {
  const written = element?.at('Dt') ?? element?.at('DtTm') ?? element ?? refuseMissing(place, 'ReqdExctnDt');
  return writtenDay(written.text.trim()) ?? refuseValue(written, 'A date is YYYY-MM-DD.');
};

class Pain001Reading implements PartedListener {
  readonly #version: Pain001Version;
  readonly #give: (item: Pain001Item) => void;
  readonly #whole = new Tally();
  #claim: Claim | undefined;
  #parts = 0;
  #fields = new Map<string, XmlElement>();
  #place: Place = { line: 1, pointer: '/Document' };
  #part: { readonly claim: Claim; readonly tally: Tally } | undefined;
  constructor(version: Pain001Version, give: (item: Pain001Item) => void) {
    this.#version = version;
    this.#give = give;
  }

  ofMessage(element: XmlElement): void {
    if (element.name !== 'GrpHdr') return;
    if (this.#claim !== undefined) refuseLate(element);
    const count = element.at('NbOfTxs') ?? refuseMissing(element, 'NbOfTxs');
    this.#claim = claimOf(count, element.at('CtrlSum'));
    this.#give({
      kind: 'head',
      version: this.#version,
      messageId: idOf(element, element.at('MsgId'), 'MsgId'),
      createdAt: requiredText(element, element.at('CreDtTm'), 'CreDtTm'),
      initiatingParty: element.textAt('InitgPty', 'Nm'),
      totals: { count: countOf(count), units: this.#claim.sum?.units },
    });
  }

  openPart({ line, pointer }: Place): void {
    if (this.#claim === undefined) refuseMissing({ line, pointer }, 'GrpHdr');
    this.#place = { line, pointer };
    this.#fields = new Map();
    this.#part = undefined;
  }

  ofPart(element: XmlElement): void {
    if (element.name !== 'CdtTrfTxInf') {
      if (this.#part !== undefined) refuseLate(element);
      if (!PART_FIELDS.has(element.name))
        refuseValue(element, `${element.name} is not carried. Leave it out, or pay otherwise.`);
      setOnce(this.#fields, element);
      return;
    }
    const { tally } = this.#begun();
    const units = parseControlSum(element.textAt('Amt', 'InstdAmt')?.trim() ?? '');
    const item = { part: this.#parts, index: tally.count, line: element.line, pointer: element.pointer };
    tally.add(units);
    this.#whole.add(units);
    const read = orderedTransfer(element);
    this.#give('payment' in read ? { kind: 'payment', ...item, ...read } : { kind: 'refused', ...item, ...read });
  }

  closePart(): void {
    const { claim, tally } = this.#begun();
    if (tally.count === 0) refuseMissing(this.#place, 'CdtTrfTxInf');
    tally.check(claim);
    this.#parts += 1;
  }

  end(): void {
    if (this.#claim === undefined) refuseMissing(this.#place, 'GrpHdr');
    else this.#whole.check(this.#claim);
    if (this.#parts === 0) refuseMissing(this.#place, 'PmtInf');
    const { count, units } = this.#whole;
    this.#give({ kind: 'end', parts: this.#parts, totals: { count, units: units ?? 0n } });
  }

  #begun(): { readonly claim: Claim; readonly tally: Tally } {
    if (this.#part !== undefined) return this.#part;
    const [fields, place] = [this.#fields, this.#place];
    const method = fields.get('PmtMtd');
    if (requiredText(place, method, 'PmtMtd') !== 'TRF')
      refuseValue(method ?? refuseMissing(place, 'PmtMtd'), 'PmtMtd is TRF.');
    const account = fields.get('DbtrAcct') ?? refuseMissing(place, 'DbtrAcct');
    const iban = ibanOfAccount(account);
    const booking = fields.get('BtchBookg');
    this.#part = { claim: claimOf(fields.get('NbOfTxs'), fields.get('CtrlSum')), tally: new Tally() };
    this.#give({
      kind: 'part',
      ...place,
      index: this.#parts,
      id: idOf(place, fields.get('PmtInfId'), 'PmtInfId'),
      executionDate: executionDateOf(place, fields.get('ReqdExctnDt')),
      debtor: {
        name: fields.get('Dbtr')?.textAt('Nm'),
        iban: typeof iban === 'string' ? iban : refuseValue(account.at('Id', 'IBAN') ?? account, iban.detail),
      },
      batchBooking: booking === undefined ? undefined : booleanOf(booking),
    });
    return this.#part;
  }
}

const readingOf = (namespace: string, give: (item: Pain001Item) => void): Reading | undefined => {
  const { message, version } = messageNameOf(namespace) ?? {};
  const name = `${message}.001.${version}`;
  if (!isVersion(name)) return undefined;
  const reading = new Pain001Reading(name, give);
  return partedReading(NAMES, reading);
};

/**
 * A client's own file of payments (pain.001, versions .03 and .09). A faulty payment is an item with its faults. A count or sum that is not
 * right, and whatever concerns more than one payment, refuses the file. @throws BadFile
 */
export const readPain001 = (chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Pain001Item> =>
  readXml(chunks, readingOf);
