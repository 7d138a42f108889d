import { assert } from '../core/assert.ts';
import { common } from '../core/common-problems.ts';
import type { Operation } from '../core/operation.ts';
import { Refusal } from '../core/problem.ts';
import { decodeUtf8 } from '../values/strict-json.ts';
import type { HttpEvent } from './http-event.ts';
import { mediaType } from './media-type.ts';

/** Bytes that a body may have unless its operation says otherwise. */
export const MAX_BODY_BYTES = 65_536;

const MEDIA = { json: 'application/json', form: 'application/x-www-form-urlencoded' } as const;
/** RFC 7396: what a `PATCH` here means, said in so many words. */
const MERGE_PATCH = 'application/merge-patch+json';
const UTF8: ReadonlySet<string> = new Set(['utf-8', 'utf8']);

const isMeant = ({ method, media = 'json' }: Operation, essence: string): boolean =>
  essence === MEDIA[media] || (method === 'PATCH' && media === 'json' && essence === MERGE_PATCH);

/** `Content-Type` and `Content-Encoding` of a body that is there. */
const checkHeaders = (headers: HttpEvent['headers'], operation: Operation): void => {
  const given = mediaType(headers?.['content-type'] ?? '');
  if (given === undefined || !isMeant(operation, given.essence)) {
    throw new Refusal(
      common['media-type'],
      `Send the body with one Content-Type: ${MEDIA[operation.media ?? 'json']}.`,
    );
  }
  if (!given.charsets.every((charset) => UTF8.has(charset)))
    throw new Refusal(common.charset, 'Send the body in UTF-8.');
  const encoding = (headers?.['content-encoding'] ?? '').trim().toLowerCase();
  if (encoding !== '' && encoding !== 'identity') {
    throw new Refusal(common['content-encoding'], 'Send the body as it is, without Content-Encoding.');
  }
};

const tooLarge = (max: number): Refusal => new Refusal(common['body-too-large'], `The body may have ${max} bytes.`);

/** Measured before it is decoded: a body that is too large costs nothing more. */
const decodeBase64 = (body: string, max: number): string => {
  if (Buffer.byteLength(body, 'base64') > max + 2) throw tooLarge(max);
  const bytes = Buffer.from(body, 'base64');
  if (bytes.length > max) throw tooLarge(max);
  return bytes.length === 0 ? '' : decodeUtf8(bytes);
};

/** A string of n UTF-16 units has n to 3n bytes in UTF-8, so most bodies need no counting. */
const checkText = (body: string, max: number): string => {
  if (body.length > max || (body.length * 3 > max && Buffer.byteLength(body) > max)) throw tooLarge(max);
  if (body.charCodeAt(0) === 0 || body.charCodeAt(1) === 0) {
    throw new Refusal(common['text-encoding'], 'The body is not UTF-8. Send it in UTF-8.');
  }
  if (!body.isWellFormed()) throw new Refusal(common['text-encoding'], 'The body is not valid UTF-8.');
  return body;
};

/**
 * The text of the body; `''` where there is none, and then its headers do not matter.
 *
 * @throws Refusal `media-type`, `charset`, `content-encoding`, `body-too-large`, `text-encoding`
 */
export const bodyText = (operation: Operation, event: HttpEvent): string => {
  const body = event.body ?? '';
  if (body === '') return '';
  assert(operation.method !== 'GET' && operation.method !== 'DELETE', 'a body is read only where one can be meant');
  checkHeaders(event.headers, operation);
  const max = operation.maxBodyBytes ?? MAX_BODY_BYTES;
  return event.isBase64Encoded === true ? decodeBase64(body, max) : checkText(body, max);
};
