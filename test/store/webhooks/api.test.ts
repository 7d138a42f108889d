import { createHmac } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { webhookEndpoint, webhookEndpointWithSecret } from '../../../functions/webhooks/contract/schemas.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { sentTwice } from '../../support/sent-twice.ts';
import { createWebhooksTable } from '../../support/webhooks-table.ts';
import { type Asked, type Kit, kit } from './kit.ts';
import { busMessage } from './kit-events.ts';

await onEachEngine((engine) => {
  const client = clientOf(engine);
  let one: Kit;
  beforeAll(async () => {
    await createWebhooksTable(client, 'api');
    one = kit(client, 'api');
  });

  const URL = 'https://hooks.example.com/folio';
  const create = (key: string, body: unknown = { url: URL, events: ['ledger.*'] }, tenant = 'acme') =>
    one.call('POST /v1/webhook-endpoints', { key, body, tenant });
  const on = (id: string, asked: Asked = {}): Asked => ({ ...asked, params: { id } });

  describe('an endpoint', () => {
    test('is created with a secret that a replay shows again, byte for byte, and nothing else ever shows', async () => {
      const first = await create('c1', { url: URL, events: ['ledger.*', '*'], description: 'Books' });
      expect([first.status, webhookEndpointWithSecret.safeParse(first.json).error]).toEqual([201, undefined]);
      const again = await create('c1', { events: ['ledger.*', '*'], description: 'Books', url: URL });
      expect([again.status, again.text, again.headers['idempotency-replayed']]).toEqual([201, first.text, 'true']);
      const read = await one.call('GET /v1/webhook-endpoints/{id}', on(first.json.id));
      const { secret, ...rest } = first.json;
      expect([read.status, read.json, webhookEndpoint.safeParse(read.json).error]).toEqual([200, rest, undefined]);
      const outcome = await one.call('GET /v1/outcomes', { query: 'operation=createWebhookEndpoint&key=c1' });
      expect([outcome.json.status, outcome.json.body]).toEqual([201, { ...first.json, secret: '' }]);
      const { Items: items } = await client.send(new ScanCommand({ TableName: 'api' }));
      for (const place of [items, one.lines]) expect(JSON.stringify(place)).not.toContain(secret.slice(6, -1));
    });

    test('shows its secret to the client that asked alone: another one’s repeat has an empty place for it', async () => {
      const first = await create('c1b');
      const second = { params: { id: first.json.id }, key: 'r1b', body: {} };
      const rotated = await one.call('POST /v1/webhook-endpoints/{id}/rotate-secret', second);
      const body = { url: URL, events: ['ledger.*'] };
      for (const [own, routeKey, asked] of [
        [
          first,
          'POST /v1/webhook-endpoints',
          { key: 'c1b', body: first.json.events === undefined ? body : { url: URL, events: first.json.events } },
        ],
        [rotated, 'POST /v1/webhook-endpoints/{id}/rotate-secret', second],
      ] as const) {
        const others = await one.call(routeKey, { ...asked, client: 'cli_2' });
        expect([others.status, others.json]).toEqual([own.status, { ...own.json, secret: '' }]);
        expect((await one.call(routeKey, asked)).text).toBe(own.text);
      }
    });

    test('has a key for one request, and refuses it for another', async () => {
      await create('c2');
      const other = await create('c2', { url: URL, events: ['*'] });
      expect([other.status, other.json.type]).toEqual([422, '/problems/idempotency-key-reused']);
      const missing = await one.call('POST /v1/webhook-endpoints', { body: { url: URL, events: ['*'] } });
      expect([missing.status, missing.json.type]).toEqual([400, '/problems/idempotency-key-missing']);
    });

    test.each([
      [{ url: 'http://hooks.example.com/', events: ['*'] }, 422, 'webhook-url-scheme'],
      [{ url: 'https://10.0.0.1/', events: ['*'] }, 422, 'webhook-url-forbidden'],
      [{ url: 'https://a:b@hooks.example.com/', events: ['*'] }, 422, 'webhook-url-forbidden'],
      [{ url: 'http://127.0.0.1:4000/', events: ['*'] }, 422, 'webhook-url-forbidden'],
      [{ url: URL, events: [] }, 400, 'schema'],
      [{ url: URL, events: ['ledger'] }, 400, 'schema'],
      [{ url: URL, events: ['*', '*'] }, 400, 'schema'],
      [{ url: URL, events: ['ledger.TransactionPostd'] }, 422, 'event-type-unknown'],
      [{ url: URL, events: ['*', 'ledger.EntriesAppended'] }, 422, 'event-type-unknown'],
      [{ url: URL, events: ['nobody.*'] }, 422, 'event-type-unknown'],
      [{ url: URL, events: ['webhooks.Test'] }, 422, 'event-type-unknown'],
      [{ url: URL }, 400, 'schema'],
      [{ events: ['*'] }, 400, 'schema'],
      [{ url: URL, events: ['*'], secret: 'mine' }, 400, 'schema'],
      [{ url: 7, events: ['*'] }, 400, 'schema'],
      [{ url: 'https://hooks.example.com/\u0000', events: ['*'] }, 400, 'text-control'],
    ])('is refused for %j', async (body, status, slug) => {
      const { status: answered, json } = await create(`bad-${slug}`, body);
      expect([answered, json.type]).toEqual([status, `/problems/${slug}`]);
    });

    test('is changed by what a patch names, and told of nobody else', async () => {
      const { id } = (await create('c3')).json;
      const patch = (body: unknown, tenant = 'acme') =>
        one.call('PATCH /v1/webhook-endpoints/{id}', on(id, { body, tenant }));
      expect((await patch({ description: 'Now', events: ['*'] })).json).toMatchObject({
        description: 'Now',
        events: ['*'],
        url: URL,
      });
      const misspelt = await patch({ events: ['ledger.*', 'ledger.HoldPlacd'] });
      expect([misspelt.status, misspelt.json.type]).toEqual([422, '/problems/event-type-unknown']);
      expect(misspelt.json.errors[0].pointer).toBe('/events/1');
      expect(misspelt.json.detail).toContain('ledger.HoldPlaced');
      expect((await patch({ enabled: false })).json).toMatchObject({
        enabled: false,
        disabledReason: 'client',
        description: 'Now',
      });
      expect((await patch({ enabled: true, description: null })).json).toMatchObject({
        enabled: true,
        disabledReason: null,
        description: null,
      });
      expect((await patch({ url: 'http://x.example.com' })).json.type).toBe('/problems/webhook-url-scheme');
      expect((await patch({ enabled: true }, 'globex')).status).toBe(404);
    });

    test('is changed by many at once without losing a change', async () => {
      const { id } = (await create('c4')).json;
      const patch = (body: unknown) => one.call('PATCH /v1/webhook-endpoints/{id}', on(id, { body }));
      const all = await Promise.all([
        patch({ description: 'd' }),
        patch({ events: ['*'] }),
        patch({ url: 'https://b.example.com/' }),
        patch({ enabled: false }),
        one.call('POST /v1/webhook-endpoints/{id}/rotate-secret', on(id, { key: 'r4' })),
      ]);
      expect(all.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
      expect((await one.call('GET /v1/webhook-endpoints/{id}', on(id))).json).toMatchObject({
        description: 'd',
        events: ['*'],
        url: 'https://b.example.com/',
        enabled: false,
      });
    });

    test('is deleted, and that is the answer, where the deletion met itself', async () => {
      const { id } = (await create('twice')).json;
      const resent = kit(sentTwice(client) as typeof client, 'api');
      expect((await resent.call('DELETE /v1/webhook-endpoints/{id}', on(id))).status).toBe(204);
      expect((await resent.call('DELETE /v1/webhook-endpoints/{id}', on(id))).status).toBe(404);
    });

    test('is deleted once, and is gone for everything', async () => {
      const { id } = (await create('c5')).json;
      expect((await one.call('DELETE /v1/webhook-endpoints/{id}', on(id, { tenant: 'globex' }))).status).toBe(404);
      expect((await one.call('DELETE /v1/webhook-endpoints/{id}', on(id))).status).toBe(204);
      for (const route of [
        'DELETE /v1/webhook-endpoints/{id}',
        'GET /v1/webhook-endpoints/{id}',
        'GET /v1/webhook-endpoints/{id}/deliveries',
      ]) {
        expect([route, (await one.call(route, on(id))).status]).toEqual([route, 404]);
      }
      expect((await one.call('POST /v1/webhook-endpoints/{id}/test', on(id, { key: 't5' }))).status).toBe(404);
    });

    test('is changed once where the change met itself', async () => {
      const { id } = (await create('c10')).json;
      const revision = async () => {
        const { Items: items = [] } = await client.send(new ScanCommand({ TableName: 'api' }));
        return Number(items.find(({ sk }) => sk?.S === id)?.revision?.N);
      };
      const before = await revision();
      const resent = kit(sentTwice(client) as typeof client, 'api');
      const patched = await resent.call('PATCH /v1/webhook-endpoints/{id}', on(id, { body: { description: 'Twice' } }));
      expect([patched.status, patched.json.description, await revision()]).toEqual([200, 'Twice', before + 1]);
    });

    test('that is sent elsewhere before its first attempt leaves no record that never expires', async () => {
      const { id } = (await create('c11')).json;
      await one.call('PATCH /v1/webhook-endpoints/{id}', on(id, { body: { url: 'https://elsewhere.example.com/' } }));
      const { Items: items = [] } = await client.send(new ScanCommand({ TableName: 'api' }));
      const health = items.filter(({ pk }) => pk?.S === `acme#H#${id}`);
      expect(health.map(({ ttl }) => Number(ttl?.N) > one.time.now / 1000)).toEqual([true]);
    });

    test('of an id in another form is 404', async () => {
      for (const id of ['x', 'we_1', '__proto__', 'we_%00']) {
        expect((await one.call('GET /v1/webhook-endpoints/{id}', on(id))).status).toBe(404);
      }
    });

    test('gets a new secret, and both sign until the overlap ends', async () => {
      const made = (await create('c6', { url: 'http://127.0.0.1:9999/', events: ['*'] }, 'rotating')).json;
      const rotate = (key: string, body?: unknown) =>
        one.call('POST /v1/webhook-endpoints/{id}/rotate-secret', on(made.id, { key, body, tenant: 'rotating' }));
      const rotated = await rotate('r6');
      expect([rotated.status, rotated.json.secret === made.secret]).toEqual([200, false]);
      expect((await rotate('r6')).text).toBe(rotated.text);
      const signatures = async (number: number) => {
        one.sent.length = 0;
        await one.onEvent([busMessage(number, 'rotating')]);
        await one.drainStream();
        await one.drainQueue();
        return one.sent[0]?.headers['webhook-signature']?.split(' ').length;
      };
      expect(await signatures(1)).toBe(2);
      one.time.now += 86_400_000;
      expect(await signatures(2)).toBe(1);
      await rotate('r7', { overlapSeconds: 0 });
      expect(await signatures(3)).toBe(1);
      expect((await rotate('r8', { overlapSeconds: 604_801 })).status).toBe(400);
    });

    test('keeps each secret for as long as it was promised, however often it is rotated, five at most', async () => {
      const tenant = 'rotating-fast';
      const made = (await create('c9', { url: 'http://127.0.0.1:9999/', events: ['*'] }, tenant)).json;
      const rotate = (key: string, overlapSeconds: number) =>
        one.call(
          'POST /v1/webhook-endpoints/{id}/rotate-secret',
          on(made.id, { key, body: { overlapSeconds }, tenant }),
        );
      const by = (secret: string, { headers, body }: { headers: Readonly<Record<string, string>>; body: string }) => {
        const hmac = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'));
        return `v1,${hmac.update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`).digest('base64')}`;
      };
      const secrets = [made.secret];
      const expectSigned = async (number: number, expected: readonly string[]) => {
        one.sent.length = 0;
        await one.onEvent([busMessage(number, tenant)]);
        await one.drainStream();
        await one.drainQueue();
        const [sent] = one.sent;
        if (sent === undefined) throw new Error('nothing was sent');
        expect(sent.headers['webhook-signature']?.split(' ')).toEqual(expected.map((secret) => by(secret, sent)));
      };
      for (let count = 1; count <= 5; count += 1) {
        secrets.unshift((await rotate(`fast-${count}`, 1_000 * count)).json.secret);
        await expectSigned(count, secrets);
      }
      const refused = await rotate('fast-6', 60);
      expect([refused.status, refused.json.type]).toEqual([422, '/problems/webhook-secret-limit']);
      await expectSigned(6, secrets);
      one.time.now += 1_500_000;
      // The first one's promise has ended; the last rotation of all promises nothing to the one before.
      const last = (await rotate('fast-7', 0)).json.secret;
      await expectSigned(7, [last, ...secrets.slice(1, 5)]);
    });

    test('is one of at most 200, and room is made by deleting one', async () => {
      const tenant = 'crowded';
      const ids: string[] = [];
      for (let count = 0; count < 200; count += 1) ids.push((await create(`n${count}`, undefined, tenant)).json.id);
      const refused = await create('n200', undefined, tenant);
      expect([refused.status, refused.json.type]).toEqual([422, '/problems/webhook-endpoint-limit']);
      await one.call('DELETE /v1/webhook-endpoints/{id}', on(ids[0] ?? '', { tenant }));
      expect((await create('n200', undefined, tenant)).text).toBe(refused.text);
      expect((await create('n201', undefined, tenant)).status).toBe(201);
      const pages = [];
      for (let query = 'limit=100'; query !== ''; ) {
        const { json } = await one.call('GET /v1/webhook-endpoints', { query, tenant });
        pages.push(...json.data.map(({ id }: { id: string }) => id));
        query = json.nextCursor === null ? '' : `limit=100&cursor=${json.nextCursor}`;
      }
      expect([pages.length, new Set(pages).size]).toEqual([200, 200]);
      expect(pages).toEqual(pages.toSorted().reverse());
    }, 60_000);
  });

  test('each call needs its own scope', async () => {
    const asked = { key: 's', body: { url: URL, events: ['*'] }, scope: 'webhooks:read events:read' };
    expect((await one.call('POST /v1/webhook-endpoints', asked)).status).toBe(403);
    expect((await one.call('GET /v1/webhook-endpoints', { scope: 'webhooks:write' })).status).toBe(403);
    expect((await one.call('GET /v1/events', { scope: 'webhooks:read' })).status).toBe(403);
  });
});
