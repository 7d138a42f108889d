/** Files as banks write them, by version. */
interface Entry {
  readonly amount?: string;
  readonly currency?: string;
  readonly direction?: string;
  readonly reversal?: string;
  readonly status?: string;
  readonly dates?: string;
  readonly details?: string;
  readonly more?: string;
}

const isOld = (version: string): boolean => Number(version) < 8;

export const entry = (
  {
    amount = '12.34',
    currency = 'EUR',
    direction = 'CRDT',
    reversal,
    status = 'BOOK',
    dates,
    details,
    more,
  }: Entry = {},
  version = '08',
): string =>
  `<Ntry><NtryRef>1</NtryRef><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>${direction}</CdtDbtInd>` +
  (reversal === undefined ? '' : `<RvslInd>${reversal}</RvslInd>`) +
  `<Sts>${isOld(version) ? status : `<Cd>${status}</Cd>`}</Sts>` +
  (dates ?? '<BookgDt><Dt>2026-11-30</Dt></BookgDt><ValDt><Dt>2026-12-01</Dt></ValDt>') +
  '<AcctSvcrRef>B-1</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>' +
  `${details ?? ''}${more ?? ''}</Ntry>\n`;

export const detail = (content: string): string => `<TxDtls>${content}</TxDtls>`;

const ROOTS = {
  'camt.052': ['BkToCstmrAcctRpt', 'Rpt'],
  'camt.053': ['BkToCstmrStmt', 'Stmt'],
  'camt.054': ['BkToCstmrDbtCdtNtfctn', 'Ntfctn'],
} as const;

export const statement = (entries: string, head = '', id = 'S-1'): string =>
  `<Id>${id}</Id><CreDtTm>2026-11-30T10:00:00</CreDtTm><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>${head}\n${entries}`;

export const camt = (
  statements: readonly string[],
  message: keyof typeof ROOTS = 'camt.053',
  version = '08',
): string => {
  const [root, element] = ROOTS[message];
  const content = statements.map((each) => `<${element}>${each}</${element}>`).join('');
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${message}.001.${version}"><${root}>` +
    `<GrpHdr><MsgId>0000000123</MsgId><CreDtTm>2026-11-30T10:00:00+01:00</CreDtTm></GrpHdr>\n${content}</${root}></Document>\n`
  );
};
