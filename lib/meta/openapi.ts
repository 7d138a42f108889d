import { assert } from '../../functions/kernel/assert.ts';
import { common } from '../../functions/kernel/common-problems.ts';
import type { Operation } from '../../functions/kernel/operation.ts';
import type { Problem } from '../../functions/kernel/problem.ts';
import { errorSchemas, headers, parameters, securitySchemes } from './openapi-components.ts';
import type { JsonObject } from './openapi-json.ts';
import { operationObject } from './openapi-operation.ts';
import { problemEntry, problemExample, problemsOf } from './openapi-problems.ts';
import { Schemas } from './openapi-schemas.ts';

/** What a domain puts on the gateway. */
export interface DomainApi {
  readonly domain: string;
  readonly operations: readonly Operation[];
}

interface Owned {
  readonly domain: string;
  readonly operation: Operation;
}

/** OpenAPI 3.1, section 4.8.10: ids are unique; and one method of one path has one owner. */
const checked = (apis: readonly DomainApi[]): readonly Owned[] => {
  const owned = apis.flatMap(({ domain, operations }) => operations.map((operation) => ({ domain, operation })));
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

/**
 * The OpenAPI 3.1 document of the whole API, made from the domains' contracts alone, so that it cannot drift from what the
 * functions check. `x-folio-domain` names the owner of each operation, `x-folio-problems` is the registry of problems: the
 * meta function answers its default route, outcomes and problem pages from them. The same input gives the same text.
 */
export const openapi = (apis: readonly DomainApi[]): JsonObject => {
  const owned = checked(apis);
  const schemas = new Schemas();
  const paths = pathsOf(owned, schemas);
  const problems = registry(owned);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Folio',
      version: '1',
      summary: 'Money microservices: a double-entry ledger and the services around it.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    servers: [{ url: '/' }],
    tags: apis.map(({ domain }) => ({ name: domain })),
    paths,
    components: {
      schemas: { ...schemas.components(), ...errorSchemas },
      parameters,
      headers,
      securitySchemes,
      examples: mapped(problems, problemExample),
    },
    'x-folio-problems': mapped(problems, problemEntry),
  };
};
