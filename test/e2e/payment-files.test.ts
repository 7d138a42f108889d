import { hash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { achSentBack } from '../../bin/client/ach-bank.ts';
import { bucket } from '../../functions/kernel/aws/bucket.ts';
import { liveClock } from '../../functions/kernel/core/live-ports.ts';
import { camt054, OWN, PAYEE, pain002, sent } from '../store/payments/bank-files.ts';
import { awsOf } from '../support/local-aws.ts';
import { type Client, eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';

let cloud: LocalCloud;
let acme: Client;
let globex: Client;

beforeAll(async () => {
  cloud = await startLocal();
  [acme, globex] = [cloud.client('acme'), cloud.client('globex')];
  for (const client of [acme, globex]) {
    await client.post('/v1/accounts', { id: 'euro', currency: 'EUR' });
    const postings = [{ from: '@world', to: 'euro', amount: '100000' }];
    expect((await client.post('/v1/transactions', { currency: 'EUR', postings })).status).toBe(201);
    expect((await client.post('/v1/payment-rails/sepa/originator', OWN)).status).toBe(200);
  }
}, 150_000);
afterAll(() => cloud?.stop());

// biome-ignore lint/suspicious/noExplicitAny: tests assert on what they find.
type Seen = any;
const read = (client: Client, path: string, good: (seen: Seen) => boolean): Promise<Seen> =>
  eventually(async () => (await client.get(path)).body, good, 30_000);

const paid = async (client: Client, amount: string): Promise<string> => {
  const answer = await client.post('/v1/payments', { from: 'euro', to: PAYEE, amount, currency: 'EUR' });
  expect(answer.status).toBe(201);
  await read(client, `/v1/payments/${answer.body.id}`, ({ step }) => step === 'submitted');
  return answer.body.id;
};
const written = async (client: Client): Promise<Seen> => {
  const { status, body } = await client.post('/v1/payment-files', { rail: 'sepa' });
  expect(status).toBe(201);
  return read(client, `/v1/payment-files/${body.id}`, ({ state }) => state === 'written');
};
const contentOf = async (client: Client, id: string): Promise<string> =>
  Buffer.from((await client.get(`/v1/payment-files/${id}/content`)).body.content, 'base64').toString();
const step = (id: string, wanted: string) =>
  read(acme, `/v1/payments/${id}`, (payment) => payment.step === wanted || payment.stuck !== null);

/** An object in the inbox, put there by S3's own call, as a file transfer does. */
const dropped = async (key: string, content: string): Promise<void> => {
  const folder = readdirSync(join(cloud.dataDir, 'services', 's3')).find((name) => name.includes('inbox'));
  const { endpoint, credentials, region } = await awsOf(cloud.dataDir);
  const aws = { region, endpoint, credentials: async () => credentials, clock: liveClock };
  const bytes = Buffer.from(content);
  const read = async function* () {
    yield bytes;
  };
  await bucket(aws, folder ?? '').put(key, { bytes: bytes.length, sha256: hash('sha256', bytes), read });
};

describe('payments over sepa', () => {
  test('leave by a file, and the bank’s own files settle, refuse and return them', async () => {
    const [one, two] = [await paid(acme, '1234'), await paid(acme, '500')];
    const theirs = await paid(globex, '77');
    const file = await written(acme);
    expect(file).toMatchObject({ payments: 2, amount: '1734', currency: 'EUR', direction: 'out' });
    const content = await contentOf(acme, file.id);
    expect([file.bytes, file.sha256]).toEqual([Buffer.byteLength(content), hash('sha256', content)]);
    for (const text of [sent(one), sent(two), '>12.34<', '>5.00<', sent(file.id)]) expect(content).toContain(text);
    expect(content).not.toContain(sent(theirs));

    const statuses = [
      { payment: one, status: 'ACSC' },
      { payment: two, status: 'RJCT', reason: 'AC04' },
    ];
    const upload = { rail: 'sepa', content: pain002(file.id, statuses) };
    const report = await acme.post('/v1/payment-files/inbox', upload);
    expect(report.status).toBe(201);
    expect(await step(one, 'settled')).toMatchObject({ state: 'settled', file: file.id });
    expect(await step(two, 'failed')).toMatchObject({ state: 'failed', failure: { code: 'AC04' } });
    const taken = await read(acme, `/v1/payment-files/${report.body.id}`, ({ state }) => state === 'taken');
    expect(taken).toMatchObject({ reports: 2, tasks: 0, form: 'pain.002.001.10' });
    expect((await acme.post('/v1/payment-files/inbox', upload)).body.id).toBe(report.body.id);

    const back = { amount: '12.34', direction: 'CRDT', payment: one, returned: 'AC01' } as const;
    await dropped('acme/sepa/from the bank/camt 24.xml', camt054([back]));
    expect(await step(one, 'returned')).toMatchObject({ state: 'returned', stuck: null });
    const clearing = await read(
      acme,
      '/v1/accounts/@rail.sepa.clearing',
      ({ balances }) => balances[0]?.posted === '0',
    );
    expect(clearing.balances[0]).toMatchObject({ posted: '0', pendingIn: '0', pendingOut: '0' });
    const { body: events } = await acme.get('/v1/events?type=payments.FileTaken');
    expect(events.data.length).toBeGreaterThan(0);
  });

  test('of one tenant are nobody else’s: neither files nor tasks nor what a bank says', async () => {
    const id = await paid(acme, '321');
    const file = await written(acme);
    const content = pain002(file.id, [{ payment: id, status: 'ACSC' }]);
    const { body } = await globex.post('/v1/payment-files/inbox', { rail: 'sepa', content });
    const taken = await read(globex, `/v1/payment-files/${body.id}`, ({ state }) => state === 'taken');
    expect(taken).toMatchObject({ reports: 0, tasks: 1 });
    expect((await acme.get(`/v1/payments/${id}`)).body.step).toBe('submitted');
    const task = (await globex.get('/v1/payment-tasks')).body.data[0];
    expect(task).toMatchObject({ reason: 'payment-unknown', file: body.id });
    expect((await acme.get('/v1/payment-tasks')).body.data).toEqual([]);
    expect((await acme.post(`/v1/payment-tasks/${task.id}/close`)).status).toBe(404);
    for (const path of [`/v1/payment-files/${body.id}`, `/v1/payment-files/${body.id}/content`])
      expect([path, (await acme.get(path)).status]).toEqual([path, 404]);
    const mine = (await globex.get('/v1/payment-files')).body.data;
    expect(mine.map(({ id: one }: Seen) => one)).not.toContain(file.id);
    expect((await globex.post(`/v1/payment-tasks/${task.id}/close`)).body).toMatchObject({ state: 'closed' });
  });

  test('need their scopes', async () => {
    const file = 'file_01KAB3VQ2E9M4T7Z0X5W8Y6R1C';
    const task = 'task_01KAB3VQ2E9M4T7Z0X5W8Y6R1C';
    for (const [method, path, scope, status] of [
      ['POST', '/v1/payment-rails/sepa/originator', 'payments:approve', 400],
      ['GET', '/v1/payment-rails/sepa/originator', 'payments:read', 200],
      ['POST', '/v1/payment-files', 'payments:approve', 400],
      ['GET', '/v1/payment-files', 'payments:read', 200],
      ['GET', `/v1/payment-files/${file}`, 'payments:read', 404],
      ['GET', `/v1/payment-files/${file}/content`, 'payments:approve', 404],
      ['POST', '/v1/payment-files/inbox', 'payments:approve', 400],
      ['GET', '/v1/payment-tasks', 'payments:read', 200],
      ['POST', `/v1/payment-tasks/${task}/close`, 'payments:approve', 404],
    ] as const) {
      const others = ['payments:read', 'payments:write', 'payments:approve', 'ledger:write', 'admin'];
      const without = others.filter((one) => one !== scope).join(' ');
      const ask = async (scopes: string) => {
        const token = await acme.token(scopes);
        return (await acme.call(method, path, { token, ...(method === 'POST' ? { body: {} } : {}) })).status;
      };
      expect([path, await ask(without), await ask(scope)]).toEqual([path, 403, status]);
    }
  });

  test('are refused where the bank would refuse them, and nothing waits for a file then', async () => {
    const asked = { from: 'euro', amount: '1', currency: 'EUR' };
    const wrong = { ...asked, to: { ...PAYEE, iban: 'DE88370400440532013000' } };
    const refused = await acme.post('/v1/payments', wrong);
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, '/to/iban']);
    expect((await acme.post('/v1/payment-files', { rail: 'sepa' })).body.type).toBe('/problems/nothing-gathered');
    expect((await acme.post('/v1/payment-files', { rail: 'sandbox' })).body.type).toBe('/problems/rail-unknown');
    expect((await acme.post('/v1/payment-rails/book/originator', OWN)).status).toBe(404);
  });
});

describe('payments over ach', () => {
  test('leave by a NACHA file, and come back by one of the bank', async () => {
    await acme.post('/v1/accounts', { id: 'dollars', currency: 'USD' });
    const postings = [{ from: '@world', to: 'dollars', amount: '5000' }];
    await acme.post('/v1/transactions', { currency: 'USD', postings });
    const company = { name: 'Example Inc', routingNumber: '121042882', bankName: 'A Bank', companyId: '1121042882' };
    expect((await acme.post('/v1/payment-rails/ach/originator', company)).status).toBe(200);
    const account = { routingNumber: '231380104', accountNumber: '744-5678-99', accountKind: 'checking' };
    const to = { rail: 'ach', name: 'Ada Lovelace', ...account };
    const asked = await acme.post('/v1/payments', { from: 'dollars', to, amount: '1234', currency: 'USD' });
    expect([asked.status, asked.body.to]).toEqual([201, to]);
    await step(asked.body.id, 'submitted');
    const begun = await acme.post('/v1/payment-files', { rail: 'ach' });
    const file = await read(acme, `/v1/payment-files/${begun.body.id}`, ({ state }) => state === 'written');
    expect(file).toMatchObject({ payments: 1, amount: '1234', currency: 'USD' });
    const content = await contentOf(acme, file.id);
    await acme.post('/v1/payment-files/inbox', { rail: 'ach', content: await achSentBack(content, () => 'R03') });
    expect(await step(asked.body.id, 'returned')).toMatchObject({ state: 'returned', stuck: null });
    expect((await acme.get('/v1/accounts/dollars')).body.balance.posted).toBe('5000');
  });
});
