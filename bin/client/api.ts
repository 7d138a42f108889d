import * as z from 'zod';
import { NoToken } from '../../clients/typescript/src/token-source.ts';
import { type Transport, transport } from '../../clients/typescript/src/transport.ts';
import { asPromised, jsonIn, plain, type ReadAnswer, readAnswer, readWhole } from './answers.ts';
import type { Target } from './find-target.ts';
import { hint } from './hints.ts';
import { ApiProblem, CommandFailure } from './problem-error.ts';

/** Attempts at one call: the first and four more, after 409 conflict, 429, a fault of the server or a lost connection. */
const ATTEMPTS_MAX = 5;
const CALL_TIMEOUT_MS = 30_000;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
  /** See `ReadAnswer`. */
  readonly told: string;
}

export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** The Idempotency-Key: what makes a retry safe. */
  readonly key?: string;
}

const sourceOf = ({ source }: Target): string => `Address and client are ${source}.`;

/**
 * Fetches as a command does: the answer as a whole, or a line of what is wrong. A redirection is an answer, not an order: what was meant for
 * one address, secrets too, goes to no other.
 */
const fetchWhole =
  (target: Target): typeof fetch =>
  async (input, init) => {
    const request = new Request(input, init);
    const response = await fetch(request, { redirect: 'manual' }).catch((cause: unknown) => {
      throw new CommandFailure(
        `${target.url} does not answer. Is it running? (The local cloud starts with: ${hint('start')}) ${sourceOf(target)}`,
        { cause },
      );
    });
    return readWhole(request.method, response, request.url);
  };

/** Everything that is called has a key or only reads: doing it again is safe after any fault of the server. */
const isWorthRetrying = async (answer: Response): Promise<boolean> => {
  const { status } = answer;
  if (status !== 409) return status === 429 || [500, 502, 503, 504].includes(status);
  return slugOf(jsonIn(await answer.clone().text())) === 'conflict';
};

const isLost = (error: unknown): boolean => error instanceof CommandFailure;

const carrierTo = (target: Target, scope?: string): Transport =>
  transport({
    ...target,
    ...(scope === undefined ? {} : { scope }),
    fetch: fetchWhole(target),
    tries: ATTEMPTS_MAX,
    withinMs: CALL_TIMEOUT_MS,
    isPassing: isWorthRetrying,
    isLost,
  });

/** A token that was refused, in a line that says where the credentials are from. */
const refusedToken = (target: Target, error: unknown): unknown => {
  if (!(error instanceof NoToken)) return error;
  const told = plain(`POST ${target.url}/oauth/token answered ${error.status}`);
  if (error.code === 'no_token')
    return new CommandFailure(`${told} and gave no token. Is the address right? ${sourceOf(target)}`);
  const code = plain(error.code);
  return new ApiProblem(error.status, code, `The token endpoint refused this client: ${code}. ${sourceOf(target)}`);
};

/** One access token by client credentials. */
export const fetchToken = async (target: Target, scope?: string): Promise<{ token: string; expiresInMs: number }> => {
  const { tokens } = carrierTo(target, scope);
  const { token, expiresInSeconds } = await tokens.grant().catch((error: unknown) => {
    throw refusedToken(target, error);
  });
  return { token, expiresInMs: expiresInSeconds * 1000 };
};

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

/** The HTTP API as a function, over the typed client's transport: a token that is renewed by itself, bounded retries. */
export class Api {
  readonly target: Target;
  readonly #carrier: Transport;

  constructor(target: Target) {
    this.target = target;
    this.#carrier = carrierTo(target);
  }

  /** All calls that need a token at once share one question for it. */
  async token(): Promise<string> {
    return this.#carrier.tokens.get().catch((error: unknown) => {
      throw refusedToken(this.target, error);
    });
  }

  /** The answer whatever its status, after bounded retries of those that trying again can help. */
  async call(request: ApiRequest): Promise<Answer> {
    const { status, headers, json, told } = await this.#send(request);
    return { status, body: json, headers, told };
  }

  async #send({ method, path, body, key }: ApiRequest): Promise<ReadAnswer> {
    const headers = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    };
    const sent = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const request = new Request(this.target.url + path, sent);
    const answer = await this.#carrier.send(request).catch((error: unknown) => {
      throw refusedToken(this.target, error);
    });
    return readAnswer(method, answer, request.url);
  }

  /** The text of a successful answer that is no JSON, with its headers; throws `ApiProblem` for any other. */
  async text(path: string): Promise<Pick<ReadAnswer, 'text' | 'headers'>> {
    const { status, json, told, text, headers } = await this.#send({ method: 'GET', path });
    if (status >= 300) throw new ApiProblem(status, slugOf(json), detailOf({ body: json, told }));
    return { text, headers };
  }

  /** The body of a successful answer; throws `ApiProblem` for any other. */
  async get<T>(request: ApiRequest, schema: z.ZodType<T>): Promise<T> {
    const answer = await this.call(request);
    if (answer.status >= 300) throw new ApiProblem(answer.status, slugOf(answer.body), detailOf(answer));
    return asPromised(schema, { json: answer.body, told: answer.told });
  }
}
