import { expect } from '@jest/globals';
import { base64, mt940Day } from './bank-days.ts';
import { type Answer, type Client, clientOf } from './local-cloud.ts';

type Body = Readonly<Record<string, unknown>>;
interface Said {
  readonly base: Body;
  readonly values: Body;
  readonly send: (body: Body) => Promise<Answer>;
  readonly shown?: Readonly<Record<string, (answer: Answer, body: Body) => Promise<void> | void>>;
}

const taken = ({ body }: Answer): void => expect(body.state).toBe('taken');
const CSV = 'Date;Amount\n2026-11-02;-2,50\n';
const mapping = {
  account: 'DE1',
  currency: 'USD',
  delimiter: ';',
  encoding: 'utf-8',
  decimal: ',',
  grouping: '.',
  dates: 'YYYY-MM-DD',
  order: 'oldest-first',
  skip: 0,
  header: true,
  pending: ['open'],
  columns: { bookedOn: 'Date', amount: 'Amount' },
};
/** Each member of a mapping; what they do is seen by test/unit/kernel/formats/csv.test.ts. */
const allColumns = Object.fromEntries(
  'bookedOn valueOn amount in out balance account currency state code ownerReference bankReference endToEndId counterparty counterpartyAccount remittance uniqueId'
    .split(' ')
    .map((name) => [name, name]),
);

/** Months that are reopened, and what banks say. */
export const saidOfBooks = (
  of: () => { readonly url: string; readonly acme: Client },
): Readonly<Record<string, Said>> => {
  let count = 0;
  const numbers = () => {
    count += 1;
    return [`SAID${count}`];
  };
  /** A bank account of its own: no two mirror one account of the ledger. */
  const adding = async (more: Body = {}): Promise<Answer> => {
    const own = numbers();
    const [id = ''] = own;
    await of().acme.post('/v1/accounts', { id, currency: 'USD' });
    return of().acme.post('/v1/bank-accounts', { numbers: own, currency: 'USD', account: id, ...more });
  };
  const account = async (more: Body = {}): Promise<Body> => (await adding(more)).body;
  /** A break of a fee that only the bank has. */
  const fee = async (more: Body = {}): Promise<{ readonly id: string; readonly line: string }> => {
    const { id, numbers: own } = await account(more);
    const [number = ''] = own as readonly string[];
    const content = base64(mt940Day('2020-11-02', 0, [{ amount: -5 }], { account: number, currency: 'USD' }));
    await of().acme.post(`/v1/bank-accounts/${String(id)}/statements`, { content });
    const { data } = (await of().acme.get(`/v1/reconciliations/${String(id)}/breaks`)).body;
    return { id: data[0].id, line: data[0].bank.id };
  };
  return {
    resolveBreak: {
      base: { how: 'accept', reason: 'base' },
      values: { how: 'book', with: ['none'], against: '@fees', reason: 'said' },
      send: async (body) => {
        const { id } = await fee();
        const more = body.how === 'book' ? { against: '@fees' } : {};
        return of().acme.post(
          `/v1/breaks/${id}/resolve`,
          'against' in body ? { ...body, how: 'book' } : { ...body, ...more },
        );
      },
    },
    approveBreakResolution: {
      base: {},
      values: { attempt: 1 },
      // From the first minor unit on two clients are asked.
      send: async (body) => {
        const { url, acme } = of();
        const { id } = await fee({ approvalFrom: '1' });
        await acme.post(`/v1/breaks/${id}/resolve`, { how: 'accept', reason: 'x' });
        const made = (await acme.post('/v1/clients', { name: 'n', scopes: ['statements:resolve'] })).body;
        const other = clientOf(url, { tenant: 'acme', clientId: made.id, clientSecret: made.secret });
        return other.post(`/v1/breaks/${id}/approve`, body);
      },
      shown: { attempt: ({ body }) => expect([body.state, body.attempt]).toEqual(['active', 1]) },
    },
    undoBreakResolution: {
      base: { reason: 'base' },
      values: { reason: 'said' },
      send: async (body) => {
        const { id } = await fee();
        await of().acme.post(`/v1/breaks/${id}/resolve`, { how: 'accept', reason: 'x' });
        const answer = await of().acme.post(`/v1/breaks/${id}/undo`, body);
        return { ...answer, body: answer.body.history?.at(-1) ?? answer.body };
      },
    },
    reopenPeriod: {
      base: { reason: 'base' },
      values: { reason: 'said' },
      // Another client than the one that closed the month.
      send: async (body) => {
        const { url, acme } = of();
        await acme.post('/v1/periods/2020-01/close');
        const { id, secret } = (await acme.post('/v1/clients', { name: 'n', scopes: ['ledger:periods'] })).body;
        const other = clientOf(url, { tenant: 'acme', clientId: id, clientSecret: secret });
        const answer = await other.post('/v1/periods/2020-01/reopen', body);
        return { ...answer, body: answer.body.history?.at(-1) ?? answer.body };
      },
    },
    createBankAccount: {
      base: { currency: 'USD' },
      values: {
        numbers: ['SAID'],
        currency: 'USD',
        account: 'b',
        timeZone: 'Europe/Berlin',
        name: 'Said',
        approvalFrom: '100',
      },
      send: adding,
    },
    takeBankStatement: {
      base: {},
      values: { content: base64(CSV), format: 'csv', mapping: { ...mapping, columns: allColumns } },
      send: async (body) => {
        const { id, numbers: own } = await account();
        const [number = ''] = own as readonly string[];
        const csv = { content: base64(CSV), mapping: { ...mapping, account: number } };
        const plain = {
          content: base64(mt940Day('2026-11-02', 0, [{ amount: 5 }], { account: number, currency: 'USD' })),
        };
        const isCsv = 'mapping' in body || 'format' in body || 'content' in body;
        return of().acme.post(`/v1/bank-accounts/${String(id)}/statements`, isCsv ? { ...csv, format: 'csv' } : plain);
      },
      shown: {
        content: taken,
        format: ({ body }) => expect(body.format).toBe('csv'),
        mapping: taken,
      },
    },
  };
};
