import { assert } from '../../functions/kernel/core/assert.ts';
import { common } from '../../functions/kernel/core/common-problems.ts';
import type { Domain } from '../../functions/kernel/core/domain.ts';
import type { Operation } from '../../functions/kernel/core/operation.ts';
import type { Problem } from '../../functions/kernel/core/problem.ts';
import { scopesOf } from '../platform/scopes.ts';
import { errorSchemas, headers, parameters, securitySchemes } from './openapi-components.ts';
import { exampleOf } from './openapi-examples.ts';
import { info, tagOf } from './openapi-info.ts';
import { isJsonObject, type Json, type JsonObject, ref } from './openapi-json.ts';
import { operationObject } from './openapi-operation.ts';
import { problemEntry, problemExample, problemsOf } from './openapi-problems.ts';
import { Schemas } from './openapi-schemas.ts';
import { anyEvent, webhooksOf } from './openapi-webhooks.ts';
import { withOutcomeScopes } from './outcome-scopes.ts';

/** What a domain puts on the gateway. */
export type DomainApi = Pick<Domain, 'name' | 'purpose' | 'operations' | 'scopes' | 'outcomes'> &
  Partial<Pick<Domain, 'events'>>;

interface Owned {
  readonly domain: string;
  readonly operation: Operation;
}

/** OpenAPI 3.1, section 4.8.10: ids are unique; and one method of one path has one owner. */
const checked = (apis: readonly DomainApi[]): readonly Owned[] => {
  const owned = apis.flatMap(({ name: domain, operations }) =>
    withOutcomeScopes(operations, apis).map((operation): Owned => ({ domain, operation })),
  );
  const ids = new Set(owned.map(({ operation }) => operation.operationId));
  const routes = new Set(
    owned.map(({ operation }) => `${operation.method} ${operation.path.replaceAll(/\{[^}]*\}/g, '{}')}`),
  );
  assert(ids.size === owned.length, 'every operationId names one operation of one domain');
  assert(routes.size === owned.length, 'every method of every path belongs to one operation');
  return owned;
};

/** A path whose change takes `If-Match` shows its object's `ETag` wherever it answers with the object. */
const isTagged = (owned: readonly Owned[], operation: Operation): boolean =>
  owned.some((other) => other.operation.path === operation.path && other.operation.ifMatch === true);

const pathsOf = (owned: readonly Owned[], schemas: Schemas): JsonObject => {
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const { domain, operation } of owned) {
    const item = paths[operation.path] ?? {};
    item[operation.method.toLowerCase()] = operationObject(domain, operation, schemas, isTagged(owned, operation));
    paths[operation.path] = item;
  }
  return paths;
};

/** Every problem of the API by slug: the common ones and each operation's. One slug means one thing everywhere. */
const registry = (owned: readonly Owned[]): ReadonlyMap<string, Problem> => {
  const all = new Map<string, Problem>();
  for (const problem of [...Object.values(common), ...owned.flatMap(({ operation }) => problemsOf(operation))]) {
    const known = all.get(problem.slug) ?? problem;
    assert(known.status === problem.status && known.title === problem.title, `${problem.slug} has one meaning`);
    all.set(problem.slug, problem);
  }
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
};

const mapped = (problems: ReadonlyMap<string, Problem>, of: (problem: Problem) => JsonObject): JsonObject =>
  Object.fromEntries([...problems].map(([slug, problem]) => [slug, of(problem)]));

/** What a key can have been answered with: any success of an operation that takes one, or a problem. */
const withAnswers = (components: JsonObject, owned: readonly Owned[], schemas: Schemas): JsonObject => {
  const { Outcome: outcome } = components;
  if (!isJsonObject(outcome)) return components;
  const replies = owned
    .filter(({ operation }) => operation.idempotency !== 'none')
    .flatMap(({ operation }) => Object.values(operation.replies))
    .flatMap((schema) => (schema === null ? [] : [schemas.of(schema, 'output').$ref]))
    .filter((pointer): pointer is string => typeof pointer === 'string');
  const anyOf = [...new Set(replies)].map(($ref): JsonObject => ({ $ref }));
  const body = {
    description: 'The body that it was answered with; null where it had none.',
    anyOf: [...anyOf, ref('schemas', 'Problem'), { type: 'null' }],
  };
  return { ...components, Outcome: { ...outcome, properties: { ...(outcome.properties as JsonObject), body } } };
};

/** Bodies of requests and answers with an example each, where they have none of their own. */
const withExamples = (node: Json, components: JsonObject): Json => {
  if (Array.isArray(node)) return node.map((one) => withExamples(one, components));
  if (!isJsonObject(node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([name, member]) => {
      if (name === 'content' && isJsonObject(member)) return [name, exemplified(member, components)];
      return [name, member === undefined ? undefined : withExamples(member, components)];
    }),
  );
};

const exemplified = (content: JsonObject, components: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(content).map(([media, body]) => {
      if (!isJsonObject(body) || body.examples !== undefined || !isJsonObject(body.schema)) return [media, body];
      const example = exampleOf(body.schema, components);
      return [media, example === undefined ? body : { ...body, example }];
    }),
  );

/**
 * The OpenAPI 3.1 document of the whole API, made from the domains' contracts alone, so that it cannot drift from what the
 * functions check. `x-folio-domain` names the owner of each operation, `x-folio-problems` is the registry of problems: the
 * meta function answers its default route, outcomes and problem pages from them. The same input gives the same text.
 */
export const openapi = (apis: readonly DomainApi[]): JsonObject => {
  const owned = checked(apis);
  const schemas = new Schemas(scopesOf(apis));
  const paths = pathsOf(owned, schemas);
  const problems = registry(owned);
  const events = apis.flatMap((api) => Object.values(api.events ?? {}));
  const sent = webhooksOf(events, schemas);
  const named = { ...schemas.components(), ...sent.components, ...errorSchemas };
  const components = withAnswers(events.length === 0 ? named : { ...named, Event: anyEvent(events) }, owned, schemas);
  const used = new Set(owned.flatMap(({ operation }) => problemsOf(operation).map(({ slug }) => slug)));
  return {
    openapi: '3.1.0',
    info,
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url: '/' }],
    tags: apis.map(tagOf),
    paths: withExamples(paths, components) as JsonObject,
    ...(events.length === 0 ? {} : { webhooks: withExamples(sent.webhooks, components) }),
    components: {
      schemas: components,
      parameters,
      headers,
      securitySchemes: securitySchemes(apis),
      examples: mapped(new Map([...problems].filter(([slug]) => used.has(slug))), problemExample),
    },
    'x-folio-problems': mapped(problems, problemEntry),
  };
};
