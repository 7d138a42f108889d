import * as z from 'zod';
import type { components } from '../../clients/typescript/src/api.ts';
import { achSentBack } from './ach-bank.ts';
import { type Api, keyed } from './api.ts';
import { askForPayment, openAccount } from './demo-payments.ts';
import { hint } from './hints.ts';
import { contentOf, paymentFile, waitForFile } from './payment-files.ts';
import { type Payment, readPayment } from './payments.ts';
import { CommandFailure } from './problem-error.ts';
import type { Terminal } from './terminal.ts';

const WITHIN_MS = 60_000;
const PAUSE_MS = 200;
const iban = z.looseObject({ iban: z.string() });

type Example = components['schemas']['NewPaymentOriginator'];

/** Example numbers, as banks print them: of nobody. */
const PAYER = { name: 'Example GmbH', iban: 'DE75512108001245126199' };
const PAYEE = { rail: 'sepa', name: 'Erika Mustermann', iban: 'DE89370400440532013000' } as const;

const ORIGINATOR = '/v1/payment-rails/{rail}/originator';

/** Who pays over a rail: the one that this tenant has, or an example. */
const originatorOf = async (api: Api, rail: string, example: Example, key: string): Promise<unknown> => {
  const path = { rail };
  const { status, body } = await api.answer((folio) => folio.GET(ORIGINATOR, { params: { path } }));
  if (status === 200) return body;
  const params = { path, ...keyed(key) };
  return api.ask((folio) => folio.POST(ORIGINATOR, { params, body: example }), z.unknown());
};

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
  const found = await originatorOf(api, 'sepa', PAYER, key);
  return iban.parse(found).iban;
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
  readonly to: components['schemas']['NewPayment']['to'];
  readonly reference: string;
}

/** A cloud that ends with the demo shows its files to nobody. */
const fileNamed = (id: string, isKept: boolean): string => (isKept ? `${id}: ${hint('files', 'get', id)}` : `${id}.`);

/** Funds an account, pays 25.00 from it by the next file of the rail, and has that file written. */
const sentByFile = async (api: Api, { rail, account, currency, to, reference }: ByFile) => {
  await openAccount(api, account, currency);
  const body = { currency, postings: [{ from: '@world', to: account, amount: '5000' }] };
  const funded = keyed(`${account}-fund`);
  await api.ask((folio) => folio.POST('/v1/transactions', { params: funded, body }), z.unknown());
  const asked = { from: account, to, amount: '2500', currency, reference };
  const { id } = await askForPayment(api, asked, `${account}-pay`);
  await reaches(api, id, ({ step }) => step === 'submitted');
  const written = keyed(`${account}-file`);
  const begun = await api.ask(
    (folio) => folio.POST('/v1/payment-files', { params: written, body: { rail } }),
    paymentFile,
  );
  const file = await waitForFile(api, begun.id, WITHIN_MS);
  const hand = async (content: string, key: string): Promise<void> => {
    const params = keyed(`${account}-${key}`);
    const sent = await api.ask(
      (folio) => folio.POST('/v1/payment-files/inbox', { params, body: { rail, content } }),
      paymentFile,
    );
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

const COMPANY = { name: 'Example Inc', routingNumber: '121042882', bankName: 'Example Bank', companyId: '1121042882' };
const ADA = {
  rail: 'ach',
  name: 'Ada Lovelace',
  routingNumber: '231380104',
  accountNumber: '744-5678-99',
  accountKind: 'checking',
} as const;

/** A payment over ACH, which comes back. Banks say nothing of what they pay: the rest would be settled three banking days later. */
export const leaveByAch = async (api: Api, payer: string, isKept: boolean, out: Terminal): Promise<string> => {
  const account = `${payer}-ach`;
  await originatorOf(api, 'ach', COMPANY, `${account}-originator`);
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
