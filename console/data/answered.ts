import { NoToken } from '../../clients/typescript/src/token-source.ts';

/** Who signed in may not any more: the client was deleted, or its secret rotated. */
export class SignedOut extends Error {
  override readonly name = 'SignedOut';
}

/** The API refused, in its own words; or it did not answer. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  /** 0 where no answer came. */
  readonly status: number;
  readonly requestId: string | null;
  constructor(status: number, message: string, requestId: string | null = null) {
    super(message);
    this.status = status;
    this.requestId = requestId;
  }
}

/** What a call of the typed client gives. */
export interface Outcome<T> {
  readonly data?: T | undefined;
  readonly error?: unknown;
  readonly response: Response;
}

const wordsOf = (error: unknown): string | undefined => {
  if (typeof error !== 'object' || error === null) return undefined;
  const { title, detail, message } = error as Readonly<Record<string, unknown>>;
  return [detail, title, message].find((one): one is string => typeof one === 'string');
};

/** An answer with the tag that asks whether it still holds. */
export interface Tagged<T> {
  readonly data: T;
  readonly tag: string | undefined;
}

/**
 * What a call was answered; undefined where what its tag stands for still holds.
 *
 * @throws ApiFailure, or SignedOut where the credentials are good no longer
 */
export const answeredAnew = async <T>(calling: Promise<Outcome<T>>): Promise<Tagged<T> | undefined> => {
  const { data, error, response } = await calling.catch((cause: unknown) => {
    if (cause instanceof NoToken && cause.status >= 400 && cause.status < 500)
      throw new SignedOut('Your session has ended.', { cause });
    throw new ApiFailure(0, 'The API does not answer. What you see may be old.');
  });
  if (response.status === 401) throw new SignedOut('Your session has ended.');
  if (response.status === 304) return undefined;
  if (response.ok) return { data: data as T, tag: response.headers.get('etag') ?? undefined };
  const said = wordsOf(error) ?? `The API answered ${response.status}.`;
  throw new ApiFailure(response.status, said, response.headers.get('x-request-id'));
};

/** The same of a call that names no tag: there always is an answer. */
export const answered = async <T>(calling: Promise<Outcome<T>>): Promise<T> => {
  const found = await answeredAnew(calling);
  if (found === undefined) throw new ApiFailure(304, 'The API answered as if this page had asked before. Try again.');
  return found.data;
};
