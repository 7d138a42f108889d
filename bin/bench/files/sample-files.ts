import { present } from '../../../functions/kernel/core/assert.ts';
import { parseCivilDate } from '../../../functions/kernel/values/civil-date.ts';
import { type Iban, parseIban } from '../../../functions/kernel/values/iban.ts';
import { parseRoutingNumber } from '../../../functions/kernel/values/routing-number.ts';
import type { AchEntry } from '../../../functions/payments/rails/ach/format/ach-file.ts';
import type { CreditTransfer } from '../../../functions/payments/rails/sepa/format/credit-transfer.ts';

const iban = (text: string): Iban => {
  const parsed = parseIban(text);
  if (parsed.kind !== 'iban') throw new Error('a sample’s IBAN is valid');
  return parsed.iban;
};

export const DAY = present(parseCivilDate('2026-12-01'), 'a sample’s date exists');
export const DEBTOR = { name: 'Acme GmbH', iban: iban('DE89370400440532013000') };
const CREDITOR_IBAN = iban('NL91ABNA0417164300');
export const BANK = present(parseRoutingNumber('121042882'), 'a sample’s routing number is valid');
const RECEIVER = present(parseRoutingNumber('231380104'), 'a sample’s routing number is valid');

export const transfer = (index: number): CreditTransfer => ({
  endToEndId: `pay-${index}`,
  amount: BigInt(100 + index),
  currency: 'EUR',
  creditor: { name: `Müller & Söhne ${index}`, iban: CREDITOR_IBAN },
  remittance: { kind: 'unstructured', text: `Invoice ${index}` },
});

export const achEntry = (index: number): AchEntry => ({
  direction: 'credit',
  account: { routing: RECEIVER, number: `744-${index}`, kind: 'checking' },
  amount: BigInt(100 + index),
  receiverId: `emp-${index}`,
  receiverName: 'Müller, Anna',
  sequence: index + 1,
});

/** Messages that are alike but for names; a peer reads camt.053.001.02 alone. */
const FORMS = {
  'camt.054.001.08': { root: 'BkToCstmrDbtCdtNtfctn', account: 'Ntfctn', status: '<Sts><Cd>BOOK</Cd></Sts>' },
  'camt.053.001.02': { root: 'BkToCstmrStmt', account: 'Stmt', status: '<Sts>BOOK</Sts>' },
} as const;

const camtEntry = (index: number, status: string): string =>
  `<Ntry><NtryRef>${index}</NtryRef><Amt Ccy="EUR">${index + 1}.50</Amt><CdtDbtInd>DBIT</CdtDbtInd>${status}` +
  `<BookgDt><Dt>2026-11-30</Dt></BookgDt><ValDt><Dt>2026-11-30</Dt></ValDt><AcctSvcrRef>REF${index}</AcctSvcrRef>` +
  '<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls>' +
  `<Refs><MsgId>m-1</MsgId><PmtInfId>p-1</PmtInfId><InstrId>i-${index}</InstrId><EndToEndId>e-${index}</EndToEndId></Refs>` +
  `<AmtDtls><TxAmt><Amt Ccy="EUR">${index + 1}.50</Amt></TxAmt></AmtDtls><RltdPties><Cdtr><Nm>Creditor ${index}</Nm></Cdtr>` +
  '<CdtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></CdtrAcct></RltdPties>' +
  `<RmtInf><Ustrd>Invoice ${index}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n`;

/** A bank's report of so many entries, in pieces. */
export function* camtFile(message: keyof typeof FORMS, entries: number): Generator<string> {
  const { root, account, status } = FORMS[message];
  yield '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${message}"><${root}><GrpHdr><MsgId>M1</MsgId>` +
    `<CreDtTm>2026-11-30T10:00:00</CreDtTm></GrpHdr><${account}><Id>N1</Id><CreDtTm>2026-11-30T10:00:00</CreDtTm><Acct><Id>` +
    '<IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy><Svcr><FinInstnId><BIC>COBADEFF</BIC></FinInstnId></Svcr></Acct>' +
    (account === 'Stmt'
      ? '<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-30</Dt></Dt></Bal>\n'
      : '\n');
  for (let index = 0; index < entries; index += 1) yield camtEntry(index, status);
  yield `</${account}></${root}></Document>\n`;
}
