import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hasMember } from '../support/has-member.ts';
import { type Answer, type Client, type LocalCloud, startLocal } from '../support/local-cloud.ts';
import { saidOfBooks } from '../support/said-books.ts';
import { saidOfPayments } from '../support/said-payments.ts';
import type { JsonSchema } from '../support/schema-samples.ts';

let cloud: LocalCloud;
let acme: Client;
let document: {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
};
interface DocumentOperation {
  readonly operationId: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
}

beforeAll(async () => {
  cloud = await startLocal();
  acme = cloud.client('acme');
  document = (await acme.get('/v1/openapi.json')).body;
  for (const id of ['a', 'b']) await acme.post('/v1/accounts', { id, currency: 'USD' });
  await acme.post('/v1/transactions', { currency: 'USD', postings: [{ from: '@world', to: 'a', amount: '9000' }] });
}, 90_000);
afterAll(() => cloud?.stop());

type Body = Readonly<Record<string, unknown>>;

/** How one operation is asked, and how its answer is looked at. */
interface Said {
  /** What is needed for a good request. */
  readonly base: Body;
  /** For each member of the contract, at any depth, a value that is not its default, or null where one of `shown` looks at it. */
  readonly values: Body;
  readonly send: (body: Body) => Promise<Answer>;
  /** Members that the answer tells in another way than by their own name. */
  readonly shown?: Readonly<Record<string, (answer: Answer, body: Body) => Promise<void> | void>>;
}

const soon = new Date(Date.now() + 3_600_000).toISOString();
const posting = { from: 'a', to: 'b', amount: '7' };
const base = { currency: 'USD', postings: [posting] };
const lines = [
  { account: 'a', direction: 'debit', amount: '7', currency: 'USD' },
  { account: 'b', direction: 'credit', amount: '7', currency: 'USD' },
];
const made: Body = {
  currency: 'USD',
  postings: [{ ...posting, currency: 'USD' }],
  entries: lines,
  pending: true,
  expiresAt: soon,
  reference: 'said',
  uniqueReference: true,
  description: 'said',
  effectiveAt: '2020-02-29T01:02:03.456Z',
  metadata: { said: 'yes' },
};
/** `entries` take the place of `postings`, and an expiry needs a hold. */
const fitting = (body: Body): Body => {
  const { postings, ...others } = body;
  const form = 'entries' in body ? others : { ...others, postings };
  const whole = 'uniqueReference' in body ? { reference: `said-${Math.random()}`, ...form } : form;
  return 'expiresAt' in body ? { ...whole, pending: true } : whole;
};

const hold = async (): Promise<string> => {
  const answer = await acme.post('/v1/transactions', {
    ...base,
    pending: true,
    postings: [{ ...posting, amount: '9' }],
  });
  return answer.body.id;
};
const posted = async (): Promise<string> => (await acme.post('/v1/transactions', base)).body.id;
const hook = { url: 'https://hooks.example.com/', events: ['*'] };
const endpoint = async (): Promise<string> => (await acme.post('/v1/webhook-endpoints', hook)).body.id;

const isUnique = async (_: Answer, body: Body): Promise<void> => {
  await acme.post('/v1/transactions', body);
  const again = await acme.post('/v1/transactions', body);
  expect([again.status, again.body.type]).toEqual([409, '/problems/reference-exists']);
};
const is200 = ({ status }: Answer): void => expect(status).toBe(200);

const OPERATIONS: Readonly<Record<string, Said>> = {
  ...saidOfPayments(() => ({ url: cloud.url, acme })),
  ...saidOfBooks(() => ({ url: cloud.url, acme })),
  createAccount: {
    base: { currency: 'USD' },
    values: {
      id: 'said',
      currency: 'EUR',
      name: 'Said',
      normalBalance: 'debit',
      overdraft: { limit: '5000' },
      metadata: { said: 'yes' },
    },
    send: (body) => acme.post('/v1/accounts', body),
  },
  updateAccount: {
    base: {},
    values: { name: 'Said', metadata: { said: 'yes' }, overdraft: { limit: '5000' } },
    send: async (body) => {
      const { id } = (await acme.post('/v1/accounts', { currency: 'USD' })).body;
      const { headers } = await acme.get(`/v1/accounts/${id}`);
      return acme.call('PATCH', `/v1/accounts/${id}`, { body, headers: { 'if-match': headers.get('etag') ?? '' } });
    },
  },
  createTransaction: {
    base,
    values: made,
    send: (body) => acme.post('/v1/transactions', fitting(body)),
    shown: {
      entries: ({ body }) => expect(body.entries).toMatchObject(lines),
      uniqueReference: (answer) => isUnique(answer, { ...base, reference: 'unique-1', uniqueReference: true }),
    },
  },
  dryRunTransaction: {
    base,
    values: made,
    send: (body) => acme.post('/v1/transactions/dry-run', fitting(body), null),
    shown: {
      entries: ({ body }) => expect(body.entries).toMatchObject(lines),
      uniqueReference: async () => {
        const taken = { ...base, reference: 'unique-3', uniqueReference: true };
        await acme.post('/v1/transactions', taken);
        const again = await acme.post('/v1/transactions/dry-run', taken, null);
        expect([again.status, again.body.type]).toEqual([409, '/problems/reference-exists']);
      },
    },
  },
  createTransactions: {
    base: { mode: 'independent', transactions: [{ key: 'k', ...base }] },
    values: { mode: 'atomic', transactions: [{ key: 'said', ...made }] },
    // One request for each member of an item.
    send: async (body) => {
      const [item = {}] = (body.transactions ?? []) as readonly Body[];
      const { key, ...members } = item;
      const known = waysOf(document.components.schemas.NewTransaction ?? {});
      for (const [name, value] of Object.entries(members).filter(([member]) => known.includes(member))) {
        const one = { key: `${String(key)}-${name}-${Math.random()}`, ...fitting({ ...base, [name]: value }) };
        const unique = name === 'uniqueReference' ? { reference: 'unique-2' } : {};
        const answer = await acme.post('/v1/transactions/bulk', {
          mode: 'independent',
          transactions: [{ ...one, ...unique }],
        });
        const [result] = answer.body.results;
        expect([name, result.key, result.status]).toEqual([name, one.key, 201]);
        if (name === 'uniqueReference')
          await isUnique(answer, { ...base, reference: 'unique-2', uniqueReference: true });
        else expect({ [name]: result.transaction[name] }).toMatchObject({ [name]: value });
      }
      const last = [
        { key: `last-${Math.random()}`, ...base },
        { key: `bad-${Math.random()}`, ...base, currency: 'EUR' },
      ];
      return acme.post('/v1/transactions/bulk', { ...body, transactions: last });
    },
    shown: {
      // All or none: the good one beside a bad one was not made.
      mode: ({ body }) => expect(body.results.map(({ status }: { status: number }) => status)).toEqual([409, 422]),
      transactions: is200,
    },
  },
  postTransaction: {
    base: {},
    values: { amount: '3', final: false },
    send: async (body) =>
      acme.post(`/v1/transactions/${await hold()}/post`, 'final' in body ? { amount: '3', ...body } : body),
    shown: {
      amount: ({ body }) => expect([body.state, body.postedAmount]).toEqual(['posted', '3']),
      final: ({ body }) => expect([body.state, body.postedAmount]).toEqual(['pending', '3']),
    },
  },
  reverseTransaction: {
    base: {},
    values: { description: 'said', effectiveAt: '2020-02-29T01:02:03.456Z', metadata: { said: 'yes' } },
    send: async (body) => {
      const { id } = (await acme.post('/v1/transactions', { ...base, effectiveAt: '2020-01-01T00:00:00Z' })).body;
      return acme.post(`/v1/transactions/${id ?? (await posted())}/reverse`, body);
    },
  },
  createClient: {
    base: { name: 'n', scopes: ['ledger:read'] },
    values: { name: 'Said', scopes: ['ledger:read', 'admin'] },
    send: (body) => acme.post('/v1/clients', body),
  },
  rotateClient: {
    base: {},
    values: { overlapSeconds: 60 },
    send: async (body) => {
      const { id, secret } = (await acme.post('/v1/clients', { name: 'n', scopes: ['ledger:read'] })).body;
      const answer = await acme.post(`/v1/clients/${id}/rotate`, body);
      const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret });
      const old = await fetch(`${cloud.url}/oauth/token`, { method: 'POST', body: form });
      return { ...answer, body: { ...answer.body, oldSecretWorks: old.status === 200 } };
    },
    shown: { overlapSeconds: ({ body }) => expect(body.oldSecretWorks).toBe(true) },
  },
  createWebhookEndpoint: {
    base: hook,
    values: { url: 'https://other.example.com/', events: ['ledger.HoldPlaced'], description: 'said' },
    send: (body) => acme.post('/v1/webhook-endpoints', body),
  },
  updateWebhookEndpoint: {
    base: {},
    values: { url: 'https://other.example.com/', events: ['ledger.HoldPlaced'], description: 'said', enabled: false },
    send: async (body) => acme.call('PATCH', `/v1/webhook-endpoints/${await endpoint()}`, { body }),
  },
  rotateWebhookSecret: {
    base: {},
    values: { overlapSeconds: 60 },
    send: async (body) => acme.post(`/v1/webhook-endpoints/${await endpoint()}/rotate-secret`, body),
    // Which secrets sign is seen by receivers alone: test/store/webhooks/deliveries.test.ts.
    shown: { overlapSeconds: is200 },
  },
  issueToken: {
    base: { grant_type: 'client_credentials' },
    values: { grant_type: 'client_credentials', scope: 'ledger:read', client_id: '', client_secret: '' },
    send: async (body) => {
      const own = { client_id: acme.clientId, client_secret: acme.clientSecret };
      const form = new URLSearchParams({ ...(body as Record<string, string>), ...own }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      return acme.call('POST', '/oauth/token', { raw: form, token: null, key: null, headers });
    },
    shown: { grant_type: is200, client_id: is200, client_secret: is200 },
  },
};

const resolved = (schema: JsonSchema): JsonSchema => {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (document.components.schemas[name] ?? {});
};

/** The ways to all members that a schema takes: `postings[].from`. */
const waysOf = (given: JsonSchema, at = ''): readonly string[] => {
  const schema = resolved(given);
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const way = at === '' ? name : `${at}.${name}`;
    return [way, ...waysOf(inner, way)];
  });
  const items = schema.items === undefined ? [] : waysOf(schema.items, `${at}[]`);
  return [...new Set([...own, ...items, ...branches.flatMap((branch) => waysOf(branch, at))])];
};

const writes = () =>
  Object.values(document.paths)
    .flatMap((item) => Object.values(item))
    // A change of a release needs a second one: console-rollback.test.ts finds what it says in the release log.
    .filter(({ operationId }) => !operationId.endsWith('Release'))
    .flatMap(({ operationId, requestBody }) => {
      const [media] = Object.values(requestBody?.content ?? {});
      // An empty object says nothing.
      return media === undefined || waysOf(media.schema).length === 0 ? [] : [[operationId, media.schema] as const];
    });

describe('what a request may say, its answer says', () => {
  test('of every operation that takes a body, and of each of its members', () => {
    const missing = writes().flatMap(([operationId, schema]) => {
      const said = OPERATIONS[operationId];
      return said === undefined
        ? [operationId]
        : waysOf(schema)
            .filter((way) => !hasMember(said.values, way))
            .map((way) => `${operationId} ${way}`);
    });
    expect(missing).toEqual([]);
    expect(writes().length).toBeGreaterThan(10);
  });

  test.each(Object.keys(OPERATIONS))('%s', async (operationId) => {
    const { base, values, send, shown = {} } = OPERATIONS[operationId] as Said;
    const schema = writes().find(([id]) => id === operationId)?.[1];
    expect(schema).toBeDefined();
    const names = [...new Set(waysOf(schema ?? {}).map((way) => way.replace(/[.[].*/, '')))];
    const without = await send(base);
    for (const name of names) {
      const body = { ...base, [name]: values[name] };
      const answer = await send(body);
      expect([name, answer.status, answer.status < 300]).toEqual([name, answer.status, true]);
      const look = shown[name];
      if (look !== undefined) {
        await look(answer, body);
        continue;
      }
      expect({ [name]: answer.body[name] }).toMatchObject({ [name]: values[name] });
      // Not its default, or the answer would say it whatever was asked.
      if (!(name in base)) expect({ [name]: without.body[name] }).not.toEqual({ [name]: values[name] });
    }
  });
});
