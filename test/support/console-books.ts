import type { Client } from './local-cloud.ts';

/** What a test of the console looks for. */
export interface SeededBooks {
  readonly transaction: string;
  readonly payment: string;
  readonly endpoint: string;
}

/** A little of each thing that the console shows; names in several scripts, and one that looks like markup. */
export const seedBooks = async (client: Client): Promise<SeededBooks> => {
  const made = async (path: string, body: unknown): Promise<string> => {
    const answer = await client.post(path, body);
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`);
    return answer.body.id;
  };
  await made('/v1/accounts', { id: 'acc_main', currency: 'EUR', name: 'Main account' });
  await made('/v1/accounts', { id: 'acc_savings', currency: 'EUR', name: 'Ersparnisse 貯金 مدخرات' });
  await made('/v1/accounts', { id: 'acc_yen', currency: 'JPY', name: '<img src=x onerror=alert(1)>' });
  const world = (to: string, amount: string, currency: string, description: string) =>
    made('/v1/transactions', { currency, description, postings: [{ from: '@world', to, amount }] });
  const transaction = await world('acc_main', '480000', 'EUR', 'Salary');
  await world('acc_yen', '12000', 'JPY', 'Refund of a train');
  const out = { from: 'acc_main', to: 'acc_savings', amount: '75025' };
  await made('/v1/transactions', { currency: 'EUR', description: 'Put aside', postings: [out] });
  const hold = { from: 'acc_main', to: '@world', amount: '30000' };
  await made('/v1/transactions', { currency: 'EUR', description: 'Hotel', pending: true, postings: [hold] });
  const paid = { from: 'acc_main', amount: '9900', currency: 'EUR', reference: 'Rent of June' };
  const payment = await made('/v1/payments', { ...paid, to: { rail: 'sandbox', destination: 'ok' } });
  const endpoint = await made('/v1/webhook-endpoints', { url: 'https://hooks.example.com/folio', events: ['*'] });
  return { transaction, payment, endpoint };
};
