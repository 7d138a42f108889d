import { assert } from '../../../../kernel/core/assert.ts';
import { PIECE_CHARS } from '../../../../kernel/formats/pieces.ts';
import { xmlText } from '../../../../kernel/formats/xml/xml-text.ts';
import { formatControlSum, formatDecimal } from '../../../../kernel/values/decimal-amount.ts';
import { AMOUNT_LIMIT } from '../../../../kernel/values/money.ts';
import { formatTime } from '../../../../kernel/values/time.ts';
import type {
  CreditTransfer,
  Pain001File,
  Pain001Version,
  Party,
  PaymentInformation,
  Remittance,
  Totals,
} from './credit-transfer.ts';
import { isSepaReference, sepaText } from './sepa-text.ts';
import { isSame, NOTHING, sumOf, withPayment } from './totals.ts';

const NAME_CHARS = 70;
const TEXT_CHARS = 140;
/** NbOfTxs has up to 15 digits, and CtrlSum 18 with those behind the point. */
const UNITS_MAX = 10n ** 20n;

interface Names {
  /** The tag of a bank's BIC. */
  readonly bic: string;
  readonly date: (date: string) => string;
}

const NAMES: Readonly<Record<Pain001Version, Names>> = {
  'pain.001.001.09': { bic: 'BICFI', date: (date) => `<ReqdExctnDt><Dt>${date}</Dt></ReqdExctnDt>` },
  'pain.001.001.03': { bic: 'BIC', date: (date) => `<ReqdExctnDt>${date}</ReqdExctnDt>` },
};

/** Whoever made the payment has refused what cannot be carried: here it is a defect, and no file is written. */
const carried = (text: string, max: number): string => {
  const result = sepaText(text, max);
  assert(result.kind === 'carried', 'a text in a file of payments was checked when the payment was made');
  return xmlText(result.text);
};

const reference = (text: string): string => {
  assert(isSepaReference(text), 'an identifier in a file has 1 to 35 of its characters');
  return xmlText(text);
};

const totals = ({ count, units }: Totals): string => {
  assert(
    count > 0 && units > 0n && units < UNITS_MAX,
    'a file of payments has payments, and its sum has 18 digits at most',
  );
  return `<NbOfTxs>${count}</NbOfTxs><CtrlSum>${formatControlSum(units)}</CtrlSum>`;
};

const account = (tag: string, { iban }: Party): string => `<${tag}><Id><IBAN>${iban}</IBAN></Id></${tag}>`;
const agent = (tag: string, bic: string, { bic: code }: Party): string =>
  code === undefined ? '' : `<${tag}><FinInstnId><${bic}>${code}</${bic}></FinInstnId></${tag}>`;

/** In .03 and .09 the debtor's agent is not optional: without a BIC it is told as not provided (EPC guidelines, AT-D002). */
const debtorAgent = (bic: string, debtor: Party): string =>
  debtor.bic === undefined
    ? '<DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt>'
    : agent('DbtrAgt', bic, debtor);

const remittance = (told: Remittance | undefined): string => {
  if (told === undefined) return '';
  if (told.kind === 'unstructured') return `<RmtInf><Ustrd>${carried(told.text, TEXT_CHARS)}</Ustrd></RmtInf>`;
  return (
    '<RmtInf><Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry><Issr>ISO</Issr></Tp>' +
    `<Ref>${told.reference}</Ref></CdtrRefInf></Strd></RmtInf>`
  );
};

const transfer = (payment: CreditTransfer, { bic }: Names): string => {
  const { amount, currency, creditor, endToEndId } = payment;
  assert(amount > 0n && amount < AMOUNT_LIMIT, 'an amount in a file is between 1 and 10^18 - 1');
  assert(endToEndId !== 'NOTPROVIDED', 'a payment is matched by its end to end id');
  return (
    `<CdtTrfTxInf><PmtId><InstrId>${reference(payment.instructionId ?? endToEndId)}</InstrId>` +
    `<EndToEndId>${reference(endToEndId)}</EndToEndId></PmtId>` +
    `<Amt><InstdAmt Ccy="${currency}">${formatDecimal(amount, currency)}</InstdAmt></Amt>` +
    agent('CdtrAgt', bic, creditor) +
    `<Cdtr><Nm>${carried(creditor.name, NAME_CHARS)}</Nm></Cdtr>${account('CdtrAcct', creditor)}` +
    `${remittance(payment.remittance)}</CdtTrfTxInf>\n`
  );
};

const partHead = (part: PaymentInformation, names: Names): string =>
  `<PmtInf><PmtInfId>${reference(part.id)}</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>${part.batchBooking}</BtchBookg>` +
  `${totals(part.totals)}<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl></PmtTpInf>${names.date(part.executionDate)}` +
  `<Dbtr><Nm>${carried(part.debtor.name, NAME_CHARS)}</Nm></Dbtr>${account('DbtrAcct', part.debtor)}` +
  `${debtorAgent(names.bic, part.debtor)}<ChrgBr>SLEV</ChrgBr>\n`;

const fileHead = (file: Pain001File): string =>
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${file.version}"><CstmrCdtTrfInitn>\n` +
  `<GrpHdr><MsgId>${reference(file.messageId)}</MsgId><CreDtTm>${formatTime(file.createdAt)}</CreDtTm>` +
  `${totals(sumOf(file.parts.map((part) => part.totals)))}` +
  `<InitgPty><Nm>${carried(file.initiatingParty, NAME_CHARS)}</Nm></InitgPty></GrpHdr>\n`;

/**
 * A file of credit transfers, in pieces of about 64 Ki characters, so that memory holds one piece and whatever the payments come from.
 * The counts and sums in its heads were known before; where the payments differ from them it throws, and what was written is no file.
 */
export async function* writePain001(file: Pain001File): AsyncGenerator<string> {
  const names = NAMES[file.version];
  let piece = fileHead(file);
  for (const part of file.parts) {
    piece += partHead(part, names);
    let seen = NOTHING;
    for await (const payment of part.payments) {
      seen = withPayment(seen, payment);
      piece += transfer(payment, names);
      if (piece.length < PIECE_CHARS) continue;
      yield piece;
      piece = '';
    }
    assert(isSame(seen, part.totals), 'the payments of a file are those that its totals were made of');
    piece += '</PmtInf>\n';
  }
  yield `${piece}</CstmrCdtTrfInitn></Document>\n`;
}
