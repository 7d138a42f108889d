import { STATUS_CODES } from 'node:http';
import type { ZodType } from 'zod';
import type { Operation } from '../../functions/kernel/core/operation.ts';
import type { Problem } from '../../functions/kernel/core/problem.ts';
import { type JsonObject, ref } from './openapi-json.ts';
import { problemContent, problemsOf } from './openapi-problems.ts';
import type { Schemas } from './openapi-schemas.ts';

type Content = Readonly<Record<string, JsonObject>>;

/** The gateway answers before any function does, in its own form (api.md, "Gateway answers"). */
const GATEWAY: Content = { 'application/json': { schema: ref('schemas', 'GatewayMessage') } };

const gatewayStatuses = (operation: Operation): readonly number[] => [
  ...(operation.scopes.length > 0 ? [401, 403] : []),
  ...(operation.method === 'POST' || operation.method === 'PATCH' ? [413] : []),
  429,
];

/** Answers are JSON unless their schema names another media type. */
const mediaOf = (schema: JsonObject): string => {
  const named = schema.contentMediaType;
  return typeof named === 'string' ? named : 'application/json';
};

const replyContent = (schema: ZodType | null, schemas: Schemas): Content => {
  if (schema === null) return {};
  const json = schemas.of(schema, 'output');
  return { [mediaOf(json)]: { schema: json } };
};

/** Two shapes under one status and media type are alternatives. */
const either = (a: JsonObject | undefined, b: JsonObject): JsonObject =>
  a === undefined ? b : { ...a, ...b, schema: { anyOf: [a.schema ?? {}, b.schema ?? {}] } };

const merged = (contents: readonly Content[]): Content => {
  const media: Record<string, JsonObject> = {};
  for (const content of contents) {
    for (const [type, body] of Object.entries(content)) media[type] = either(media[type], body);
  }
  return media;
};

interface Answer {
  readonly operation: Operation;
  readonly status: number;
  readonly problems: readonly Problem[];
  readonly tagged: boolean;
}

/** Headers of one answer. Only those that every such answer has are `required`; the gateway's own have none of ours. */
const headersOf = ({ operation, status, problems, tagged }: Answer): JsonObject => {
  const success = operation.replies[status] !== undefined && status < 400;
  const replayable = operation.idempotency !== 'none' && (success || problems.some((problem) => problem.stored));
  return {
    'X-Request-Id': ref('headers', 'RequestId'),
    ...(replayable ? { 'Idempotency-Replayed': ref('headers', 'IdempotencyReplayed') } : {}),
    ...(tagged && (success || status === 304) ? { ETag: ref('headers', 'ETag') } : {}),
    ...(status === 429 || problems.some((problem) => problem.retryAfterSeconds !== undefined)
      ? { 'Retry-After': ref('headers', 'RetryAfter') }
      : {}),
    ...(status === 401 ? { 'WWW-Authenticate': ref('headers', 'WwwAuthenticate') } : {}),
  };
};

const description = (status: number, problems: readonly Problem[]): string => {
  const phrase = STATUS_CODES[status] ?? 'Answer';
  return problems.length === 0 ? phrase : `${phrase}: ${problems.map((problem) => problem.title).join('; ')}.`;
};

/** Every status that an operation can be answered with, by the function or by the gateway before it. */
export const responsesOf = (operation: Operation, schemas: Schemas, tagged: boolean): JsonObject => {
  const problems = problemsOf(operation);
  const gateway = gatewayStatuses(operation);
  const replies = Object.keys(operation.replies).map(Number);
  const statuses = [...new Set([...replies, ...problems.map((problem) => problem.status), ...gateway])].sort();
  return Object.fromEntries(
    statuses.map((status) => {
      const here = problems.filter((problem) => problem.status === status);
      const content = merged([
        replyContent(operation.replies[status] ?? null, schemas),
        here.length > 0 ? { 'application/problem+json': problemContent(here) } : {},
        gateway.includes(status) ? GATEWAY : {},
      ]);
      const headers = headersOf({ operation, status, problems: here, tagged });
      const body = Object.keys(content).length > 0 ? { content } : {};
      return [String(status), { description: description(status, here), headers, ...body }];
    }),
  );
};
