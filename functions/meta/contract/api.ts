import * as z from 'zod';
import { common } from '../../kernel/common-problems.ts';
import { defineOperation } from '../../kernel/operation.ts';
import { IDEMPOTENCY_KEY } from '../../kernel/receipt.ts';
import { timeOut } from '../../kernel/time.ts';

const domainHealth = z
  .strictObject({
    release: z.int().nullable().meta({ description: 'The number of the release in service; null before the first.' }),
    version: z.string().nullable().meta({ description: 'The version of the function that answered.' }),
    status: z.enum(['ok', 'degraded']),
  })
  .meta({ id: 'DomainHealth' });

export const health = z
  .strictObject({ status: z.enum(['ok', 'degraded']), domains: z.record(z.string(), domainHealth) })
  .meta({ id: 'Health' });

export const outcome = z
  .strictObject({
    operation: z.string(),
    key: z.string(),
    status: z.int().meta({ description: 'The status that the first request with the key was answered with.' }),
    body: z.unknown().meta({ description: 'The body that it was answered with.' }),
    at: timeOut,
  })
  .meta({ id: 'Outcome' });

export const getHealth = defineOperation({
  operationId: 'getHealth',
  method: 'GET',
  path: '/v1/health',
  summary: 'Whether every domain answers, and with which release.',
  scopes: [],
  idempotency: 'none',
  replies: { 200: health },
  problems: [],
});

export const getOpenApi = defineOperation({
  operationId: 'getOpenApi',
  method: 'GET',
  path: '/v1/openapi.json',
  summary: 'This document.',
  scopes: [],
  idempotency: 'none',
  replies: { 200: z.looseObject({ openapi: z.string() }), 304: null },
  problems: [],
});

export const getProblem = defineOperation({
  operationId: 'getProblem',
  method: 'GET',
  path: '/problems/{slug}',
  summary: 'A page that explains an error to a person.',
  scopes: [],
  params: z.strictObject({ slug: z.string().regex(/^[a-z][a-z0-9-]{1,63}$/) }),
  idempotency: 'none',
  replies: { 200: z.string().meta({ contentMediaType: 'text/html' }) },
  problems: [],
});

export const getOutcome = defineOperation({
  operationId: 'getOutcome',
  method: 'GET',
  path: '/v1/outcomes',
  summary: 'What became of an idempotency key, refusals included.',
  // The quarter of an hour is as long as AWS takes a signed request for, whatever held it up on its way.
  description:
    'A 404 says that nothing is on record so far. It is final from 15 minutes after the last request with the key was ' +
    'answered or given up: nothing is done for a request once it is answered, and what was already on its way has ' +
    'arrived or lapsed by then. To know at once, send the request again with the same key: it is done at most once, ' +
    'and the answer is its outcome.',
  // Which of them it takes depends on the operation asked for: the owning domain checks it.
  scopes: ['ledger:read', 'payments:read', 'webhooks:read', 'admin'],
  query: z.strictObject({
    operation: z
      .string()
      .min(1)
      .max(64)
      .meta({ description: 'An operationId that takes keys.', examples: ['createTransaction'] }),
    key: z
      .string()
      .regex(IDEMPOTENCY_KEY)
      .meta({ description: 'The Idempotency-Key it was sent with.', examples: ['order-42'] }),
  }),
  idempotency: 'none',
  replies: { 200: outcome },
  problems: [common['not-found']],
});

/** Every call that meta answers, beside the default route of the gateway. */
export const metaOperations = [getHealth, getOpenApi, getProblem, getOutcome] as const;
