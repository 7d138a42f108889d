import { common } from '../../functions/kernel/core/common-problems.ts';
import type { Operation } from '../../functions/kernel/core/operation.ts';
import type { Problem } from '../../functions/kernel/core/problem.ts';
import { type JsonObject, ref } from './openapi-json.ts';

const FAULTS: readonly Problem[] = [common.internal, common.unavailable];
const BODY: readonly Problem[] = [
  common['media-type'],
  common.charset,
  common['content-encoding'],
  common['body-too-large'],
  common['text-encoding'],
  common['json-syntax'],
  common['json-duplicate-key'],
  common['json-depth'],
  common['text-control'],
  common.schema,
];
const KEY: readonly Problem[] = [
  common['idempotency-key-missing'],
  common['idempotency-key-format'],
  common['idempotency-key-reused'],
  common['idempotency-in-progress'],
];
const MATCH: readonly Problem[] = [common['precondition-required'], common['version-mismatch']];

const takesBody = (operation: Operation): boolean => operation.method === 'POST' || operation.method === 'PATCH';
const takesCursor = (operation: Operation): boolean => operation.query?.shape.cursor !== undefined;

/** Everything that an operation can be refused with: what its own contract lists, and what its shape brings along. */
export const problemsOf = (operation: Operation): readonly Problem[] => {
  // A form's refusals have RFC 6749's form, and its contract lists them as replies; only our own faults are problems there.
  if (operation.media === 'form') return FAULTS;
  const all = [
    ...FAULTS,
    common.query,
    ...(operation.scopes.length > 0 ? [common.unauthorized, common.forbidden] : []),
    ...(operation.params === undefined ? [] : [common['not-found']]),
    ...(takesCursor(operation) ? [common['cursor-invalid']] : []),
    ...(takesBody(operation) ? BODY : []),
    ...(operation.idempotency === 'none' ? [] : KEY),
    ...(operation.ifMatch === true ? MATCH : []),
    ...operation.problems,
  ];
  return [...new Map(all.map((problem) => [problem.slug, problem])).values()];
};

export const slugs = (problems: readonly Problem[]): string[] => problems.map((problem) => problem.slug).sort();

/** `application/problem+json` narrowed to the slugs that one status of one operation can have. */
export const problemContent = (problems: readonly Problem[]): JsonObject => ({
  schema: {
    allOf: [
      ref('schemas', 'Problem'),
      { properties: { type: { type: 'string', enum: slugs(problems).map((slug) => `/problems/${slug}`) } } },
    ],
  },
  examples: Object.fromEntries(slugs(problems).map((slug) => [slug, ref('examples', slug)])),
});

/** One example per problem, shared by all operations. */
export const problemExample = (problem: Problem): JsonObject => ({
  summary: problem.title,
  value: {
    type: `/problems/${problem.slug}`,
    title: problem.title,
    status: problem.status,
    detail: problem.explain,
    instance: '01KAB3VQ2E9M4T7Z0X5W8Y6R1C',
  },
});

/** The registry that the pages under `/problems/` are made from. */
export const problemEntry = (problem: Problem): JsonObject => ({
  status: problem.status,
  title: problem.title,
  explain: problem.explain,
  stored: problem.stored ?? false,
  retryAfterSeconds: problem.retryAfterSeconds ?? null,
});
