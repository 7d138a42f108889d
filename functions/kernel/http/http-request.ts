import { assert } from '../core/assert.ts';
import type { Call, Caller } from '../core/call.ts';
import { common } from '../core/common-problems.ts';
import type { Operation } from '../core/operation.ts';
import { Refusal } from '../core/problem.ts';
import { fingerprint, IDEMPOTENCY_KEY } from '../idempotency/receipt.ts';
import { FAULTS_MAX } from '../values/bounded.ts';
import { type Json, parseStrictJson } from '../values/strict-json.ts';
import { faultsRefusal, pointer } from './faults.ts';
import { bodyText } from './http-body.ts';
import type { HttpEvent } from './http-event.ts';
import { parseForm, parseQuery } from './http-pairs.ts';
import type { Found, Mounted } from './http-router.ts';
import type { CheckedEvent, HttpMiddleware } from './http-run.ts';
import { raced } from './in-time.ts';
import { sentTwice } from './sent-twice.ts';
import { shownName } from './unknown-name.ts';

type Names = Readonly<Record<string, unknown>>;

const NO_NAMES: Names = {};
/** An ETag of ours has some twenty. */
const IF_MATCH_CHARS_MAX = 512;

const paramsOf = ({ operation }: Mounted, given: Names): Names => {
  if (operation.params === undefined) return NO_NAMES;
  const parsed = operation.params.safeParse(given);
  if (!parsed.success) throw new Refusal(common['not-found'], 'There is nothing under this path.');
  return parsed.data;
};

const queryOf = ({ operation }: Mounted, event: HttpEvent): Names => {
  const given = parseQuery(event.rawQueryString ?? '');
  if (operation.query === undefined) {
    const keys = Object.keys(given);
    if (keys.length === 0) return NO_NAMES;
    const unknown = { code: 'unrecognized_keys' as const, keys, path: [], message: '', input: given };
    throw faultsRefusal([unknown], operation, common.query, 'query');
  }
  const parsed = operation.query.safeParse(given);
  if (!parsed.success) throw faultsRefusal(parsed.error.issues, operation, common.query, 'query');
  return parsed.data;
};

const keyFormat = (detail: string): Refusal =>
  new Refusal(common['idempotency-key-format'], detail, [{ pointer: 'header/idempotency-key', detail }]);

const keyOf = ({ idempotency }: Operation, query: Names, headers: HttpEvent['headers']): string | undefined => {
  if (idempotency === 'none' || (idempotency === 'unless-dry-run' && query.dryRun === 'true')) return undefined;
  const key = headers?.['idempotency-key'];
  if (key === undefined) {
    throw new Refusal(common['idempotency-key-missing'], 'Send an Idempotency-Key header.', [
      { pointer: 'header/idempotency-key', detail: 'Missing.' },
    ]);
  }
  if (!IDEMPOTENCY_KEY.test(key)) throw keyFormat('An Idempotency-Key has 1 to 255 visible ASCII characters.');
  if (sentTwice(key)) throw keyFormat('Send one Idempotency-Key, and none that repeats itself around commas.');
  return key;
};

const ifMatchOf = ({ ifMatch }: Operation, headers: HttpEvent['headers']): string | undefined => {
  const value = headers?.['if-match']?.trim();
  if (ifMatch && (value === undefined || value === '')) {
    throw new Refusal(common['precondition-required'], 'Send the ETag of the object in an If-Match header.');
  }
  // No ETag of ours has a comma: one in the value is a list, or a header that was sent twice.
  if (ifMatch && value !== undefined && (value.length > IF_MATCH_CHARS_MAX || value.includes(','))) {
    throw new Refusal(common['version-mismatch'], 'Send the one ETag of the object in one If-Match header.');
  }
  return value;
};

const emptyBody = (raw: Json | undefined): void => {
  if (raw === undefined) return;
  const isObject = typeof raw === 'object' && raw !== null && !Array.isArray(raw);
  const names = isObject ? Object.keys(raw) : [];
  if (isObject && names.length === 0) return;
  const detail = 'An empty body or {}.';
  throw new Refusal(common.schema, 'This call takes no body, or an empty object.', [
    ...names.slice(0, FAULTS_MAX).map((name) => {
      const shown = shownName(name);
      return { pointer: pointer([shown]), detail: `Unknown: "${shown}".` };
    }),
    ...(names.length === 0 ? [{ pointer: '', detail }] : []),
  ]);
};

/** As it was sent. An operation that may go without a body takes none for `{}`, so that both mean the same. */
const rawBody = (operation: Operation, event: HttpEvent): Json | undefined => {
  const text = bodyText(operation, event);
  if (operation.media === 'form') return parseForm(text);
  if (text !== '') return parseStrictJson(text);
  if (operation.body === undefined) return undefined;
  if (operation.bodyOptional) return {};
  throw new Refusal(common['json-syntax'], 'The body is empty. Send one JSON document.');
};

interface Body {
  readonly raw: Json | undefined;
  readonly value: unknown;
}

const NO_BODY: Body = { raw: undefined, value: undefined };

/**
 * The contract's word on a body. Bounds keep it from running out of stack or memory. Should one be missing, it is still the
 * request that is refused, so that no client can make a release look broken.
 */
const checked = (schema: NonNullable<Operation['body']>, raw: Json | undefined) => {
  try {
    return schema.safeParse(raw);
  } catch (error) {
    if (error instanceof RangeError)
      throw new Refusal(common['body-too-large'], 'The body holds more than can be read.');
    throw error;
  }
};

const bodyOf = ({ operation }: Mounted, event: HttpEvent): Body => {
  if (operation.method === 'GET' || operation.method === 'DELETE') return NO_BODY;
  const raw = rawBody(operation, event);
  if (operation.body === undefined) {
    emptyBody(raw);
    return NO_BODY;
  }
  const parsed = checked(operation.body, raw);
  if (!parsed.success) throw faultsRefusal(parsed.error.issues, operation, common.schema);
  return { raw, value: parsed.data };
};

/**
 * Everything that a request has to be before a route handler sees it: path, query, headers, body, in this order.
 *
 * The fingerprint is that of the body as it was sent, not of the parsed one. So a default that a later release adds does not make
 * an old key look like another request.
 *
 * @throws Refusal the problem of the first part that is not right
 */
export const readCall = (
  { route, params: given }: Found,
  event: HttpEvent,
  caller: Caller,
  { deadline, answered }: Pick<Call<Operation>, 'deadline' | 'answered'>,
): Call<Operation> => {
  const { operation } = route;
  const params = paramsOf(route, given);
  const query = queryOf(route, event);
  const key = keyOf(operation, query, event.headers);
  const ifMatch = ifMatchOf(operation, event.headers);
  const body = bodyOf(route, event);
  return {
    operation,
    params: params as Call<Operation>['params'],
    query: query as Call<Operation>['query'],
    body: body.value as Call<Operation>['body'],
    caller,
    key,
    fingerprint: key === undefined ? '' : fingerprint(operation.operationId, params, body.raw),
    ifMatch,
    headers: event.headers ?? {},
    requestId: event.requestContext.requestId,
    deadline,
    answered,
  };
};

/** Turns the gateway's event into the call that the contract describes; the route handler gets that and nothing else. */
export const checkedCall = (): HttpMiddleware => ({
  before: (request) => {
    const { found, caller, deadline, answered } = request.internal;
    assert(found !== undefined && caller !== undefined, 'a request is read when its route and its caller are known');
    assert(deadline !== undefined && answered !== undefined, 'a request is read when its limit is set');
    const call = readCall(found, request.event, caller, { deadline, answered });
    request.internal.keyed = call.key !== undefined;
    const checked: CheckedEvent = {
      call,
      answer: (read) => raced(request.internal, found.route.handle(read as never)),
    };
    request.event = checked as never;
  },
});
