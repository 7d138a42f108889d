import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { folio as said } from '../support/command-line.ts';
import { inShell } from '../support/in-shell.ts';
import { localFileOf } from '../support/local-aws.ts';
import { type Client, eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';
import { type Receiver, startReceiver } from '../support/webhook-receiver.ts';

const DAY_MS = 86_400_000;

let cloud: LocalCloud;
let receiver: Receiver;
let acme: Client;
beforeAll(async () => {
  receiver = await startReceiver();
  cloud = await startLocal({ args: ['--clock'] });
  acme = cloud.client('acme');
}, 120_000);
afterAll(async () => {
  await cloud?.stop();
  await receiver?.stop();
});

const folio = async (...args: readonly string[]) => {
  const { code, stdout, stderr } = await said(...args);
  return { code, output: stdout + stderr };
};
const clock = async (...args: readonly string[]): Promise<{ readonly now: string; readonly aheadSeconds: number }> => {
  const { code, output } = await folio('clock', ...args, '--data', cloud.dataDir, '--json');
  expect([code, output]).toEqual([0, output]);
  return JSON.parse(output);
};
/** A client whose tokens are all of now: the one of before has ended with the jump. */
const afresh = (): Client => cloud.client('acme');
const available = async (account: string) => (await afresh().get(`/v1/accounts/${account}`)).body.balance.available;

describe('a local cloud with a clock', () => {
  test('lets a hold of 30 days expire, and a token end, within seconds of a move by 31', async () => {
    await acme.post('/v1/accounts', { id: 'holder', currency: 'USD' });
    const money = (from: string, to: string, amount: string) => ({ currency: 'USD', postings: [{ from, to, amount }] });
    await acme.post('/v1/transactions', money('@world', 'holder', '1000'));
    const expiresAt = new Date(Date.now() + 30 * DAY_MS).toISOString();
    const hold = await acme.post('/v1/transactions', { ...money('holder', '@world', '400'), pending: true, expiresAt });
    expect(hold.status).toBe(201);
    expect(await available('holder')).toBe('600');
    const before = await acme.token();

    const { aheadSeconds, now } = await clock('advance', '31d');
    expect(aheadSeconds).toBe(31 * 86_400);
    expect(Date.parse(now)).toBeGreaterThan(Date.parse(expiresAt));
    const old = await acme.call('GET', '/v1/accounts/holder', { token: before });
    expect(old.status).toBe(401);
    await eventually(
      () => available('holder'),
      (amount) => amount === '1000',
      30_000,
    );
    const { body } = await afresh().get(`/v1/transactions/${hold.body.id}`);
    expect(body.state).toBe('expired');
  }, 90_000);

  test('makes the last try of a webhook that is due after 72 hours', async () => {
    receiver.behave(500);
    const hook = { url: receiver.url, events: ['ledger.AccountOpened'] };
    const { body: endpoint } = await afresh().post('/v1/webhook-endpoints', hook);
    await afresh().post('/v1/accounts', { id: 'told-late', currency: 'USD' });
    await eventually(
      async () => receiver.refused.length,
      (count) => count >= 1,
      90_000,
    );
    const tries = async () => {
      const { body } = await afresh().get(`/v1/webhook-endpoints/${endpoint.id}/deliveries`);
      return body.data[0];
    };
    // A try that comes late keeps its distance to the next, and a breaker may put it off: each move brings one on, or none.
    let last = await tries();
    for (let step = 0; step < 30 && last?.state === 'pending'; step += 1) {
      const seen = receiver.refused.length;
      await clock('advance', '2d');
      const until = Date.now() + 8_000;
      const isThere = () => receiver.refused.length > seen || Date.now() > until;
      await eventually(async () => isThere(), Boolean, 20_000);
      last = await tries();
    }
    expect(last.state).toBe('parked');
    expect(receiver.refused.length).toBeGreaterThanOrEqual(11);
  }, 240_000);

  test('has the clearing account of a rail looked at: what no payment explains rings, and nothing else', async () => {
    const money = (from: string, to: string, amount: string) => ({ currency: 'USD', postings: [{ from, to, amount }] });
    const client = afresh();
    await client.post('/v1/accounts', { id: 'customer', currency: 'USD' });
    await client.post('/v1/transactions', money('@world', 'customer', '1000'));
    const pay = async (destination: string) => {
      const to = { rail: 'sandbox', destination };
      return (await client.post('/v1/payments', { from: 'customer', to, amount: '100', currency: 'USD' })).body.id;
    };
    const ids = await Promise.all(['ok', 'refuse', 'return', 'silent'].map(pay));
    const reaches = (id: string, states: readonly string[]) =>
      eventually(
        async () => (await afresh().get(`/v1/payments/${id}`)).body.state,
        (state) => states.includes(state),
        60_000,
      );
    for (const id of ids.slice(0, 3)) await reaches(id, ['settled', 'failed']);
    await client.post(`/v1/payments/${ids[0]}/refund`, { amount: '30' });
    await reaches(ids[0], ['partially_refunded']);
    await clock('advance', '3d');
    await reaches(ids[2], ['returned']);
    const { body: stray } = await afresh().post('/v1/transactions', money('customer', '@rail.sandbox.clearing', '7'));
    await clock('advance', '1h');
    const { output } = await eventually(
      () => folio('alarms', '--data', cloud.dataDir),
      (seen) => seen.output.includes('Unbalanced'),
      120_000,
    );
    expect(output).toContain('docs/runbooks/payments-clearing.md');
    const logs = await folio('logs', 'payments/sweep', '--lines', '1000', '--data', cloud.dataDir);
    const strays = logs.output
      .split('\n')
      .filter((line) => line.includes('a clearing account has an entry of no payment'));
    expect(strays.filter((line) => !line.includes(stray.id))).toEqual([]);
    expect(strays.length).toBeGreaterThan(0);
  }, 300_000);

  test('never goes back: not by a command, not by a restart, and not by a start without it', async () => {
    const { aheadSeconds } = await clock('show');
    expect((await folio('clock', 'advance', '-1d', '--data', cloud.dataDir)).code).not.toBe(0);
    expect((await folio('clock', 'advance', '0d', '--data', cloud.dataDir)).code).toBe(2);
    expect((await folio('clock', 'advance', '100000w', '--data', cloud.dataDir)).output).toContain('60 years');
    expect((await clock('show')).aheadSeconds).toBe(aheadSeconds);
    await cloud.stop('keep');
    // A start that is refused leaves what it has begun to its process.
    const refused = await inShell('$FOLIO start --port 0 --data $DATA', { DATA: cloud.dataDir });
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('start it with --clock') });
    cloud = await startLocal({ dataDir: cloud.dataDir, args: ['--clock'] });
    expect((await clock('show')).aheadSeconds).toBe(aheadSeconds);
    const { body } = await afresh().post('/v1/accounts', { id: 'later', currency: 'USD' });
    expect(Date.parse(body.createdAt)).toBeGreaterThan(Date.now() + (aheadSeconds - 60) * 1000);
  }, 120_000);

  test('is moved by its owner only', async () => {
    const { control } = await localFileOf(cloud.dataDir);
    const before = await clock('show');
    for (const headers of [{}, { authorization: 'Bearer guessed' }]) {
      const answer = await fetch(`${control?.url}/clock`, { method: 'POST', headers, body: '{"advance":"1d"}' });
      expect(answer.status).toBe(403);
    }
    expect((await clock('show')).aheadSeconds).toBe(before.aheadSeconds);
  });
});
