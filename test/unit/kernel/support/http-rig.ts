import * as z from 'zod';
import type { Call } from '../../../../functions/kernel/core/call.ts';
import { type Handle, type Route, route } from '../../../../functions/kernel/core/call.ts';
import { defineOperation, type Operation } from '../../../../functions/kernel/core/operation.ts';
import { defineProblems, type ProblemBody } from '../../../../functions/kernel/core/problem.ts';
import { type HttpHandler, type HttpOptions, http } from '../../../../functions/kernel/http/http.ts';
import type { HttpResult } from '../../../../functions/kernel/http/http-answer.ts';
import type { HttpEvent } from '../../../../functions/kernel/http/http-event.ts';
import { amount, currency } from '../../../../functions/kernel/values/money.ts';
import { metadata, text } from '../../../../functions/kernel/values/text.ts';
import { clockOf } from '../../../support/clock.ts';
import { recordingLog } from './recording-log.ts';

export const problems = defineProblems({
  'insufficient-funds': { status: 422, title: 'Insufficient funds', explain: 'Not enough.', stored: true },
});

/** A call that moves money, with everything a contract can ask for. */
export const pay = defineOperation({
  operationId: 'pay',
  method: 'POST',
  path: '/v1/accounts/{id}/payments',
  summary: 'Pays.',
  scopes: ['ledger:write'],
  params: z.strictObject({ id: z.string().regex(/^[a-z]{1,8}$/) }),
  query: z.strictObject({ dryRun: z.enum(['true', 'false']).optional() }),
  body: z.strictObject({
    amount,
    currency,
    note: text(10).optional(),
    metadata: metadata.optional(),
    overdraft: z.union([z.enum(['none']), z.strictObject({ limit: amount })]).optional(),
  }),
  idempotency: 'unless-dry-run',
  replies: { 201: z.unknown() },
  problems: [problems['insufficient-funds']],
});

export const read = defineOperation({
  operationId: 'read',
  method: 'GET',
  path: '/v1/accounts/{id}',
  summary: 'Reads.',
  scopes: ['ledger:read', 'admin'],
  params: z.strictObject({ id: z.string() }),
  idempotency: 'none',
  replies: { 200: z.unknown() },
  problems: [],
});

const shape = { scopes: [], idempotency: 'none', replies: {}, problems: [] } as const;
export const freeze = defineOperation({
  ...shape,
  operationId: 'freeze',
  method: 'POST',
  path: '/freeze',
  summary: 'x',
});
export const capture = defineOperation({
  ...shape,
  operationId: 'capture',
  method: 'POST',
  path: '/capture',
  summary: 'x',
  body: z.strictObject({ amount: amount.optional() }),
  bodyOptional: true,
  idempotency: 'required',
});
/** As a later release may have it, or write what it has parsed. */
export const withDefaults = defineOperation({
  ...shape,
  operationId: 'withDefaults',
  method: 'POST',
  path: '/with-defaults',
  summary: 'x',
  body: z.strictObject({ amount, currency: z.string().default('USD'), count: z.int().default(7) }),
  idempotency: 'required',
});
export const change = defineOperation({
  ...shape,
  operationId: 'change',
  method: 'PATCH',
  path: '/change',
  summary: 'x',
  body: z.strictObject({ name: z.string().nullable() }),
  ifMatch: true,
});
export const remove = defineOperation({
  ...shape,
  operationId: 'remove',
  method: 'DELETE',
  path: '/remove',
  summary: 'x',
});
export const bulk = defineOperation({
  ...shape,
  operationId: 'bulk',
  method: 'POST',
  path: '/bulk',
  summary: 'x',
  body: z.array(z.string()),
  maxBodyBytes: 1_048_576,
});
export const token = defineOperation({
  ...shape,
  operationId: 'token',
  method: 'POST',
  path: '/token',
  summary: 'x',
  media: 'form',
  body: z.looseObject({ grant_type: z.string().optional() }),
});

const TOKEN = { tenant: 'acme', client_id: 'cli_1', sub: 'cli_1', scope: 'ledger:write ledger:read' };

export interface Sent {
  readonly operation?: Operation;
  readonly routeKey?: string;
  readonly path?: string;
  readonly method?: string;
  readonly query?: string;
  readonly params?: Readonly<Record<string, string>>;
  /** A string goes as it is, bytes as base64, undefined means none. */
  readonly body?: string | Uint8Array | undefined;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
}

/** An event of an HTTP API as the gateway builds it, with a good token, key and content type unless said. */
export const eventOf = (sent: Sent): HttpEvent => {
  const { operation = pay, body } = sent;
  const claims = 'claims' in sent ? sent.claims : TOKEN;
  return {
    routeKey: sent.routeKey ?? `${operation.method} ${operation.path}`,
    rawPath: sent.path ?? operation.path.replace('{id}', 'alice'),
    rawQueryString: sent.query ?? '',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'k-1', ...sent.headers },
    pathParameters: sent.params ?? { id: 'alice' },
    requestContext: {
      requestId: 'req-1',
      http: { method: sent.method ?? operation.method },
      ...(claims === undefined ? {} : { authorizer: { jwt: { claims } } }),
    },
    ...(body === undefined
      ? {}
      : typeof body === 'string'
        ? { body, isBase64Encoded: false }
        : { body: Buffer.from(body).toString('base64'), isBase64Encoded: true }),
  };
};

export const GOOD = JSON.stringify({ amount: '100', currency: 'USD' });

export interface Answer extends HttpResult {
  readonly slug: string | undefined;
  readonly problem: ProblemBody | undefined;
}

/** A function with one route for each operation above; the last call that a story got is kept. */
export const rig = (
  handle: Handle<Operation> = async () => ({ status: 200, body: {} }),
  more: Partial<HttpOptions> = {},
) => {
  const log = recordingLog();
  const calls: Call<Operation>[] = [];
  let now = 1_000_000;
  const clock = clockOf(() => now);
  const mounted = [pay, read, freeze, capture, change, remove, bulk, withDefaults].map((operation) =>
    route(operation as Operation, async (call) => {
      calls.push(call);
      now += 7;
      return handle(call);
    }),
  );
  const oauth: Route<typeof token> = route(
    token,
    async (call) => {
      if (call.body.grant_type === 'broken') throw new TypeError('a defect');
      return { status: 200, body: { got: call.body } };
    },
    (refusal) => ({ status: 400, body: { error: 'invalid_request', error_description: refusal.message } }),
  );
  const deps = { clock, log, codeVersion: '7' };
  const options: HttpOptions = { domain: 'test', routes: [...mounted, oauth], deps, ...more };
  const handler: HttpHandler = http(options);
  const send = async (sent: Sent): Promise<Answer> => {
    const context = { getRemainingTimeInMillis: () => 20_000 };
    const result = await handler(eventOf(sent), context);
    const isProblem = result.headers['content-type'] === 'application/problem+json';
    const problem = isProblem ? (JSON.parse(result.body ?? '') as ProblemBody) : undefined;
    return { ...result, problem, slug: problem?.type.replace('/problems/', '') };
  };
  return { send, calls, log, handler, options };
};
