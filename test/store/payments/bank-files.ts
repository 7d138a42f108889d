import { hash } from 'node:crypto';

/** The account that pays over SEPA in these tests: an example of Deutsche Bundesbank's register. */
export const OWN = { name: 'Example GmbH', iban: 'DE75512108001245126199', bic: 'SOLADEST600' } as const;
export const PAYEE = { rail: 'sepa', name: 'Erika Mustermann', iban: 'DE89370400440532013000' } as const;

/** An id as files carry it. */
export const sent = (id: string): string => id.replace('_', '-');
const messageId = (text: string): string => hash('sha256', text).slice(0, 30);

export interface Status {
  readonly payment: string;
  readonly status: string;
  readonly reason?: string;
  readonly amount?: string;
}

const transaction = ({ payment, status, reason, amount }: Status): string =>
  [
    `<TxInfAndSts><OrgnlEndToEndId>${sent(payment)}</OrgnlEndToEndId><TxSts>${status}</TxSts>`,
    reason === undefined ? '' : `<StsRsnInf><Rsn><Cd>${reason}</Cd></Rsn></StsRsnInf>`,
    amount === undefined ? '' : `<OrgnlTxRef><Amt><InstdAmt Ccy="EUR">${amount}</InstdAmt></Amt></OrgnlTxRef>`,
    '</TxInfAndSts>',
  ].join('');

/** What a bank says of payments of a file, as `pain.002.001.10`; another `mark` is another message. */
export const pain002 = (file: string, statuses: readonly Status[], { group = '', mark = '' } = {}): string => {
  const id = sent(file);
  const transactions = statuses.map(transaction).join('');
  const part =
    transactions === ''
      ? ''
      : `<OrgnlPmtInfAndSts><OrgnlPmtInfId>${id}</OrgnlPmtInfId>${transactions}</OrgnlPmtInfAndSts>`;
  const status = group === '' ? '' : `<GrpSts>${group}</GrpSts>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>${messageId(id + transactions + group + mark)}</MsgId><CreDtTm>2026-11-24T08:00:00Z</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>${id}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>${status}</OrgnlGrpInfAndSts>
${part}
</CstmrPmtStsRpt></Document>`;
};

export interface Entry {
  readonly amount: string;
  readonly direction: 'CRDT' | 'DBIT';
  readonly payment?: string;
  readonly file?: string;
  readonly status?: string;
  readonly returned?: string;
}

const entryOf = ({ amount, direction, payment, file, status = 'BOOK', returned }: Entry): string => {
  const money = `<Amt Ccy="EUR">${amount}</Amt>`;
  const refs = payment === undefined ? '' : `<Refs><EndToEndId>${sent(payment)}</EndToEndId></Refs>`;
  const back = returned === undefined ? '' : `<RtrInf><Rsn><Cd>${returned}</Cd></Rsn></RtrInf>`;
  const details =
    payment === undefined ? '' : `<TxDtls>${refs}${money}<CdtDbtInd>${direction}</CdtDbtInd>${back}</TxDtls>`;
  const batch = file === undefined ? '' : `<Btch><PmtInfId>${sent(file)}</PmtInfId></Btch>`;
  const day = '<BookgDt><Dt>2026-11-24</Dt></BookgDt><ValDt><Dt>2026-11-24</Dt></ValDt>';
  const code = returned === undefined ? 'ICDT</Cd><SubFmlyCd>ESCT' : 'ICDT</Cd><SubFmlyCd>RRTN';
  return `<Ntry>${money}<CdtDbtInd>${direction}</CdtDbtInd><Sts><Cd>${status}</Cd></Sts>${day}<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>${code}</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls>${batch}${details}</NtryDtls></Ntry>`;
};

/** What was booked on an account, as `camt.054.001.08`. */
export const camt054 = (entries: readonly Entry[], { iban = OWN.iban as string, mark = '' } = {}): string => {
  const body = entries.map(entryOf).join('');
  const id = messageId(body + mark + iban);
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>
<GrpHdr><MsgId>${id}</MsgId><CreDtTm>2026-11-24T08:00:00Z</CreDtTm></GrpHdr>
<Ntfctn><Id>${id}</Id><CreDtTm>2026-11-24T08:00:00Z</CreDtTm><Acct><Id><IBAN>${iban}</IBAN></Id></Acct>
${body}
</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`;
};
