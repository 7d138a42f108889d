import type { Call, Caller } from './call.ts';
import { common } from './common-problems.ts';
import { faultsRefusal } from './faults.ts';
import { bodyText } from './http-body.ts';
import type { HttpEvent } from './http-event.ts';
import { parseForm, parseQuery } from './http-pairs.ts';
import type { Found, Mounted } from './http-router.ts';
import type { Operation } from './operation.ts';
import { Refusal } from './problem.ts';
import { fingerprint, IDEMPOTENCY_KEY } from './receipt.ts';
import { type Json, parseStrictJson } from './strict-json.ts';

type Names = Readonly<Record<string, unknown>>;

const NO_NAMES: Names = {};

const paramsOf = ({ operation }: Mounted, given: Names): Names => {
  if (operation.params === undefined) return NO_NAMES;
  const parsed = operation.params.safeParse(given);
  if (!parsed.success) throw new Refusal(common['not-found'], 'There is nothing under this path.');
  return parsed.data;
};

const queryOf = ({ operation }: Mounted, event: HttpEvent): Names => {
  const given = parseQuery(event.rawQueryString ?? '');
  if (operation.query === undefined) {
    const count = Object.keys(given).length;
    if (count === 0) return NO_NAMES;
    throw new Refusal(common.query, 'This call takes no query.', [{ pointer: 'query', detail: `${count} unknown.` }]);
  }
  const parsed = operation.query.safeParse(given);
  if (!parsed.success) throw faultsRefusal(parsed.error.issues, operation, common.query, 'query');
  return parsed.data;
};

const keyOf = ({ idempotency }: Operation, query: Names, headers: HttpEvent['headers']): string | undefined => {
  if (idempotency === 'none' || (idempotency === 'unless-dry-run' && query.dryRun === 'true')) return undefined;
  const key = headers?.['idempotency-key'];
  if (key === undefined) {
    throw new Refusal(common['idempotency-key-missing'], 'Send an Idempotency-Key header.', [
      { pointer: 'header/idempotency-key', detail: 'Missing.' },
    ]);
  }
  if (IDEMPOTENCY_KEY.test(key)) return key;
  throw new Refusal(common['idempotency-key-format'], 'An Idempotency-Key has 1 to 255 visible ASCII characters.', [
    { pointer: 'header/idempotency-key', detail: '1 to 255 visible ASCII characters.' },
  ]);
};

const ifMatchOf = ({ ifMatch }: Operation, headers: HttpEvent['headers']): string | undefined => {
  const value = headers?.['if-match']?.trim();
  if (ifMatch && (value === undefined || value === '')) {
    throw new Refusal(common['precondition-required'], 'Send the ETag of the object in an If-Match header.');
  }
  return value;
};

const emptyBody = (raw: Json | undefined): void => {
  if (raw === undefined) return;
  const isEmpty = typeof raw === 'object' && raw !== null && !Array.isArray(raw) && Object.keys(raw).length === 0;
  if (isEmpty) return;
  throw new Refusal(common.schema, 'This call takes no body, or an empty object.', [
    { pointer: '', detail: 'An empty body or {}.' },
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

const bodyOf = ({ operation }: Mounted, event: HttpEvent): Body => {
  if (operation.method === 'GET' || operation.method === 'DELETE') return NO_BODY;
  const raw = rawBody(operation, event);
  if (operation.body === undefined) {
    emptyBody(raw);
    return NO_BODY;
  }
  const parsed = operation.body.safeParse(raw);
  if (!parsed.success) throw faultsRefusal(parsed.error.issues, operation, common.schema);
  return { raw, value: parsed.data };
};

/**
 * Everything that a request has to be before a story sees it: path, query, headers, body, in this order.
 *
 * The fingerprint is taken over the body as it was sent, and not over what the schema makes of it: a default that a later
 * release adds must not make an old key look like another request.
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
