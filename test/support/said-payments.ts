import { expect } from '@jest/globals';
import { type Answer, type Client, clientOf, eventually } from './local-cloud.ts';

type Body = Readonly<Record<string, unknown>>;

const DAY_MS = 86_400_000;
const TOMORROW = new Date(Date.now() + DAY_MS).toISOString();
const NEXT_WEEK = new Date(Date.now() + 7 * DAY_MS).toISOString().slice(0, 10);
const is201 = ({ status }: Answer) => expect(status).toBe(201);
const base = { from: 'a', to: { rail: 'sandbox', destination: 'ok' }, amount: '7', currency: 'USD' };
const book = { ...base, to: { account: 'b' } };

const payee = { name: 'Erika Mustermann', iban: 'DE89370400440532013000' };
const owner = { name: 'Example GmbH', iban: 'DE75512108001245126199' };

const company = { name: 'Example Inc', routingNumber: '121042882', bankName: 'A Bank', companyId: '1121042882' };
const american = {
  name: 'Ada Lovelace',
  routingNumber: '231380104',
  accountNumber: '744-5678-99',
  accountKind: 'savings',
  entryClass: 'CCD',
};

const PAIN001 =
  '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn><GrpHdr><MsgId>said</MsgId>' +
  `<CreDtTm>2026-11-22T10:00:00Z</CreDtTm><NbOfTxs>1</NbOfTxs></GrpHdr><PmtInf><PmtInfId>p</PmtInfId><PmtMtd>TRF</PmtMtd>` +
  `<ReqdExctnDt><Dt>${NEXT_WEEK}</Dt></ReqdExctnDt><DbtrAcct><Id><IBAN>${owner.iban}</IBAN></Id></DbtrAcct>` +
  '<CdtTrfTxInf><PmtId><EndToEndId>e-1</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">0.07</InstdAmt></Amt>' +
  `<Cdtr><Nm>${payee.name}</Nm></Cdtr><CdtrAcct><Id><IBAN>${payee.iban}</IBAN></Id></CdtrAcct></CdtTrfTxInf>` +
  '</PmtInf></CstmrCdtTrfInitn></Document>';

/** A payment over ACH, with all that it needs. */
const byAch = async (acme: Client, path: string, more: Body): Promise<Answer> => {
  await acme.post('/v1/payment-rails/ach/originator', company);
  return acme.post(path, { from: 'b', to: { rail: 'ach', ...american }, amount: '7', currency: 'USD', ...more });
};

/** A payment over SEPA, with all that it needs. */
const bySepa = async (acme: Client, to: Body): Promise<Answer> => {
  await acme.post('/v1/payment-rails/sepa/originator', owner);
  await acme.post('/v1/accounts', { id: 'said-euro', currency: 'EUR' });
  const posting = { from: '@world', to: 'said-euro', amount: '7' };
  await acme.post('/v1/transactions', { currency: 'EUR', postings: [posting] });
  return acme.post('/v1/payments', { from: 'said-euro', to, amount: '7', currency: 'EUR' });
};

/** How the calls of payments are asked for test/e2e/said-and-answered.test.ts. */
export const saidOfPayments = (at: () => { readonly url: string; readonly acme: Client }) => ({
  createPayment: {
    base,
    values: {
      from: 'b',
      to: { account: 'b', rail: 'sandbox', destination: 'slow', ...american, ...payee, bic: 'COBADEFFXXX' },
      amount: '8',
      currency: 'EUR',
      reference: 'said',
      metadata: { said: 'yes' },
      scheduledFor: TOMORROW,
    },
    send: (body: Body) => {
      const { rail, destination } = body.to as Readonly<Record<string, string>>;
      return at().acme.post('/v1/payments', { ...body, to: { rail, destination } });
    },
    shown: {
      to: async ({ body }: Answer) => {
        expect(body.to).toEqual({ rail: 'sandbox', destination: 'slow' });
        expect((await at().acme.post('/v1/payments', book)).body.to).toEqual({ rail: 'book', account: 'b' });
        const to = { rail: 'sepa', ...payee, bic: 'COBADEFFXXX' };
        expect((await bySepa(at().acme, to)).body.to).toEqual(to);
        const dollars = await byAch(at().acme, '/v1/payments', {});
        expect(dollars.body.to).toEqual({ rail: 'ach', ...american });
      },
    },
  },
  setRailOriginator: {
    base: owner,
    values: { ...company, description: 'SAID', ...owner, name: 'Another GmbH', bic: 'SOLADEST600', cutOff: '15:30' },
    // What one rail asks for, the other refuses.
    send: (body: Body) => {
      const { name, iban, bic, cutOff } = body;
      return at().acme.post('/v1/payment-rails/sepa/originator', { name, iban, bic, cutOff });
    },
    shown: Object.fromEntries(
      ['routingNumber', 'bankName', 'companyId', 'description'].map((member) => [
        member,
        async () => {
          const asked: Body = { ...company, description: 'SAID' };
          const { body } = await at().acme.post('/v1/payment-rails/ach/originator', asked);
          expect(body[member]).toBe(asked[member]);
        },
      ]),
    ),
  },
  writePaymentFile: {
    base: { rail: 'sepa' },
    values: { rail: 'sepa' },
    send: async (body: Body) => {
      const { id } = (await bySepa(at().acme, { rail: 'sepa', ...payee })).body;
      await eventually(
        () => at().acme.get(`/v1/payments/${id}`),
        (answer) => answer.body.step === 'submitted',
      );
      return at().acme.post('/v1/payment-files', body);
    },
  },
  uploadPaymentFile: {
    base: { rail: 'sepa', content: 'no XML' },
    values: { rail: 'sepa', content: 'said' },
    send: async (body: Body) => {
      await at().acme.post('/v1/payment-rails/sepa/originator', owner);
      return at().acme.post('/v1/payment-files/inbox', body);
    },
    shown: {
      content: async ({ body: { id } }: Answer) => {
        const { body } = await at().acme.get(`/v1/payment-files/${id}/content`);
        expect(Buffer.from(body.content, 'base64').toString()).toBe('said');
      },
    },
  },
  createPaymentSchedule: {
    base: { ...base, recurrence: 'FREQ=MONTHLY;COUNT=1', startsOn: TOMORROW.slice(0, 10) },
    values: {
      from: 'b',
      to: { account: 'b', rail: 'sandbox', destination: 'slow', ...american, ...payee, bic: 'COBADEFFXXX' },
      amount: '8',
      currency: 'EUR',
      reference: 'said',
      metadata: { said: 'yes' },
      recurrence: 'FREQ=WEEKLY',
      startsOn: NEXT_WEEK,
      timeOfDay: '09:30',
      timeZone: 'Asia/Tokyo',
    },
    send: (body: Body) => {
      const { rail, destination } = body.to as Readonly<Record<string, string>>;
      return at().acme.post('/v1/payment-schedules', { ...body, to: { rail, destination } });
    },
    shown: {
      to: async ({ body }: Answer) => {
        expect(body.to).toEqual({ rail: 'sandbox', destination: 'slow' });
        await at().acme.post('/v1/payment-rails/sepa/originator', owner);
        const sepa = { rail: 'sepa', ...payee, bic: 'COBADEFFXXX' };
        const euros = { from: 'b', to: sepa, amount: '7', currency: 'EUR' };
        const rule = { recurrence: 'FREQ=MONTHLY;COUNT=1', startsOn: NEXT_WEEK };
        expect((await at().acme.post('/v1/payment-schedules', { ...euros, ...rule })).body.to).toEqual(sepa);
        const dollars = await byAch(at().acme, '/v1/payment-schedules', rule);
        expect(dollars.body.to).toEqual({ rail: 'ach', ...american });
      },
    },
  },
  createPaymentBatch: {
    base: { mode: 'independent', payments: [base] },
    values: {
      mode: 'atomic',
      reference: 'said',
      payments: [base, book],
      csv: 'from,account,amount,currency\na,b,7,USD\n',
      count: 1,
      sums: { USD: '7' },
      pain001: PAIN001,
      debtors: { [owner.iban]: 'said-euro' },
    },
    // Every one with a reference of its own, so that none is another again; a file takes the place of the list.
    send: (body: Body) => {
      const { payments, pain001, debtors, ...others } = body;
      const file = { pain001: PAIN001, debtors: { [owner.iban]: 'said-euro' } };
      if (pain001 !== undefined || debtors !== undefined)
        return at().acme.post('/v1/payment-batches', { reference: `said-${Math.random()}`, ...others, ...file });
      const form = 'csv' in body ? others : { ...others, payments };
      return at().acme.post('/v1/payment-batches', { reference: `said-${Math.random()}`, ...form });
    },
    shown: {
      payments: ({ body }: Answer) => expect(body.lines).toBe(2),
      csv: ({ body }: Answer) => expect(body.lines).toBe(1),
      pain001: ({ body }: Answer) => expect([body.lines, body.refused]).toEqual([1, 0]),
      debtors: is201,
      count: is201,
      sums: is201,
    },
  },
  createPaymentLimit: {
    base: { window: 'day', currency: 'USD', amount: '900000' },
    values: {
      window: 'week',
      timeZone: 'Asia/Tokyo',
      currency: 'EUR',
      amount: '900001',
      count: 700,
      account: 'nobody',
      client: 'cli_nobody',
      rail: 'sandbox',
    },
    send: (body: Body) => at().acme.post('/v1/payment-limits', body),
  },
  createApprovalRule: {
    base: { currency: 'USD', fromAmount: '900000', approvers: 1 },
    values: { currency: 'EUR', fromAmount: '900001', approvers: 2, rails: ['sandbox'] },
    send: (body: Body) => at().acme.post('/v1/approval-rules', body),
  },
  refundPayment: {
    base: {},
    values: { amount: '3' },
    send: async (body: Body) => {
      const { id } = (await at().acme.post('/v1/payments', book)).body;
      return at().acme.post(`/v1/payments/${id}/refund`, body);
    },
    shown: { amount: ({ body }: Answer) => expect(body.refunds).toMatchObject([{ amount: '3' }]) },
  },
  resolvePayment: {
    base: { outcome: 'settled' },
    values: { outcome: 'returned' },
    // Stuck at once, and asked for by another client than the one that resolves it.
    send: async (body: Body) => {
      const scopes = ['payments:read', 'payments:write'];
      const made = (await at().acme.post('/v1/clients', { name: 'maker', scopes })).body;
      const maker = clientOf(at().url, { tenant: 'acme', clientId: made.id, clientSecret: made.secret });
      const to = { rail: 'sandbox', destination: 'contradict' };
      const { id } = (await maker.post('/v1/payments', { ...base, to })).body;
      await eventually(
        () => maker.get(`/v1/payments/${id}`),
        (answer) => answer.body.stuck !== null,
      );
      return at().acme.post(`/v1/payments/${id}/resolve`, body);
    },
    shown: { outcome: ({ body }: Answer) => expect([body.stuck, body.step]).toEqual([null, 'returning']) },
  },
});
