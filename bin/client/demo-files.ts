import * as z from 'zod';
import { achSentBack } from './ach-bank.ts';
import type { Api } from './api.ts';
import { hint } from './hints.ts';
import { contentOf, paymentFile, waitForFile } from './payment-files.ts';
import { type Payment, payment, readPayment } from './payments.ts';
import { CommandFailure } from './problem-error.ts';
import type { Terminal } from './terminal.ts';

const WITHIN_MS = 60_000;
const PAUSE_MS = 200;
const RAIL = '/v1/payment-rails/sepa/originator';
const originator = z.looseObject({ iban: z.string() });

/** Example numbers, as banks print them: of nobody. */
const PAYER = { name: 'Example GmbH', iban: 'DE75512108001245126199' };
const PAYEE = { rail: 'sepa', name: 'Erika Mustermann', iban: 'DE89370400440532013000' };

const reaches = async (api: Api, id: string, good: (one: Payment) => boolean): Promise<Payment> => {
  const until = Date.now() + WITHIN_MS;
  for (;;) {
    const one = await readPayment(api, id);
    if (good(one)) return one;
    if (Date.now() > until) throw new CommandFailure(`${id} is still at ${one.step} after ${WITHIN_MS / 1000} s.`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
};

/** Who pays: the one that this tenant has, or an example. */
const ownIban = async (api: Api, key: string): Promise<string> => {
  const { status, body } = await api.call({ method: 'GET', path: RAIL });
  if (status === 200) return originator.parse(body).iban;
  return (await api.get({ method: 'POST', path: RAIL, body: PAYER, key }, originator)).iban;
};

const report = (file: string, one: string, id: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>${id}</MsgId><CreDtTm>${new Date().toISOString()}</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>${file}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>${file}</OrgnlPmtInfId>
<TxInfAndSts><OrgnlEndToEndId>${one}</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts></OrgnlPmtInfAndSts>
</CstmrPmtStsRpt></Document>`;

const booking = (one: string, iban: string, id: string): string => {
  const now = new Date().toISOString();
  const money = '<Amt Ccy="EUR">25.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>';
  const day = `<BookgDt><Dt>${now.slice(0, 10)}</Dt></BookgDt>`;
  const code = '<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>RRTN</SubFmlyCd></Fmly></Domn></BkTxCd>';
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"><BkToCstmrDbtCdtNtfctn>
<GrpHdr><MsgId>${id}</MsgId><CreDtTm>${now}</CreDtTm></GrpHdr>
<Ntfctn><Id>${id}</Id><CreDtTm>${now}</CreDtTm><Acct><Id><IBAN>${iban}</IBAN></Id></Acct>
<Ntry>${money}<Sts><Cd>BOOK</Cd></Sts>${day}${code}<NtryDtls><TxDtls><Refs><EndToEndId>${one}</EndToEndId></Refs>
${money}<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf></TxDtls></NtryDtls></Ntry>
</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`;
};

interface ByFile {
  readonly rail: string;
  readonly account: string;
  readonly currency: string;
  readonly to: object;
  readonly reference: string;
}

/** A cloud that ends with the demo shows its files to nobody. */
const fileNamed = (id: string, isKept: boolean): string => (isKept ? `${id}: ${hint('files', 'get', id)}` : `${id}.`);

/** Funds an account, pays 25.00 from it by the next file of the rail, and has that file written. */
const sentByFile = async (api: Api, { rail, account, currency, to, reference }: ByFile) => {
  const asked = <T>(path: string, body: object, key: string, schema: z.ZodType<T>) =>
    api.get({ method: 'POST', path, body, key }, schema);
  await asked('/v1/accounts', { id: account, currency }, account, z.unknown());
  const postings = [{ from: '@world', to: account, amount: '5000' }];
  await asked('/v1/transactions', { currency, postings }, `${account}-fund`, z.unknown());
  const body = { from: account, to, amount: '2500', currency, reference };
  const { id } = await asked('/v1/payments', body, `${account}-pay`, payment);
  await reaches(api, id, ({ step }) => step === 'submitted');
  const begun = await asked('/v1/payment-files', { rail }, `${account}-file`, paymentFile);
  const file = await waitForFile(api, begun.id, WITHIN_MS);
  const hand = async (content: string, key: string): Promise<void> => {
    const sent = await asked('/v1/payment-files/inbox', { rail, content }, `${account}-${key}`, paymentFile);
    await waitForFile(api, sent.id, WITHIN_MS);
  };
  return { id, file, hand };
};

/** A payment over SEPA, there and back: Folio writes the file, and the demo answers it as a bank would. */
export const leaveByFile = async (api: Api, payer: string, isKept: boolean, out: Terminal): Promise<string> => {
  const account = `${payer}-eur`;
  const iban = await ownIban(api, `${account}-originator`);
  const asked = { rail: 'sepa', account, currency: 'EUR', to: PAYEE, reference: 'Rechnung 42' };
  const { id, file, hand } = await sentByFile(api, asked);
  out.line(`\nA payment of 25.00 EUR over SEPA leaves by a file for the bank, ${fileNamed(file.id, isKept)}`);
  const [sentFile, sentPayment] = [file.id, id].map((one) => one.replace('_', '-'));
  const mark = Date.now();
  await hand(report(sentFile ?? '', sentPayment ?? '', `demo-${mark}-1`), 'report');
  const settled = await reaches(api, id, ({ state }) => state === 'settled');
  await hand(booking(sentPayment ?? '', iban, `demo-${mark}-2`), 'return');
  const returned = await reaches(api, id, ({ state }) => state === 'returned');
  out.line(`The bank says by files of its own that it is ${settled.state}, and sends it back: ${returned.state}.`);
  return returned.state;
};

const ACH = '/v1/payment-rails/ach/originator';
const COMPANY = { name: 'Example Inc', routingNumber: '121042882', bankName: 'Example Bank', companyId: '1121042882' };
const ADA = {
  rail: 'ach',
  name: 'Ada Lovelace',
  routingNumber: '231380104',
  accountNumber: '744-5678-99',
  accountKind: 'checking',
};

/** A payment over ACH, which comes back. Banks say nothing of what they pay: the rest would be settled three banking days later. */
export const leaveByAch = async (api: Api, payer: string, isKept: boolean, out: Terminal): Promise<string> => {
  const account = `${payer}-ach`;
  const { status } = await api.call({ method: 'GET', path: ACH });
  if (status !== 200)
    await api.get({ method: 'POST', path: ACH, body: COMPANY, key: `${account}-originator` }, z.unknown());
  const { id, file, hand } = await sentByFile(api, {
    rail: 'ach',
    account,
    currency: 'USD',
    to: ADA,
    reference: 'Invoice 42',
  });
  const pieces: Uint8Array[] = [];
  for await (const piece of contentOf(api, file.id)) pieces.push(piece);
  const content = Buffer.concat(pieces).toString();
  out.line(`\nA payment of 25.00 USD over ACH leaves by a NACHA file, ${fileNamed(file.id, isKept)}`);
  await hand(await achSentBack(content, () => 'R03'), 'return');
  const returned = await reaches(api, id, ({ state }) => state === 'returned');
  out.line(
    `Its bank sends it back with R03, no such account: ${returned.state}, and the money is on ${account} again.`,
  );
  return returned.state;
};
