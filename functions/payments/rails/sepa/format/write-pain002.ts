import { xmlText } from '../../../../kernel/formats/xml/xml-text.ts';
import { formatTime } from '../../../../kernel/values/time.ts';
import type { Pain001Version } from './credit-transfer.ts';
import type { ReportedPart, ReportedStatus, ReportedTransfer, StatusReport } from './status-report.ts';

/** Which report goes with which file. */
const VERSIONS = { 'pain.001.001.09': 'pain.002.001.10', 'pain.001.001.03': 'pain.002.001.03' } as const;
/** AddtlInf is Max105Text. */
const INFORMATION_CHARS = 105;

type Told = Pick<ReportedTransfer, 'status' | 'reason'>;

/** .03 has a closed list of statuses: what was canceled is refused there, by the client (CUST). */
const CANCELED: Told = { status: 'RJCT', reason: { code: 'CUST', information: 'Canceled.' } };
const toldIn = (version: Pain001Version, { status, reason }: Told): Told =>
  version === 'pain.001.001.03' && status === 'CANC' ? CANCELED : { status, reason };

/** Whole characters: a pair of surrogates is one. */
const cut = (text: string): string => {
  const head = text.slice(0, INFORMATION_CHARS);
  return /[\uD800-\uDBFF]$/.test(head) ? head.slice(0, -1) : head;
};

const element = (name: string, text: string | undefined): string =>
  text === undefined ? '' : `<${name}>${xmlText(text)}</${name}>`;

const transferXml = (version: Pain001Version, transfer: ReportedTransfer): string => {
  const { status, reason } = toldIn(version, transfer);
  const why =
    reason === undefined
      ? ''
      : `<StsRsnInf><Rsn><Cd>${reason.code}</Cd></Rsn>${element('AddtlInf', cut(reason.information))}</StsRsnInf>`;
  return (
    `<TxInfAndSts>${element('StsId', transfer.statusId)}${element('OrgnlInstrId', transfer.instructionId)}` +
    `${element('OrgnlEndToEndId', transfer.endToEndId)}<TxSts>${status}</TxSts>${why}</TxInfAndSts>\n`
  );
};

const partXml = (version: Pain001Version, { id, transfers }: ReportedPart): string =>
  `<OrgnlPmtInfAndSts><OrgnlPmtInfId>${xmlText(id)}</OrgnlPmtInfId>\n` +
  `${transfers.map((one) => transferXml(version, one)).join('')}</OrgnlPmtInfAndSts>\n`;

/** Accepted statuses, from the least to the most. */
const ACCEPTED: readonly ReportedStatus[] = ['ACTC', 'ACSP', 'ACSC'];

/** The status of the file: the one that all have (RJCT for CANC), the least of those that are accepted, or PART. */
export const groupStatus = (all: readonly ReportedStatus[]): ReportedStatus | 'PART' => {
  const [first, ...others] = new Set(all);
  if (first !== undefined && others.length === 0) return first === 'CANC' ? 'RJCT' : first;
  if (all.every((status) => ACCEPTED.includes(status)))
    return ACCEPTED.find((status) => all.includes(status)) ?? 'PART';
  return 'PART';
};

/** A report of at most a batch's payments, whole. */
export const writePain002 = ({ messageId, createdAt, original, parts }: StatusReport): string => {
  const { version } = original;
  const all = parts.flatMap(({ transfers }) => transfers);
  const group = groupStatus(all.map((one) => toldIn(version, one).status));
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:${VERSIONS[version]}"><CstmrPmtStsRpt>\n` +
    `<GrpHdr><MsgId>${xmlText(messageId)}</MsgId><CreDtTm>${formatTime(createdAt)}</CreDtTm></GrpHdr>\n` +
    `<OrgnlGrpInfAndSts><OrgnlMsgId>${xmlText(original.messageId)}</OrgnlMsgId><OrgnlMsgNmId>${version}</OrgnlMsgNmId>` +
    `<OrgnlNbOfTxs>${all.length}</OrgnlNbOfTxs><GrpSts>${group}</GrpSts></OrgnlGrpInfAndSts>\n` +
    `${parts.map((one) => partXml(version, one)).join('')}</CstmrPmtStsRpt></Document>\n`
  );
};
