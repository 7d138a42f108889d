import { type Session, SignedOut } from './session.ts';

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

const WITHIN_MS = 20_000;

interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly message?: string;
}

const problemOf = async (answer: Response): Promise<Problem> => {
  try {
    return (await answer.json()) as Problem;
  } catch {
    return {}; // not our API's answer: its status has to do
  }
};

export interface Sent {
  readonly method?: 'POST';
  readonly body?: unknown;
  /** The same key again has the same effect once. */
  readonly key?: string;
}

const send = async (session: Session, path: string, sent: Sent): Promise<Response> => {
  const headers: Record<string, string> = { authorization: `Bearer ${await session.token()}` };
  if (sent.key !== undefined) headers['idempotency-key'] = sent.key;
  if (sent.method === 'POST') headers['content-type'] = 'application/json';
  try {
    return await fetch(path.slice(1), {
      method: sent.method ?? 'GET',
      headers,
      credentials: 'omit',
      signal: AbortSignal.timeout(WITHIN_MS),
      ...(sent.method === 'POST' ? { body: JSON.stringify(sent.body ?? {}) } : {}),
    });
  } catch {
    throw new ApiFailure(0, 'The API does not answer. What you see may be old.');
  }
};

/**
 * One call. A refused token is exchanged once, since it may have expired on its way.
 *
 * @param path from the root: the page may be served below another one
 * @throws ApiFailure, or SignedOut where the credentials are good no longer
 */
export const call = async <T>(session: Session, path: string, sent: Sent = {}): Promise<T> => {
  let answer = await send(session, path, sent);
  if (answer.status === 401) {
    session.renew();
    answer = await send(session, path, sent);
    if (answer.status === 401) throw new SignedOut('Your session has ended.');
  }
  if (answer.ok) return (answer.status === 204 ? null : await answer.json()) as T;
  const { title, detail, message } = await problemOf(answer);
  const said = detail ?? title ?? message ?? `The API answered ${answer.status}.`;
  throw new ApiFailure(answer.status, said, answer.headers.get('x-request-id'));
};

/** A path with its query; what is undefined is left out. */
export const pathOf = (path: string, query: Readonly<Record<string, string | undefined>> = {}): string => {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
};
