import createClient from 'openapi-fetch';
import * as z from 'zod';
import type { paths } from '../../clients/typescript/src/api.ts';
import type { FolioClient } from '../../clients/typescript/src/client.ts';
import { NoToken } from '../../clients/typescript/src/token-source.ts';
import { type Transport, transport } from '../../clients/typescript/src/transport.ts';
import { present } from '../../functions/kernel/core/assert.ts';
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

/** A request as it stands in a file or a load: its body is the API's to judge, and no compiler's. */
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

/** The Idempotency-Key: what makes a retry safe. */
export const keyed = (key: string) => ({ header: { 'Idempotency-Key': key } });

const answerOf = ({ status, headers, json, told }: ReadAnswer): Answer => ({ status, body: json, headers, told });

/** The body of a successful answer, checked. @throws ApiProblem for any other answer */
export const promisedBy = <T>(answer: Answer, schema: z.ZodType<T>): T => {
  if (answer.status >= 300) throw new ApiProblem(answer.status, slugOf(answer.body), detailOf(answer));
  return asPromised(schema, { json: answer.body, told: answer.told });
};

/** A call by the typed client. `T` is what the API's document promises of its answer. */
export type Asking<T> = (folio: FolioClient) => Promise<{ readonly data?: T | undefined; readonly response: Response }>;

/** The typed client, over its transport: a token that is renewed by itself, bounded retries. Answers are kept as they came. */
export class Api {
  readonly target: Target;
  readonly #carrier: Transport;
  readonly #folio: FolioClient;
  readonly #answers = new WeakMap<Response, Answer>();

  constructor(target: Target) {
    this.target = target;
    this.#carrier = carrierTo(target);
    this.#folio = createClient<paths>({ baseUrl: target.url, fetch: (request) => this.#bare(request) });
  }

  async #send(request: Request): Promise<ReadAnswer> {
    const answer = await this.#carrier.send(request).catch((error: unknown) => {
      throw refusedToken(this.target, error);
    });
    return readAnswer(request.method, answer, request.url);
  }

  /** The status alone: openapi-fetch would throw over a body that is no JSON, and what is there is read here. */
  async #bare(request: Request): Promise<Response> {
    const answer = answerOf(await this.#send(request));
    const bare = new Response(null, { status: answer.status, headers: { 'content-length': '0' } });
    this.#answers.set(bare, answer);
    return bare;
  }

  /** The answer whatever its status, after bounded retries of those that trying again can help. */
  async answer(asking: Asking<unknown>): Promise<Answer> {
    const { response } = await asking(this.#folio);
    return present(this.#answers.get(response), 'every answer of the typed client came by #bare');
  }

  /**
   * The body of a successful answer, checked: who is called may be somebody else, or of another release. That the document promises what
   * `schema` reads is checked by the compiler.
   * @throws ApiProblem for any other answer
   */
  async ask<T, Promised extends T>(asking: Asking<Promised>, schema: z.ZodType<T>): Promise<T> {
    return promisedBy(await this.answer(asking), schema);
  }

  /** All calls that need a token at once share one question for it. */
  async token(): Promise<string> {
    return this.#carrier.tokens.get().catch((error: unknown) => {
      throw refusedToken(this.target, error);
    });
  }

  /** The same of a request that the document does not type. */
  async call({ method, path, body, key }: ApiRequest): Promise<Answer> {
    const headers = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    };
    const sent = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return answerOf(await this.#send(new Request(this.target.url + path, sent)));
  }

  /** The text of a successful answer that is no JSON, with its headers; throws `ApiProblem` for any other. */
  async text(path: string): Promise<Pick<ReadAnswer, 'text' | 'headers'>> {
    const { status, json, told, text, headers } = await this.#send(new Request(this.target.url + path));
    if (status >= 300) throw new ApiProblem(status, slugOf(json), detailOf({ body: json, told }));
    return { text, headers };
  }
}
