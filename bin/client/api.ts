import * as z from 'zod';
import { asPromised, plain, type ReadAnswer, readAnswer } from './answers.ts';
import type { Target } from './find-target.ts';
import { hint } from './hints.ts';
import { ApiProblem, CommandFailure } from './problem-error.ts';

/** Attempts at one call: the first and four more, after 409 conflict, 429, a fault of the server or a lost connection. */
const ATTEMPTS_MAX = 5;
const CALL_TIMEOUT_MS = 30_000;
/** Nobody watches a command that waits for longer than this. */
const PAUSE_MAX_MS = 30_000;
/** A token is renewed this long before it ends. */
const TOKEN_MARGIN_MS = 60_000;

const tokenAnswer = z.object({
  /** What a header can carry. */
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.number().positive(),
});

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
  /** See `ReadAnswer`. */
  readonly told: string;
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
  const answer = await reach(target, '/oauth/token', {
    method: 'POST',
    headers: { authorization: `Basic ${basic}` },
    body: form,
  });
  if (answer.status !== 200) {
    const error = z.object({ error: z.string() }).safeParse(answer.json);
    if (!error.success) throw new CommandFailure(`${answer.told}, and no token. ${sourceOf(target)}`);
    const code = plain(error.data.error);
    throw new ApiProblem(answer.status, code, `The token endpoint refused this client: ${code}. ${sourceOf(target)}`);
  }
  const token = asPromised(tokenAnswer, answer);
  return { token: token.access_token, expiresInMs: token.expires_in * 1000 };
};

const sourceOf = ({ source }: Target): string => `Address and client are ${source}.`;

/** A redirection is an answer, not an order: what was meant for one address, secrets too, goes to no other. */
const reach = async (target: Target, path: string, init: RequestInit): Promise<ReadAnswer> => {
  const url = target.url + path;
  const response = await fetch(url, {
    ...init,
    redirect: 'manual',
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new CommandFailure(
      `${target.url} does not answer. Is it running? (The local cloud starts with: ${hint('start')}) ${sourceOf(target)}`,
      { cause },
    );
  });
  return readAnswer(init.method ?? 'GET', response, url);
};

/** Everything that is called has a key or only reads: doing it again is safe after any fault of the server. */
const isWorthRetrying = ({ status, body }: Answer): boolean =>
  status === 429 || [500, 502, 503, 504].includes(status) || (status === 409 && slugOf(body) === 'conflict');

/** The slug of a problem body, or `gateway` where a gateway answered in its own form. */
export const slugOf = (body: unknown): string => {
  const problem = z.object({ type: z.string() }).safeParse(body);
  return problem.success ? plain(problem.data.type.replace('/problems/', '')) : 'gateway';
};

/** What a problem body explains, or what may be told of an answer that is none. */
export const detailOf = ({ body, told }: Pick<Answer, 'body' | 'told'>): string => {
  const detail = z.object({ detail: z.string() }).safeParse(body);
  if (detail.success) return plain(detail.data.detail);
  const message = z.object({ message: z.string() }).safeParse(body);
  return message.success ? `${told}: ${plain(message.data.message)}` : told;
};

const pauseMs = (answer: Answer | undefined, attempt: number): number => {
  const asked = answer?.headers.get('retry-after') ?? '';
  return /^\d{1,6}$/.test(asked) ? Math.min(Number(asked) * 1000, PAUSE_MAX_MS) : 200 * attempt;
};

/** The HTTP API as a function, with a token that is renewed by itself. */
export class Api {
  readonly target: Target;
  #token: { readonly text: string; readonly until: number } | undefined;
  #asked: Promise<string> | undefined;

  constructor(target: Target) {
    this.target = target;
  }

  /** All calls that need a token at once share one question for it. */
  async token(): Promise<string> {
    if (this.#token !== undefined && this.#token.until >= Date.now()) return this.#token.text;
    this.#asked ??= this.#ask().finally(() => {
      this.#asked = undefined;
    });
    return this.#asked;
  }

  async #ask(): Promise<string> {
    const { token, expiresInMs } = await fetchToken(this.target);
    this.#token = { text: token, until: Date.now() + expiresInMs - TOKEN_MARGIN_MS };
    return token;
  }

  /** The answer whatever its status, after bounded retries of those that trying again can help. */
  async call(request: Request): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#once(request).catch((error: unknown) => {
        if (attempt < ATTEMPTS_MAX && error instanceof CommandFailure) return undefined;
        throw error;
      });
      if (answer !== undefined && (attempt === ATTEMPTS_MAX || !isWorthRetrying(answer))) return answer;
      await new Promise((resolve) => setTimeout(resolve, pauseMs(answer, attempt)));
    }
  }

  /** The body of a successful answer; throws `ApiProblem` for any other. */
  async get<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
    const answer = await this.call(request);
    if (answer.status >= 300) throw new ApiProblem(answer.status, slugOf(answer.body), detailOf(answer));
    return asPromised(schema, { json: answer.body, told: answer.told });
  }

  async #once(request: Request): Promise<Answer> {
    const { status, headers, json, told } = await reach(this.target, request.path, {
      method: request.method,
      headers: {
        authorization: `Bearer ${await this.token()}`,
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(request.key === undefined ? {} : { 'idempotency-key': request.key }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    });
    return { status, body: json, headers, told };
  }
}
