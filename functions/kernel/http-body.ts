import { common } from './common-problems.ts';
import { faultsRefusal } from './faults.ts';
import type { Operation } from './operation.ts';
import { Refusal } from './problem.ts';
import { decodeUtf8, parseStrictJson } from './strict-json.ts';

/** A body of most operations; a bulk operation says more. */
export const BODY_BYTES_MAX = 65_536;

/** The body as the gateway hands it over: text, or base64 of bytes that are not text. */
export interface RawBody {
  readonly body: string | undefined;
  readonly isBase64Encoded: boolean;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
}

const byteLength = (raw: RawBody): number =>
  raw.body === undefined ? 0 : Buffer.byteLength(raw.body, raw.isBase64Encoded ? 'base64' : 'utf8');

/** Media type and charset of RFC 9110; parameters other than charset say nothing about JSON and are ignored. */
const checkMedia = (contentType: string | undefined, wanted: string): void => {
  const [essence = '', ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  if (essence !== wanted) throw new Refusal(common['media-type'], `Send the body as ${wanted}.`);
  for (const parameter of parameters) {
    const [name, value = ''] = parameter.split('=');
    if (name !== 'charset') continue;
    const charset = value.replaceAll('"', '');
    if (charset !== 'utf-8' && charset !== 'utf8') throw new Refusal(common.charset, 'Send the body in UTF-8.');
  }
};

const checkEncoding = (encoding: string | undefined): void => {
  if (encoding === undefined || encoding === '' || encoding.toLowerCase() === 'identity') return;
  throw new Refusal(common['content-encoding'], 'Send the body without Content-Encoding.');
};

const textOf = (raw: RawBody): string => {
  const body = raw.body ?? '';
  if (raw.isBase64Encoded) return decodeUtf8(Buffer.from(body, 'base64'));
  if (body.charCodeAt(0) === 0 || body.charCodeAt(1) === 0 || !body.isWellFormed()) {
    throw new Refusal(common['text-encoding'], 'The body is not valid UTF-8.');
  }
  return body;
};

/** A form's fields, the first of each name (RFC 6749 forbids repeats; the operation's own schema decides what is enough). */
const formOf = (text: string): Record<string, string> => {
  const form: Record<string, string> = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) if (!(name in form)) form[name] = value;
  return form;
};

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

/**
 * The checked body of an operation. Order: encoding, media type, size, UTF-8, JSON, schema: what cannot be read is said before
 * what it says.
 */
export const readBody = (operation: Operation, raw: RawBody): unknown => {
  const { body: schema, media = 'json', maxBodyBytes = BODY_BYTES_MAX } = operation;
  const bytes = byteLength(raw);
  const hasBody = bytes > 0;
  if (!hasBody && (schema === undefined || operation.bodyOptional === true)) return schema?.parse({});
  checkEncoding(raw.contentEncoding);
  checkMedia(raw.contentType, media === 'form' ? 'application/x-www-form-urlencoded' : 'application/json');
  if (bytes > maxBodyBytes) {
    throw new Refusal(common['body-too-large'], `The body has more than ${maxBodyBytes} bytes.`);
  }
  const text = textOf(raw);
  const value = media === 'form' ? formOf(text) : parseStrictJson(text);
  if (schema === undefined) {
    if (isEmpty(value)) return undefined;
    throw new Refusal(common.schema, 'This call takes no body, or {}.');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw faultsRefusal(parsed.error.issues, operation, common.schema);
};
