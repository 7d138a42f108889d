import * as z from 'zod';
import { ApiProblem, CommandFailure } from './problem-error.ts';
import type { Target } from './target.ts';

/** Attempts at one call: the first and four more, after 409 conflict, 429, 503 or a lost connection. */
const ATTEMPTS_MAX = 5;
const CALL_TIMEOUT_MS = 30_000;
/** A token is renewed this long before it ends. */
const TOKEN_MARGIN_MS = 60_000;

const tokenAnswer = z.object({ access_token: z.string(), expires_in: z.number(), scope: z.string() });

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** The Idempotency-Key: what makes a retry safe. */
  readonly key?: string;
}

/** One access token by client credentials. */
export const fetchToken = async (target: Target, scope?: string): Promise<{ token: string; expiresInMs: number }> => {
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) });
  const basic = Buffer.from(
    `${encodeURIComponent(target.clientId)}:${encodeURIComponent(target.clientSecret)}`,
  ).toString('base64');
  const response = await reach(target, '/oauth/token', {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: form,
  });
  const body: unknown = await response.json();
  if (response.status !== 200) {
    const error = z.object({ error: z.string() }).safeParse(body);
    const code = error.success ? error.data.error : 'unknown';
    throw new ApiProblem(response.status, code, `The token endpoint refused this client: ${code}.`);
  }
  const token = tokenAnswer.parse(body);
  return { token: token.access_token, expiresInMs: token.expires_in * 1000 };
};

const reach = async (target: Target, path: string, init: RequestInit): Promise<Response> => {
  try {
    return await fetch(target.url + path, { ...init, signal: AbortSignal.timeout(CALL_TIMEOUT_MS) });
  } catch (cause) {
    throw new CommandFailure(`${target.url} does not answer. Is it running? ("npm start" starts the local cloud.)`, {
      cause,
    });
  }
};

const isWorthRetrying = (answer: Answer): boolean =>
  answer.status === 429 || answer.status === 503 || (answer.status === 409 && slugOf(answer.body) === 'conflict');

/** The slug of a problem body, or the status as text where the gateway answered in its own form. */
export const slugOf = (body: unknown): string => {
  const problem = z.object({ type: z.string() }).safeParse(body);
  return problem.success ? problem.data.type.replace('/problems/', '') : 'gateway';
};

/** The HTTP API as a function, with a token that is renewed by itself. */
export class Api {
  readonly target: Target;
  #token: { readonly text: string; readonly until: number } | undefined;

  constructor(target: Target) {
    this.target = target;
  }

  async token(): Promise<string> {
    if (this.#token === undefined || this.#token.until < Date.now()) {
      const { token, expiresInMs } = await fetchToken(this.target);
      this.#token = { text: token, until: Date.now() + expiresInMs - TOKEN_MARGIN_MS };
    }
    return this.#token.text;
  }

  /** The answer whatever its status, after bounded retries of those that trying again can help. */
  async call(request: Request): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#once(request).catch((error: unknown) => {
        if (attempt < ATTEMPTS_MAX && error instanceof CommandFailure) return undefined;
        throw error;
      });
      if (answer !== undefined && (attempt === ATTEMPTS_MAX || !isWorthRetrying(answer))) return answer;
      const seconds = Number(answer?.headers.get('retry-after') ?? 0.2 * attempt);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
  }

  /** The body of a successful answer; throws `ApiProblem` for any other. */
  async get<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
    const answer = await this.call(request);
    if (answer.status >= 300) {
      const detail = z.object({ detail: z.string() }).safeParse(answer.body);
      const text = detail.success ? detail.data.detail : JSON.stringify(answer.body);
      throw new ApiProblem(answer.status, slugOf(answer.body), text);
    }
    return schema.parse(answer.body);
  }

  async #once(request: Request): Promise<Answer> {
    const response = await reach(this.target, request.path, {
      method: request.method,
      headers: {
        authorization: `Bearer ${await this.token()}`,
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(request.key === undefined ? {} : { 'idempotency-key': request.key }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return {
      status: response.status,
      body: isJson && text !== '' ? JSON.parse(text) : text,
      headers: response.headers,
    };
  }
}
