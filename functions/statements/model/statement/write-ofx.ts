import { xmlText } from '../../../kernel/formats/xml/xml-text.ts';
import type { CivilDate } from '../../../kernel/values/civil-date.ts';
import { formatDecimal } from '../../../kernel/values/decimal-amount.ts';
import { plainCut } from '../../../kernel/values/one-line.ts';
import type { AccountStatement } from './account-statement.ts';

const ACCOUNT_CHARS_MAX = 22;
const NAME_CHARS_MAX = 32;
const MEMO_CHARS_MAX = 255;

/** Why a statement does not fit into OFX; undefined where it does. */
export const ofxFault = ({ account }: AccountStatement): string | undefined =>
  account.length > ACCOUNT_CHARS_MAX
    ? `OFX has room for an account of ${ACCOUNT_CHARS_MAX} characters. Say another name with --as.`
    : undefined;

const day = (date: CivilDate): string => date.replaceAll('-', '');
const cut = (text: string | undefined, chars: number): string => xmlText(plainCut(text, chars));

/** Open Financial Exchange 2.1.1. It has no opening balance: the closing one and the lines are all that it states. */
export function* writeOfx(statement: AccountStatement, createdAt: string): Generator<string> {
  const { account, currency, from, to, basis, closing } = statement;
  const status = '<STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>';
  yield '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\n';
  yield `<OFX><SIGNONMSGSRSV1><SONRS>${status}<DTSERVER>${createdAt.slice(0, 19).replace(/[-:T]/g, '')}</DTSERVER><LANGUAGE>ENG</LANGUAGE></SONRS></SIGNONMSGSRSV1>\n`;
  yield `<BANKMSGSRSV1><STMTTRNRS><TRNUID>0</TRNUID>${status}<STMTRS><CURDEF>${currency}</CURDEF><BANKACCTFROM><BANKID>FOLIO</BANKID><ACCTID>${xmlText(account)}</ACCTID><ACCTTYPE>CHECKING</ACCTTYPE></BANKACCTFROM>\n`;
  yield `<BANKTRANLIST><DTSTART>${day(from)}</DTSTART><DTEND>${day(to)}</DTEND>\n`;
  for (const { version, transactionId, amount, bookedOn, effectiveOn, description } of statement.lines) {
    const name = cut(description, NAME_CHARS_MAX);
    const told = name === '' ? '' : `<NAME>${name}</NAME><MEMO>${cut(description, MEMO_CHARS_MAX)}</MEMO>`;
    const on = basis === 'booked' ? bookedOn : effectiveOn;
    yield `<STMTTRN><TRNTYPE>${amount < 0n ? 'DEBIT' : 'CREDIT'}</TRNTYPE><DTPOSTED>${day(on)}</DTPOSTED><TRNAMT>${formatDecimal(amount, currency)}</TRNAMT><FITID>${transactionId}-${version}</FITID>${told}</STMTTRN>\n`;
  }
  yield `</BANKTRANLIST><LEDGERBAL><BALAMT>${formatDecimal(closing, currency)}</BALAMT><DTASOF>${day(to)}</DTASOF></LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n`;
}
