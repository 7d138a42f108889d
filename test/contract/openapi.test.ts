import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { identity } from '../../functions/identity/contract/domain.ts';
import { common } from '../../functions/kernel/core/common-problems.ts';
import { defineOperation, type Operation } from '../../functions/kernel/core/operation.ts';
import { defineProblems } from '../../functions/kernel/core/problem.ts';
import { ledger } from '../../functions/ledger/contract/domain.ts';
import { meta } from '../../functions/meta/contract/domain.ts';
import { type OwnedRoute, readApiDocument } from '../../functions/meta/model/api-document.ts';
import { DOMAINS } from '../../lib/domains.ts';
import { openapi } from '../../lib/meta/openapi.ts';

interface Node {
  readonly [key: string]: unknown;
}
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

const problems = defineProblems({
  'thing-stale': { status: 409, title: 'Stale', explain: 'Read it again.', stored: true },
});
const thing = z.strictObject({ id: z.string(), size: z.string().optional() }).meta({ id: 'Thing' });
const params = z.strictObject({ id: z.string().regex(/^t_/) });
/** Shapes that identity and meta do not have. */
const shapes = [
  defineOperation({
    operationId: 'makeThing',
    method: 'POST',
    path: '/v1/things',
    summary: 'Make one.',
    scopes: ['ledger:write'],
    query: z.strictObject({ dryRun: z.enum(['true', 'false']).optional() }),
    body: z.strictObject({ size: z.string().meta({ examples: ['1'] }) }).meta({ id: 'NewThing' }),
    idempotency: 'unless-dry-run',
    replies: { 200: thing, 201: thing },
    problems: [problems['thing-stale']],
  }),
  defineOperation({
    operationId: 'getThing',
    method: 'GET',
    path: '/v1/things/{id}',
    summary: 'Read one.',
    scopes: ['ledger:read', 'ledger:write'],
    params,
    idempotency: 'none',
    replies: { 200: thing },
    problems: [],
  }),
  defineOperation({
    operationId: 'changeThing',
    method: 'PATCH',
    path: '/v1/things/{id}',
    summary: 'Change one.',
    scopes: ['ledger:write'],
    params,
    body: z.strictObject({ size: z.string() }).meta({ id: 'ThingChange' }),
    ifMatch: true,
    idempotency: 'none',
    replies: { 200: thing },
    problems: [],
  }),
];
const apis = [
  identity,
  ledger,
  { name: 'things', purpose: 'Things.', operations: shapes, scopes: { 'payments:read': 'Look at things.' } },
  meta,
];
const document = openapi(apis);
const all = apis.flatMap(({ name: domain, operations }) => operations.map((operation) => ({ domain, operation })));

/** Every object of the document with its place. */
const nodes = (value: unknown, at = '#'): readonly (readonly [string, Node])[] => {
  if (!isNode(value)) return [];
  const inside = Object.entries(value).flatMap(([key, member]) => nodes(member, `${at}/${key}`));
  return [[at, value], ...inside];
};
const resolved = (ref: string): unknown =>
  ref
    .slice(2)
    .split('/')
    .reduce<unknown>((node, key) => (isNode(node) ? node[key] : undefined), document);
const pathsOf = document.paths as Readonly<Record<string, Readonly<Record<string, Node>>>>;
const find = (operationId: string): Node => {
  for (const item of Object.values(pathsOf)) {
    for (const operation of Object.values(item)) if (operation.operationId === operationId) return operation;
  }
  throw new Error(`${operationId} is not in the document`);
};
const responses = (operationId: string) => find(operationId).responses as Readonly<Record<string, Node>>;
const names = (operationId: string): readonly unknown[] =>
  (find(operationId).parameters as readonly Node[]).map(({ name, $ref }) => name ?? $ref);
const slugsOf = (response: Node | undefined): readonly string[] => {
  const media = (response?.content as Readonly<Record<string, Node>> | undefined)?.['application/problem+json'];
  return Object.keys((media?.examples ?? {}) as Node);
};

describe('the OpenAPI document', () => {
  test('every reference leads somewhere inside it', () => {
    const dangling = nodes(document).filter(([, node]) => typeof node.$ref === 'string' && !resolved(node.$ref));
    expect(dangling.map(([at]) => at)).toEqual([]);
  });

  test('every operation has the parts that OpenAPI 3.1 requires', () => {
    for (const [path, item] of Object.entries(pathsOf)) {
      expect(path).toMatch(/^\//);
      for (const operation of Object.values(item)) {
        expect(Object.keys(operation.responses as Node).every((status) => /^[1-5]\d\d$/.test(status))).toBe(true);
        for (const response of Object.values(operation.responses as Node)) {
          expect(response).toHaveProperty('description', expect.stringMatching(/./));
        }
        const inPath = (operation.parameters as readonly Node[]).filter((parameter) => parameter.in === 'path');
        expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{[^}]+\}/g) ?? []);
        expect(inPath.every(({ required, schema }) => required === true && isNode(schema))).toBe(true);
      }
    }
  });

  test('names of components are allowed by the specification', () => {
    for (const section of Object.values(document.components as Readonly<Record<string, Node>>)) {
      for (const name of Object.keys(section)) expect(name).toMatch(/^[a-zA-Z0-9._-]+$/);
    }
  });

  test('operations and document name each other, with domain and method', () => {
    const written = readApiDocument(JSON.stringify(document)).routes;
    const wanted = all.map(({ domain, operation }) => ({
      method: operation.method,
      path: operation.path,
      operationId: operation.operationId,
      domain,
      keyed: operation.idempotency !== 'none',
    }));
    const sorted = (routes: readonly OwnedRoute[]) =>
      routes.toSorted((a, b) => (a.operationId < b.operationId ? -1 : 1));
    expect(sorted(written)).toEqual(sorted(wanted));
  });

  test('every successful status of the contract is there, with a schema where it has a body', () => {
    for (const { operation } of all) {
      for (const [status, schema] of Object.entries(operation.replies)) {
        // A dry run is an operation of its own in the document.
        if (operation.idempotency === 'unless-dry-run' && status === '200') continue;
        const response = responses(operation.operationId)[status];
        expect(response).toBeDefined();
        expect(response?.content !== undefined).toBe(schema !== null);
      }
    }
  });

  test('every problem of an operation is in its answers and in the registry', () => {
    const registry = readApiDocument(JSON.stringify(document)).problems;
    for (const { operation } of all) {
      for (const problem of operation.problems) {
        expect(slugsOf(responses(operation.operationId)[problem.status])).toContain(problem.slug);
        expect(registry.get(problem.slug)).toMatchObject({ status: problem.status, title: problem.title });
      }
    }
    for (const slug of Object.keys(common)) expect(registry.has(slug)).toBe(true);
  });

  test('asks for a token with any one of the scopes, and for none where there are none', () => {
    expect(find('getThing').security).toEqual([{ oauth2: ['ledger:read'] }, { oauth2: ['ledger:write'] }]);
    expect(find('getHealth').security).toEqual([]);
    expect(resolved('#/components/securitySchemes/oauth2/flows/clientCredentials/scopes')).toEqual({
      ...identity.scopes,
      ...ledger.scopes,
      'payments:read': 'Look at things.',
    });
  });

  test('tells the gateway’s own answers: 401 and 403 only behind a token, 429 everywhere', () => {
    for (const { operation } of all) {
      const statuses = Object.keys(responses(operation.operationId));
      expect(statuses).toContain('429');
      if (operation.scopes.length > 0) expect(statuses).toEqual(expect.arrayContaining(['401', '403']));
    }
    expect(Object.keys(responses('getHealth'))).not.toContain('401');
    expect(JSON.stringify(responses('getThing')['401'])).toContain('GatewayMessage');
  });

  test('tells the headers of keys, versions and repeats', () => {
    expect(names('createClient')).toContain('#/components/parameters/IdempotencyKey');
    expect(names('makeThing')).toEqual(['#/components/parameters/IdempotencyKey']);
    expect(Object.keys(responses('makeThing'))).not.toContain('200');
    expect(names('changeThing')).toEqual(['id', '#/components/parameters/IfMatch']);
    expect(names('getOpenApi')).toEqual(['#/components/parameters/IfNoneMatch']);
    expect(Object.keys(responses('createClient')['201']?.headers as Node)).toContain('Idempotency-Replayed');
    expect(Object.keys(responses('makeThing')['409']?.headers as Node)).toContain('Idempotency-Replayed');
    expect(Object.keys(responses('getThing')['200']?.headers as Node)).toEqual(['X-Request-Id', 'ETag']);
    expect(Object.keys(responses('getThing')['503']?.headers as Node)).toContain('Retry-After');
    expect(slugsOf(responses('changeThing')['428'])).toEqual(['precondition-required']);
    expect(slugsOf(responses('changeThing')['412'])).toEqual(['version-mismatch']);
  });

  test('tells the forms of bodies: JSON, form, none', () => {
    const bodyOf = (id: string) => find(id).requestBody as { required: boolean; content: Node } | undefined;
    expect(Object.keys(bodyOf('issueToken')?.content ?? {})).toEqual(['application/x-www-form-urlencoded']);
    expect([bodyOf('rotateClient')?.required, bodyOf('createClient')?.required]).toEqual([false, true]);
    expect(bodyOf('getThing')).toBeUndefined();
  });

  test('says when a 404 of an outcome is final, and of every operation what it needs', () => {
    expect(find('getOutcome').description).toMatch(/final from 15 minutes after the last request/);
    expect(find('getThing').description).toBe('Needs the scope `ledger:read` or `ledger:write`.');
    expect(find('makeThing').description).toMatch(/^Needs the scope `ledger:write`\. The same `Idempotency-Key`/);
  });

  test('is the same text for the same contracts', () => {
    expect(JSON.stringify(openapi(apis))).toBe(JSON.stringify(document));
  });
});

describe('contracts that contradict each other stop the synthesis', () => {
  const one = shapes[1];
  if (one === undefined) throw new Error('the shapes have an operation to copy');
  const build = (...operations: readonly object[]) =>
    openapi([{ name: 'things', purpose: 'Things.', operations: operations as typeof shapes, scopes: {} }]);

  test('two operations of one id', () => {
    expect(() => build(one, { ...one, path: '/v1/other/{id}' })).toThrow('operationId');
  });

  test('two operations of one route, whatever the parameter is called', () => {
    expect(() => build(one, { ...one, operationId: 'other', path: '/v1/things/{thing}' })).toThrow('belongs to one');
  });

  test('two schemas of one id', () => {
    const other = z.strictObject({ other: z.string() }).meta({ id: 'Thing' });
    expect(() => build(one, { ...one, operationId: 'o', path: '/o/{id}', replies: { 200: other } })).toThrow('Thing');
  });

  test('one slug with two statuses', () => {
    const clash = { ...common.conflict, status: 422 };
    expect(() => build({ ...one, problems: [clash] })).toThrow('conflict has one meaning');
  });

  /** Of a request or an answer, the example of its JSON. */
  const exampleIn = (node: Node | undefined): unknown => {
    const media = (node?.content as Readonly<Record<string, Node>> | undefined)?.['application/json'];
    return media?.example;
  };

  test('has an example for every body and every answer in JSON of all domains, which the contract itself takes', () => {
    const whole = openapi(DOMAINS).paths as typeof pathsOf;
    const everywhere = new Map(
      Object.values(whole).flatMap((item) => Object.values(item).map((one) => [one.operationId, one])),
    );
    const find = (operationId: string): Node => everywhere.get(operationId) ?? {};
    const responses = (operationId: string) => find(operationId).responses as Readonly<Record<string, Node>>;
    for (const operation of DOMAINS.flatMap(({ operations }): readonly Operation[] => operations)) {
      const { operationId, body, media, replies, idempotency } = operation;
      if (body !== undefined && media !== 'form') {
        const example = exampleIn(find(operationId).requestBody as Node);
        expect([operationId, example, body.safeParse(example).error]).toEqual([operationId, example, undefined]);
        expect(example).toBeDefined();
      }
      for (const [status, schema] of Object.entries(replies)) {
        if (idempotency === 'unless-dry-run' && status === '200') continue;
        const example = exampleIn(responses(operationId)[status]);
        if (example === undefined) continue;
        expect([operationId, status, schema?.safeParse(example).error]).toEqual([operationId, status, undefined]);
      }
    }
  });

  test('says of every property of all domains what it is, and of a choice between properties by whole objects', () => {
    const SAYS = ['type', '$ref', 'anyOf', 'oneOf', 'allOf', 'enum', 'const'];
    const isSaid = (node: unknown): boolean => isNode(node) && SAYS.some((name) => name in node);
    const { components, paths } = openapi(DOMAINS);
    const unknown = nodes({ components, paths }).flatMap(([at, { type, properties, oneOf }]) => {
      const members = type === 'object' && isNode(properties) ? Object.entries(properties) : [];
      const choices = Array.isArray(oneOf) ? Object.entries(oneOf) : [];
      return [...members, ...choices].flatMap(([name, node]) => (isSaid(node) ? [] : [`${at}/${name}`]));
    });
    expect(unknown).toEqual([]);
  });

  test('lets every error be asked for its type, which of the gateway’s own is never there', () => {
    const schemas = (document.components as Readonly<Record<string, Node>>).schemas as Readonly<Record<string, Node>>;
    expect(schemas.GatewayMessage?.properties).toMatchObject({ type: { enum: [''] } });
    expect(schemas.GatewayMessage?.required).toEqual(['message']);
  });

  test('tells of each public event what an endpoint is sent, and what it is signed with', () => {
    const whole = openapi(DOMAINS);
    const events = DOMAINS.flatMap((domain) => Object.values(domain.events)).filter((event) => event.public);
    const sent = whole.webhooks as Readonly<Record<string, { readonly post: Node }>>;
    expect(Object.keys(sent).toSorted()).toEqual(events.map(({ detailType }) => detailType).toSorted());
    for (const { detailType, data } of events) {
      const { post } = sent[detailType] ?? { post: {} };
      const headers = (post.parameters as readonly Node[]).map(({ name }) => name);
      expect(headers).toEqual(['webhook-id', 'webhook-timestamp', 'webhook-signature']);
      const example = exampleIn(post.requestBody as Node) as { readonly type: string; readonly data: unknown };
      expect([example.type, data.safeParse(example.data).error]).toEqual([detailType, undefined]);
    }
  });
});
