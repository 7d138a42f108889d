import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { clientWithToken, folioClient } from '../../../clients/typescript/src/client.ts';
import { each, ListFailed } from '../../../clients/typescript/src/pages.ts';
import { verifyWebhook } from '../../../clients/typescript/src/webhooks.ts';

type Answer = Response | Error;
interface Seen {
  readonly path: string;
  readonly key: string | null;
  readonly token: string | null;
  readonly body: string;
}

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response =>
  Response.json(body, { status, headers });

/** An API that answers in turn; the last answer stays. Tokens are numbered. */
const against = (...answers: readonly (() => Answer)[]) => {
  const seen: Seen[] = [];
  const pauses: number[] = [];
  let tokens = 0;
  const send = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const path = new URL(request.url).pathname;
    if (path === '/oauth/token') {
      tokens += 1;
      return json(200, { access_token: `token-${tokens}`, expires_in: 900 });
    }
    const answer = answers[Math.min(seen.length, answers.length - 1)]?.() ?? new Error('no answer planned');
    const { headers } = request;
    const [key, token] = [headers.get('idempotency-key'), headers.get('authorization')];
    seen.push({ path, key, token, body: await request.text() });
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const client = folioClient({
    ...{ url: 'http://folio.test', clientId: 'id', clientSecret: 'secret', fetch: send },
    pause: async (ms) => {
      pauses.push(ms);
    },
  });
  return { client, seen, pauses };
};

const busy = () => json(503, { type: '/problems/unavailable', detail: 'busy' });
const lost = () => new TypeError('fetch failed');
const posted = () => json(201, { id: 'txn_1' });
const pay = { params: { header: { 'Idempotency-Key': 'order-42' } }, body: { id: 'alice', currency: 'USD' } } as const;

describe('the typed client', () => {
  test('sends a call whose answer was lost again under the same key and with the same body, until it has one', async () => {
    const { client, seen } = against(lost, busy, posted);
    const { data } = await client.POST('/v1/accounts', pay);
    expect(data).toMatchObject({ id: 'txn_1' });
    expect(seen.map(({ key, body }) => [key, body])).toEqual(Array(3).fill(['order-42', JSON.stringify(pay.body)]));
    expect(new Set(seen.map(({ token }) => token)).size).toBe(1);
  });

  test('gives up after four tries with the last answer, or with what fetch threw', async () => {
    const refused = against(busy);
    const { error, response } = await refused.client.GET('/v1/accounts');
    expect([response.status, error?.detail, refused.seen.length]).toEqual([503, 'busy', 4]);
    const gone = against(lost);
    await expect(gone.client.GET('/v1/accounts')).rejects.toThrow('fetch failed');
    expect(gone.seen).toHaveLength(4);
  });

  test('sends nothing twice that has no key and is no question', async () => {
    const { client, seen } = against(busy, posted);
    const path = { params: { path: { id: 'cli_1' } } };
    const { response } = await client.DELETE('/v1/clients/{id}', path);
    expect([response.status, seen.length]).toEqual([503, 1]);
  });

  test('waits as long as it is asked to, and not where that is too long', async () => {
    const soon = against(() => json(429, {}, { 'retry-after': '3' }), posted);
    await soon.client.POST('/v1/accounts', pay);
    expect(soon.pauses).toHaveLength(1);
    expect(soon.pauses[0]).toBeGreaterThanOrEqual(3_000);
    const late = against(() => json(429, {}, { 'retry-after': '3600' }), posted);
    const { response } = await late.client.POST('/v1/accounts', pay);
    expect([response.status, late.seen.length, late.pauses]).toEqual([429, 1, []]);
  });

  test('exchanges a refused token once, and says what is refused again', async () => {
    const { client, seen } = against(() => json(401, {}), posted);
    await client.POST('/v1/accounts', pay);
    expect(seen.map(({ token }) => token)).toEqual(['Bearer token-1', 'Bearer token-2']);
    const out = against(() => json(401, {}));
    const { response } = await out.client.GET('/v1/accounts');
    expect([response.status, out.seen.length]).toEqual([401, 2]);
  });

  test('shares one token among calls at the same time', async () => {
    const { client, seen } = against(() => json(200, { data: [], nextCursor: null }));
    await Promise.all(Array.from({ length: 20 }, () => client.GET('/v1/accounts')));
    expect(new Set(seen.map(({ token }) => token))).toEqual(new Set(['Bearer token-1']));
  });
});

describe('the typed client with a token of another issuer', () => {
  const by = (token: string, ...statuses: readonly number[]) => {
    const sent: (string | null)[] = [];
    const send = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
      sent.push(new Request(input, init).headers.get('authorization'));
      return json(statuses[sent.length - 1] ?? 200, {});
    };
    return { client: clientWithToken('http://folio.test', token, { fetch: send, tries: 1 }), sent };
  };

  test('sends it with every call, asks nobody for another, and says so once it is refused', async () => {
    const { client, sent } = by('a.b.c', 200, 200, 401);
    await client.GET('/v1/accounts');
    await client.GET('/v1/accounts');
    const refused = { name: 'NoToken', status: 401, code: 'invalid_token' };
    await expect(client.GET('/v1/accounts')).rejects.toMatchObject(refused);
    await expect(client.GET('/v1/accounts')).rejects.toMatchObject(refused);
    expect(sent).toEqual(Array(3).fill('Bearer a.b.c'));
  });

  test('never sends what no header can carry', async () => {
    const { client, sent } = by('two words');
    await expect(client.GET('/v1/accounts')).rejects.toMatchObject({ name: 'NoToken' });
    expect(sent).toEqual([]);
  });
});

describe('the pages of a list', () => {
  const listOf = (all: readonly number[], size: number) => {
    const asked: (string | undefined)[] = [];
    const page = async (cursor: string | undefined) => {
      asked.push(cursor);
      const from = Number(cursor ?? 0);
      const next = from + size;
      return { data: { data: all.slice(from, next), nextCursor: next < all.length ? String(next) : null } };
    };
    return { page, asked };
  };

  test('are all that there is, each once and in order, whatever their size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(), { maxLength: 60, size: 'max' }),
        fc.integer({ min: 1, max: 9 }),
        async (all, size) => {
          const found: number[] = [];
          for await (const one of each(listOf(all, size).page)) found.push(one);
          expect(found).toEqual(all);
        },
      ),
    );
  });

  test('are asked for only as far as somebody reads, and a refusal is thrown with its problem', async () => {
    const { page, asked } = listOf([1, 2, 3, 4, 5, 6], 2);
    for await (const one of each(page)) if (one === 3) break;
    expect(asked).toEqual([undefined, '2']);
    const refused = each(async () => ({ error: { detail: 'The cursor is of another list.' } }));
    await expect(refused.next()).rejects.toThrow(new ListFailed({ detail: 'The cursor is of another list.' }));
  });

  test('end where a server gives the same cursor for ever', async () => {
    let asked = 0;
    const found: number[] = [];
    for await (const one of each(async () => {
      asked += 1;
      return { data: { data: [asked], nextCursor: 'same' } };
    }))
      found.push(one);
    expect(found).toEqual([1, 2]);
  });
});

describe('the check of a webhook', () => {
  const SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes, yes').toString('base64')}`;
  const OTHER = `whsec_${Buffer.from('another one of thirty-two bytes..').toString('base64')}`;
  const NOW = Date.parse('2026-11-30T12:00:00Z');
  const body = JSON.stringify({ type: 'ledger.TransactionPosted', data: { id: 'txn_1' } });
  const signed = (secret: string, at = NOW): Readonly<Record<string, string>> => ({
    'Webhook-Id': 'evt_1',
    'webhook-timestamp': String(Math.floor(at / 1000)),
    'webhook-signature': new Webhook(secret).sign('evt_1', new Date(at), body),
  });

  test('takes what Standard Webhooks’ own library signed, by either of two secrets, and gives its id', async () => {
    const event = JSON.parse(body);
    expect(await verifyWebhook({ headers: signed(SECRET), body }, SECRET, NOW)).toEqual({ id: 'evt_1', event });
    expect(await verifyWebhook({ headers: new Headers(signed(SECRET)), body }, [OTHER, SECRET], NOW)).toMatchObject({
      event,
    });
    const both = {
      ...signed(SECRET),
      'webhook-signature': `${signed(OTHER)['webhook-signature']} v2,x ${signed(SECRET)['webhook-signature']}`,
    };
    expect(await verifyWebhook({ headers: both, body }, SECRET, NOW)).toMatchObject({ id: 'evt_1' });
  });

  test.each([
    ['another secret', { headers: signed(OTHER), body }, NOW],
    ['another body', { headers: signed(SECRET), body: `${body} ` }, NOW],
    ['another id', { headers: { ...signed(SECRET), 'Webhook-Id': 'evt_2' }, body }, NOW],
    ['five minutes and a second ago', { headers: signed(SECRET), body }, NOW + 301_000],
    ['five minutes and a second ahead', { headers: signed(SECRET), body }, NOW - 301_000],
    ['no signature', { headers: { ...signed(SECRET), 'webhook-signature': '' }, body }, NOW],
    ['a signature that is none', { headers: { ...signed(SECRET), 'webhook-signature': 'v1,!' }, body }, NOW],
    ['no headers', { headers: {}, body }, NOW],
  ])('refuses %s', async (_, received, now) => {
    await expect(verifyWebhook(received, SECRET, now)).rejects.toThrow(expect.objectContaining({ name: 'NotGenuine' }));
  });
});
