import * as z from 'zod';
import { common } from '../../kernel/core/common-problems.ts';
import { defineOperation } from '../../kernel/core/operation.ts';
import { IDEMPOTENCY_KEY } from '../../kernel/idempotency/receipt.ts';
import { chars } from '../../kernel/values/bounded.ts';
import { timeOut } from '../../kernel/values/time.ts';

const domainHealth = z
  .strictObject({
    release: z.int().nullable().meta({ description: 'The number of the release in service; null before the first.' }),
    version: z.string().nullable().meta({ description: 'The version of the function that answered.' }),
    status: z.enum(['ok', 'degraded']),
  })
  .meta({ id: 'DomainHealth' });

const status = z.enum(['ok', 'degraded']);

/** For everybody: which versions run is nobody's business who could look for their holes. */
export const health = z.strictObject({ status }).meta({ id: 'Health' });

const alarmInAlarm = z
  .strictObject({
    name: z.string(),
    since: timeOut,
    says: z.string().meta({ description: 'What has happened, whose it is, and which runbook to open.' }),
  })
  .meta({ id: 'RingingAlarm' });

export const domainsHealth = z
  .strictObject({
    status: status.meta({ description: 'Whether every domain answers; an alarm may be in ALARM all the same.' }),
    domains: z.record(z.string(), domainHealth),
    alarms: z.array(alarmInAlarm).nullable().meta({
      description: 'The alarms in ALARM, the longest first, up to a hundred; null where that cannot be read.',
    }),
  })
  .meta({ id: 'DomainsHealth' });

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
  summary: 'Whether every domain answers.',
  scopes: [],
  idempotency: 'none',
  replies: { 200: health },
  problems: [],
});

export const getDomainsHealth = defineOperation({
  operationId: 'getDomainsHealth',
  method: 'GET',
  path: '/v1/health/domains',
  summary: 'Which domains answer, with which release and version, and which alarms are in ALARM.',
  scopes: ['admin'],
  idempotency: 'none',
  replies: { 200: domainsHealth },
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

export const getHome = defineOperation({
  operationId: 'getHome',
  method: 'GET',
  path: '/',
  summary: 'A page that tells a person where the API explains itself.',
  scopes: [],
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
  // Here stands what is meta's own. The stack adds the scope by which each domain shows its outcomes; the owner checks its own.
  scopes: ['admin'],
  query: z.strictObject({
    operation: chars(64)
      .min(1)
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
export const metaOperations = [getHealth, getDomainsHealth, getOpenApi, getHome, getProblem, getOutcome] as const;
