import type * as z from 'zod';
import { boundedBody } from './bounded-body.ts';
import { CommandFailure } from './problem-error.ts';

/** Far more than any answer of the API's, and little enough to keep. */
const ANSWER_MAX_BYTES = 32 * 1024 * 1024;

/** An answer as it came: parsed where it is JSON, and what may be told of it where it is not. */
export interface ReadAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined where the answer holds no JSON. */
  readonly json: unknown;
  /** `POST http://127.0.0.1:4000/oauth/token answered 502 (text/html)`, for one line to a person. */
  readonly told: string;
  /** The answer itself. */
  readonly text: string;
}

export const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // a page of some proxy, or half an answer: whoever reads it says so
  }
};

const toldOf = (method: string, { status, headers }: Response, url: string): string => {
  const to = headers.get('location');
  const what = to === null ? (headers.get('content-type') ?? 'no body').split(';')[0] : `to ${to}`;
  return plain(`${method} ${url} answered ${status} (${what})`);
};

/** Statuses that have no body (Fetch standard, "null body status"). */
const BODILESS: ReadonlySet<number> = new Set([101, 103, 204, 205, 304]);

/** The same answer with all of its body, so that one that breaks off is none. @throws CommandFailure where it breaks off or does not end */
export const readWhole = async (method: string, response: Response, url: string): Promise<Response> => {
  const { status, headers } = response;
  const { text } = await readText(method, response, url);
  return new Response(BODILESS.has(status) ? null : text, { status, headers });
};

const readText = async (method: string, response: Response, url: string) => {
  const told = toldOf(method, response, url);
  const text = new TextDecoder().decode(await boundedBody(response, ANSWER_MAX_BYTES, told));
  return { told, text };
};

/** @throws CommandFailure where it breaks off or does not end */
export const readAnswer = async (method: string, response: Response, url: string): Promise<ReadAnswer> => {
  const { status, headers } = response;
  const { told, text } = await readText(method, response, url);
  return { status, headers, json: jsonIn(text), told, text };
};

/** @throws CommandFailure where the answer is not what the API promises */
export const asPromised = <T>(schema: z.ZodType<T>, { json, told }: Pick<ReadAnswer, 'json' | 'told'>): T => {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new CommandFailure(`${told}, and not as Folio's API does. Is the address right?`);
};

const TOLD_CHARACTERS_MAX = 500;

/** Another's words as one line that does nothing to a terminal. */
export const plain = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it takes out.
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').slice(0, TOLD_CHARACTERS_MAX);
