import { xmlText } from '../../../kernel/formats/xml/xml-text.ts';
import type { CivilDate } from '../../../kernel/values/civil-date.ts';
import { formatDecimal } from '../../../kernel/values/decimal-amount.ts';
import { plainCut } from '../../../kernel/values/one-line.ts';
import type { AccountStatement, StatementLine } from './account-statement.ts';

const DIGITS_MAX = 18;
const ACCOUNT_CHARS_MAX = 34;
const REMITTANCE_CHARS_MAX = 140;

/** A name of the line that no other line of the ledger has, within the 35 characters of an end-to-end id. */
const ownName = ({ transactionId, version }: StatementLine): string =>
  xmlText(`${transactionId.replace('txn_', '')}-${version}`);

/** Why a statement does not fit into camt.053; undefined where it does. */
export const camt053Fault = ({ account, opening, closing, lines }: AccountStatement): string | undefined => {
  if (account.length > ACCOUNT_CHARS_MAX)
    return `camt.053 has room for an account of ${ACCOUNT_CHARS_MAX} characters. Say another name with --as.`;
  const limit = 10n ** BigInt(DIGITS_MAX);
  const tooLarge = [opening, closing, ...lines.map(({ amount }) => amount)].some(
    (amount) => amount >= limit || amount <= -limit,
  );
  return tooLarge ? `camt.053 has room for ${DIGITS_MAX} digits, and an amount has more.` : undefined;
};

/** Bank to customer statement, camt.053.001.08: balances first, as its schema has them. */
export function* writeCamt053(statement: AccountStatement, createdAt: string): Generator<string> {
  const { account, currency, from, to, basis, opening, closing } = statement;
  const amount = (minor: bigint): string =>
    `<Amt Ccy="${currency}">${formatDecimal(minor < 0n ? -minor : minor, currency)}</Amt><CdtDbtInd>${minor < 0n ? 'DBIT' : 'CRDT'}</CdtDbtInd>`;
  const balance = (type: string, minor: bigint, on: CivilDate): string =>
    `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp>${amount(minor)}<Dt><Dt>${on}</Dt></Dt></Bal>\n`;
  const entry = (line: StatementLine): string => {
    const on = basis === 'booked' ? line.bookedOn : line.effectiveOn;
    const told = plainCut(line.description, REMITTANCE_CHARS_MAX);
    const remittance = told === '' ? '' : `<RmtInf><Ustrd>${xmlText(told)}</Ustrd></RmtInf>`;
    return `<Ntry><NtryRef>${line.version}</NtryRef>${amount(line.amount)}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>${on}</Dt></BookgDt><ValDt><Dt>${line.effectiveOn}</Dt></ValDt><AcctSvcrRef>${xmlText(line.transactionId)}</AcctSvcrRef><BkTxCd><Prtry><Cd>ENTRY</Cd></Prtry></BkTxCd><NtryDtls><TxDtls><Refs><AcctSvcrRef>${xmlText(line.transactionId)}</AcctSvcrRef><EndToEndId>${ownName(line)}</EndToEndId></Refs>${remittance}</TxDtls></NtryDtls></Ntry>\n`;
  };
  const id = `${from.replaceAll('-', '')}-${to.replaceAll('-', '')}`;
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>\n`;
  yield `<GrpHdr><MsgId>${id}</MsgId><CreDtTm>${createdAt}</CreDtTm></GrpHdr>\n<Stmt><Id>${id}</Id><CreDtTm>${createdAt}</CreDtTm><FrToDt><FrDtTm>${from}T00:00:00Z</FrDtTm><ToDtTm>${to}T23:59:59Z</ToDtTm></FrToDt><Acct><Id><Othr><Id>${xmlText(account)}</Id></Othr></Id><Ccy>${currency}</Ccy></Acct>\n`;
  yield balance('OPBD', opening, from) + balance('CLBD', closing, to);
  for (const line of statement.lines) yield entry(line);
  yield '</Stmt></BkToCstmrStmt></Document>\n';
}
