import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkInvariants } from '../support/api-invariants.ts';
import { type ChangedApp, changedApp, NEXT_RELEASE, named, REFUSAL } from '../support/changed-app.ts';
import { type Client, eventually } from '../support/local-cloud.ts';
import { bootstrap, callLedgerAs, deploy, folio, HELD_BACK, provision, synthesize } from './support/deployment.ts';
import { type Emulator, startEmulator } from './support/emulator.ts';
import { installEmulator } from './support/install-emulator.ts';
import { openLetters } from './support/letters.ts';
import { assume, disarm, refusals } from './support/roles.ts';

/** Slow machines and busy ones: what takes longer than this hangs. */
const DEPLOYED_WITHIN_MS = 300_000;
const ARRIVES_WITHIN_MS = 60_000;
const ROOT = process.cwd();
const say = (line: string): void => {
  process.stdout.write(`emulator: ${line}\n`);
};

const installed = await installEmulator(ROOT);
if ('missing' in installed) say(`skipped, nothing is deployed: ${installed.missing}`);
const proof = 'missing' in installed ? describe.skip : describe;

let emulator: Emulator;
let client: Client;
const apps: ChangedApp[] = [];

/** A release of the ledger that names itself in one of its answers, and writes what the release before does not know. */
const release = (name: string): ChangedApp => {
  const app = changedApp(...NEXT_RELEASE, named(name));
  apps.push(app);
  return app;
};

/** Which release answers, by its own words. */
const answering = async (): Promise<string> => (await client.get('/v1/accounts/nobody')).body.detail;

const transfer = (from: string, to: string, amount: string) => ({ currency: 'USD', postings: [{ from, to, amount }] });

const inFeed = (text: string): Promise<string> =>
  eventually(
    async () => (await client.get('/v1/events?limit=100')).text,
    (feed) => feed.includes(text),
    ARRIVES_WITHIN_MS,
  );

proof('Folio, deployed to an emulator of AWS by the CDK CLI', () => {
  beforeAll(async () => {
    if ('missing' in installed) return;
    emulator = await startEmulator(installed.python);
    await bootstrap(emulator, ROOT);
    const assembly = await synthesize(emulator, ROOT);
    for (const [what, count] of Object.entries(assembly.changes)) say(`${what}, ${count} x`);
    await deploy(emulator, assembly);
    say('deployed by the CDK CLI; docs/EMULATOR.md says what this shows and what it cannot');
    client = await provision(emulator, 'acme');
  }, DEPLOYED_WITHIN_MS);

  afterAll(async () => {
    await emulator?.stop();
    for (const app of apps) app.remove();
  }, 30_000);

  test(
    'takes a transfer through API Gateway, once for each key, and tells of it',
    async () => {
      expect((await client.call('GET', '/v1/accounts', { token: null })).status).toBe(401);
      for (const id of ['ann', 'ben']) {
        expect((await client.post('/v1/accounts', { id, currency: 'USD' })).status).toBe(201);
        expect((await client.post('/v1/transactions', transfer('@world', id, '1000'))).status).toBe(201);
      }
      const first = await client.post('/v1/transactions', transfer('ann', 'ben', '250'), 'one-key');
      const again = await client.post('/v1/transactions', transfer('ann', 'ben', '250'), 'one-key');
      expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
      const refused = await client.post('/v1/transactions', transfer('ann', 'ben', '751'));
      expect([refused.status, refused.body.type]).toEqual([422, expect.stringContaining('insufficient-funds')]);
      expect((await client.get('/v1/accounts/ann')).body.balance.posted).toBe('750');
      // By the table's stream, the relay, the bus, a rule and a queue.
      await inFeed(first.body.id);
      await checkInvariants(client, ['ann', 'ben'], ['@world']);
    },
    DEPLOYED_WITHIN_MS,
  );

  test(
    'serves every domain, with no more rights than its functions have',
    async () => {
      const made = await Promise.all([
        client.post('/v1/clients', { name: 'robot', scopes: ['ledger:read'] }),
        // A name that no resolver knows: attempts are made, and nobody is called.
        client.post('/v1/webhook-endpoints', { url: 'https://hooks.example/folio', events: ['ledger.HoldPlaced'] }),
        client.post('/v1/transactions', { ...transfer('ann', 'ben', '5'), pending: true }, 'a-hold'),
      ]);
      expect(made.map(({ status, text }) => [status, text])).toEqual(made.map(({ text }) => [201, text]));
      const [, endpoint, hold] = made;
      expect((await client.post(`/v1/transactions/${hold.body.id}/void`)).status).toBe(200);
      const outcome = await client.get('/v1/outcomes?operation=createTransaction&key=a-hold');
      expect([outcome.status, outcome.text.includes(hold.body.id)]).toEqual([200, true]);
      // Payments runs the ledger's alias in a role of its own.
      const paid = { from: 'ann', to: { account: 'ben' }, amount: '1', currency: 'USD' };
      const payment = await client.post('/v1/payments', paid, 'a-payment');
      expect([payment.status, payment.text]).toEqual([201, payment.text]);
      const settled = async () => (await client.get(`/v1/payments/${payment.body.id}`)).body.state;
      await eventually(settled, (state) => state === 'settled', ARRIVES_WITHIN_MS);
      // Every domain has been called by now: health gives none the time of a first start on this machine.
      expect((await client.get('/v1/health')).body.status).toBe('ok');
      await eventually(
        async () => (await client.get(`/v1/webhook-endpoints/${endpoint.body.id}/deliveries`)).body,
        ({ data }) => data.some(({ attempts }: { readonly attempts: readonly unknown[] }) => attempts.length > 0),
        ARRIVES_WITHIN_MS,
      );
      expect(await refusals(emulator)).toEqual([]);
    },
    DEPLOYED_WITHIN_MS,
  );

  test(
    'shows what is parked and brings it back: an event into the feed, poison into its queue, records to their relay',
    async () => {
      const letters = openLetters(emulator);
      const dlq = (...args: readonly string[]) => folio(emulator, ROOT, 'dlq', ...args, '--target', 'aws');
      try {
        expect(await dlq('list')).toMatchObject({ code: 0, out: 'Nothing is parked.\n' });
        const held = JSON.parse(await readFile('functions/ledger/contract/samples/ledger.HoldPlaced.v1.json', 'utf8'));
        const detail = { ...held, tenant: 'acme' };
        const good = await letters.park(
          JSON.stringify({ source: 'ledger', 'detail-type': 'ledger.HoldPlaced', detail }),
        );
        const poison = await letters.park('{"card":"4111 1111 1111 1111"}');
        const aside = await letters.discard({ Records: [{ eventName: 'REMOVE', dynamodb: { Keys: {} } }] });
        const parked = JSON.parse((await dlq('list', '--json')).out);
        expect(parked).toHaveLength(3);
        expect(parked).toContainEqual(
          expect.objectContaining({
            id: good,
            type: 'ledger.HoldPlaced',
            links: expect.objectContaining({ tenant: 'acme' }),
          }),
        );
        expect(parked).toContainEqual(expect.objectContaining({ id: aside, type: 'stream records (1)', attempts: 13 }));
        const shown = await dlq('show', poison);
        expect([shown.code, shown.out.includes('its consumer failed each time')]).toEqual([0, true]);
        expect(shown.out).not.toContain('4111');
        expect(await dlq('redrive', '--all')).toMatchObject({
          code: 0,
          out: expect.stringContaining('3 brought back.'),
        });
        expect(await dlq('list')).toMatchObject({ code: 0, out: 'Nothing is parked.\n' });
        await inFeed(detail.eventId);
        await eventually(letters.waiting, (count) => count === 1, ARRIVES_WITHIN_MS);
      } finally {
        letters.close();
      }
    },
    DEPLOYED_WITHIN_MS,
  );

  test(
    'goes back to the version before, stays there through a deployment, and goes on when it is unpinned',
    async () => {
      const [b, c] = [release('B'), release('C')];
      const releaser = await assume(emulator, 'Folio-Registry-ReleaseRole');
      const ask = (...args: readonly string[]) => folio(releaser, b.dir, 'release', ...args, '--target', 'aws');
      expect(await answering()).toBe(REFUSAL);
      await deploy(emulator, await synthesize(emulator, b.dir));
      expect(await answering()).toBe(`B: ${REFUSAL}`);

      // Whoever may call a domain is any tenant there: the account's root may, and the release role may not.
      expect(await callLedgerAs(emulator, emulator, 'acme')).toBe('200');
      expect(await callLedgerAs(emulator, releaser, 'acme')).toContain('AccessDenied');

      const back = await ask('rollback', 'ledger', '--reason', 'B is bad', '--incident', 'INC-1');
      expect(back).toMatchObject({ code: 0, output: expect.stringContaining('api 2 -> 1') });
      expect(await answering()).toBe(REFUSAL);
      expect(await ask('status')).toMatchObject({ code: 0 });

      expect(await ask('unpin', 'ledger', '--reason', 'too early')).toMatchObject({
        code: 1,
        output: expect.stringContaining('Deploy once while it is pinned'),
      });

      const unrelated = await synthesize(emulator, c.dir);
      await deploy(emulator, unrelated, HELD_BACK);
      expect(await answering()).toBe(REFUSAL);
      const pinned = await ask('status', 'ledger');
      expect(pinned).toMatchObject({ code: 0, output: expect.stringMatching(/api +1 +1 +3 +3 +1\n/) });

      expect(await ask('unpin', 'ledger', '--reason', 'C mends it')).toMatchObject({ code: 0 });
      expect(await answering()).toBe(REFUSAL);
      await deploy(emulator, unrelated);
      expect(await answering()).toBe(`C: ${REFUSAL}`);
      expect(await ask('status')).toMatchObject({ code: 0 });
      expect((await client.post('/v1/transactions', transfer('ann', 'ben', '1'))).status).toBe(201);
      await checkInvariants(client, ['ann', 'ben'], ['@world']);

      const { out } = await ask('history', 'ledger');
      const kinds = ['deployed', 'deployed', 'rollback begun', 'rollback done', 'deployed', 'unpinned', 'deployed'];
      const lines = out.split('\n').filter((line) => /^[* ] *\d/.test(line));
      expect(lines.map((line) => kinds.find((kind) => line.includes(`  ${kind}`)))).toEqual(kinds);
      for (const line of lines) say(line);
    },
    2 * DEPLOYED_WITHIN_MS,
  );

  // It comes last, since nothing works after it; without it nobody would know whether policies were looked at.
  test(
    'runs functions with the rights of their roles, and with no more',
    async () => {
      expect(await refusals(emulator)).toEqual([]);
      await disarm(emulator, 'Folio-Ledger-ServiceApiRole');
      const refused = await client.post('/v1/transactions', transfer('ann', 'ben', '1'));
      expect(refused.status).toBeGreaterThanOrEqual(500);
      expect((await refusals(emulator)).join('\n')).toContain('dynamodb:');
    },
    DEPLOYED_WITHIN_MS,
  );
});
