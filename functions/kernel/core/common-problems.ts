import { defineProblems } from './problem.ts';

/** Problems that the shape of a request can meet in any domain. A domain's own stand in its `contract/problems.ts`. */
export const common = defineProblems({
  'not-found': {
    status: 404,
    title: 'Not found',
    explain:
      'There is nothing under this path for your tenant. An id of others answers like one that never existed. Check the path and the id.',
  },
  method: {
    status: 405,
    title: 'Method not allowed',
    explain: 'The path exists, but not with this method. The Allow header lists the methods it has.',
  },
  'media-type': {
    status: 415,
    title: 'Unsupported media type',
    explain: 'Send the body as application/json (or application/x-www-form-urlencoded to the token endpoint).',
  },
  charset: { status: 415, title: 'Unsupported charset', explain: 'Send JSON in UTF-8; no other charset is read.' },
  'content-encoding': {
    status: 415,
    title: 'Unsupported content encoding',
    explain: 'Send the body as it is: compressed bodies are never inflated.',
  },
  'body-too-large': {
    status: 413,
    title: 'Body too large',
    explain: 'A body may have 65,536 bytes, a bulk body 1,048,576. Split the request.',
  },
  'json-syntax': {
    status: 400,
    title: 'Malformed JSON',
    explain: 'The body is not one JSON document by RFC 8259: no comments, no trailing commas, no byte order mark.',
  },
  'json-duplicate-key': {
    status: 400,
    title: 'Duplicate key',
    explain: 'An object names the same key twice, so its meaning is ambiguous. Send each key once.',
  },
  'json-depth': { status: 400, title: 'JSON too deep', explain: 'A body may nest 16 levels.' },
  'text-encoding': {
    status: 400,
    title: 'Invalid text encoding',
    explain: 'Text must be valid UTF-8 without lone surrogates.',
  },
  'text-control': {
    status: 400,
    title: 'Control characters',
    explain: 'Text may hold tab and newline, and no other control characters.',
  },
  schema: {
    status: 400,
    title: 'Request does not match its schema',
    explain: 'A property is missing, null, unknown or of the wrong type. The errors list points at each.',
  },
  query: {
    status: 400,
    title: 'Invalid query',
    explain: 'A query parameter is unknown, repeated or malformed. The errors list names it.',
  },
  'cursor-invalid': {
    status: 400,
    title: 'Invalid cursor',
    explain: 'A cursor is good only for the list and the filters that returned it. Start again without one.',
  },
  'idempotency-key-missing': {
    status: 400,
    title: 'Idempotency-Key missing',
    explain: 'This call moves state: send an Idempotency-Key header, and the same one again on every retry.',
  },
  'idempotency-key-format': {
    status: 400,
    title: 'Malformed Idempotency-Key',
    explain: 'An Idempotency-Key has 1 to 255 visible ASCII characters. A UUID is a good choice.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'Idempotency-Key reused',
    explain: 'This key already belongs to another request. Nothing was done. Use a new key for a new request.',
  },
  'idempotency-in-progress': {
    status: 409,
    title: 'Request in progress',
    explain: 'A request with this key is still running. Send the same request again a little later.',
    retryAfterSeconds: 1,
  },
  'precondition-required': {
    status: 428,
    title: 'If-Match required',
    explain: 'Read the object first and send its ETag in If-Match, so that no change is overwritten unseen.',
  },
  'version-mismatch': {
    status: 412,
    title: 'The object has changed',
    explain: 'The object is no longer the one named by If-Match. Read it again, then decide again.',
  },
  'amount-format': {
    status: 400,
    title: 'Malformed amount',
    explain: 'An amount is a string of digits in minor units: no sign, no point, no leading zero, no exponent.',
  },
  'amount-too-large': {
    status: 422,
    title: 'Amount too large',
    explain: 'One amount is at most 10^18 - 1 minor units, a balance within 10^27 either way.',
  },
  'amount-not-positive': { status: 422, title: 'Amount not positive', explain: 'An amount is at least 1 minor unit.' },
  'currency-unknown': {
    status: 422,
    title: 'Unknown currency',
    explain: 'Use a current ISO 4217 code in upper case, such as USD.',
  },
  'currency-unsupported': {
    status: 422,
    title: 'Currency without minor units',
    explain: 'ISO 4217 gives this code no minor units (metals, test codes, funds), so amounts in it cannot be written.',
  },
  'id-format': {
    status: 400,
    title: 'Malformed id',
    explain: 'An id has the form that its documentation gives; ids of accounts are 1 to 64 of A-Z a-z 0-9 _ . : -',
  },
  'date-format': {
    status: 400,
    title: 'Malformed time',
    explain: 'Times are RFC 3339 with an offset, such as 2026-11-22T10:00:00Z.',
  },
  'metadata-limit': {
    status: 400,
    title: 'Metadata too large',
    explain: 'Metadata has at most 50 keys of 1 to 40 characters, each with a string of at most 500.',
  },
  unauthorized: {
    status: 401,
    title: 'Unauthorized',
    explain: 'The call needs a valid access token in Authorization: Bearer.',
  },
  forbidden: { status: 403, title: 'Forbidden', explain: 'The token lacks the scope that this call needs.' },
  conflict: {
    status: 409,
    title: 'Too much contention',
    explain: 'Too many requests changed the same object at once. Retry with the same key.',
    retryAfterSeconds: 1,
  },
  'over-budget': {
    status: 429,
    title: 'Budget used up',
    explain:
      'Your tenant has asked for more items a second than its budget has. A bulk request has as many items as transactions. Nothing was done. Wait as Retry-After says, then repeat it with the same key.',
    retryAfterSeconds: 1,
  },
  internal: {
    status: 500,
    title: 'Internal error',
    explain: 'The fault is ours. Retrying with the same key is safe. Quote the request id when you report it.',
  },
  unavailable: {
    status: 503,
    title: 'Temporarily unavailable',
    explain: 'A part that this call needs did not answer in time. Retrying with the same key is safe.',
    retryAfterSeconds: 2,
  },
});

const SAID = /^([a-z][a-z-]{1,40})\|/;

/**
 * Lets a zod schema name the problem that breaking it means: the message becomes `<slug>|<detail>`, which faults.ts takes
 * apart again. A schema that says nothing means `schema`.
 */
export const says = (problem: { readonly slug: string }, detail: string): string => `${problem.slug}|${detail}`;

/** The slug and detail inside a message made by `says`, or undefined where a schema said nothing. */
export const said = (message: string): { readonly slug: string; readonly detail: string } | undefined => {
  const match = SAID.exec(message);
  return match?.[1] === undefined ? undefined : { slug: match[1], detail: message.slice(match[0].length) };
};
