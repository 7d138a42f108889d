// A payment from asking to its end, with the typed client: FOLIO_URL, FOLIO_CLIENT_ID, FOLIO_CLIENT_SECRET; a word that has named no accounts yet.
import { folioClient } from '../../../clients/typescript/src/client.ts';

const [name = ''] = process.argv.slice(2);
const { FOLIO_URL: url = '', FOLIO_CLIENT_ID: clientId = '', FOLIO_CLIENT_SECRET: clientSecret = '' } = process.env;

/** It sends again what got no answer, under the same key. */
const folio = folioClient({ url, clientId, clientSecret });
const key = (what: string) => ({ header: { 'Idempotency-Key': `${name}-${what}` } });

const pay = async (what: string, to: { account: string } | { rail: string; destination: string }, amount: string) => {
  const body = { from: `${name}-kim`, to, amount, currency: 'USD' };
  return folio.POST('/v1/payments', { params: key(what), body });
};
const idOf = async (asked: ReturnType<typeof pay>): Promise<string> => {
  const { data, error } = await asked;
  if (data === undefined) throw new Error(`${error?.type}: ${error?.detail}`);
  return data.id;
};

/** Folio says what became of it; its client decides how long to wait. */
const reach = async (id: string, state: string): Promise<void> => {
  for (let tries = 0; tries < 600; tries += 1) {
    const { data } = await folio.GET('/v1/payments/{id}', { params: { path: { id } } });
    if (data?.state === state) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${id} is not ${state} after two minutes`);
};

for (const who of ['kim', 'lee'])
  await folio.POST('/v1/accounts', { params: key(`open-${who}`), body: { id: `${name}-${who}`, currency: 'USD' } });
const postings = [{ from: '@world', to: `${name}-kim`, amount: '10000' }];
await folio.POST('/v1/transactions', { params: key('fund'), body: { currency: 'USD', postings } });

const lee = { account: `${name}-lee` };
const paid = await idOf(pay('rent', lee, '2500'));
await reach(paid, 'settled');
console.log('over book: settled');
if ((await idOf(pay('rent', lee, '2500'))) !== paid) throw new Error('another payment under the same key');
console.log('under the same key: the same payment');

const out = await idOf(pay('out', { rail: 'sandbox', destination: 'ok' }, '1000'));
await reach(out, 'settled');
console.log('over sandbox: settled');
await folio.POST('/v1/payments/{id}/refund', {
  params: { ...key('refund'), path: { id: out } },
  body: { amount: '400' },
});
await reach(out, 'partially_refunded');
console.log('after a refund: partially_refunded');

await reach(await idOf(pay('refused', { rail: 'sandbox', destination: 'refuse' }, '1000')), 'failed');
console.log('refused by the bank: failed');
console.log('more than there is:', (await pay('much', lee, '999999')).error?.type);
const { data } = await folio.GET('/v1/accounts/{id}', { params: { path: { id: `${name}-kim` } } });
console.log('left:', data !== undefined && 'balance' in data ? data.balance?.posted : undefined);
