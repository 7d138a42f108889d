/** Reports as banks write them. */
export const transaction = (id: string, status: string, reason = ''): string =>
  `<TxInfAndSts><StsId>S-${id}</StsId><OrgnlInstrId>i-${id}</OrgnlInstrId><OrgnlEndToEndId>${id}</OrgnlEndToEndId>` +
  `<TxSts>${status}</TxSts>${reason}<OrgnlTxRef><Amt><InstdAmt Ccy="EUR">1.15</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>\n`;
export const reason = (code: string, text = ''): string =>
  `<StsRsnInf><Rsn><Cd>${code}</Cd></Rsn>${text === '' ? '' : `<AddtlInf>${text}</AddtlInf>`}</StsRsnInf>`;
export const part = (content: string, status = '', id = 'p-1'): string =>
  `<OrgnlPmtInfAndSts><OrgnlPmtInfId>${id}</OrgnlPmtInfId>${status}\n${content}</OrgnlPmtInfAndSts>`;
export const report = (content: string, status = '', version = '10'): string =>
  '<?xml version="1.0" encoding="UTF-8"?>\n' +
  `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.${version}"><CstmrPmtStsRpt>` +
  '<GrpHdr><MsgId>r-1</MsgId><CreDtTm>2026-11-30T10:00:00</CreDtTm></GrpHdr><OrgnlGrpInfAndSts>' +
  `<OrgnlMsgId>0000000123</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>${status}</OrgnlGrpInfAndSts>\n${content}</CstmrPmtStsRpt></Document>`;
