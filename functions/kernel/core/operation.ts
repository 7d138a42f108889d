import type { output, ZodObject, ZodType } from 'zod';
import type { Problem } from './problem.ts';

/**
 * What a token may do. Each domain declares its own in `contract/domain.ts`: `<noun>:<verb>`, and write does not include read.
 * `admin` belongs to no one thing: clients, and the health of all.
 */
export type Scope = `${string}:${string}` | 'admin';

/** The form of a scope. Which of them exist, only the domains that are deployed say. */
export const SCOPE = /^(?:[a-z][a-z0-9-]{0,31}:[a-z][a-z0-9-]{0,31}|admin)$/;
export const isScope = (text: string): text is Scope => SCOPE.test(text);

/**
 * One call of the HTTP API. A domain's `contract/api.ts` lists its operations; from this list alone come the validation, the
 * types, the routes of the gateway and the OpenAPI document.
 */
export interface Operation {
  /** Also the name under which idempotency keys live, so it never changes. */
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** As API Gateway spells it: `/v1/accounts/{id}/entries`. */
  readonly path: `/${string}`;
  readonly summary: string;
  /** What the summary has no room for, where a client must know it. */
  readonly description?: string;
  /** Any one of them opens the route; empty means public, without a token. */
  readonly scopes: readonly Scope[];
  /** Path parameters; a value that its schema refuses answers 404 `not-found`. */
  readonly params?: ZodObject;
  /** Query parameters; unknown or refused ones answer 400 `query` unless the schema names another slug. */
  readonly query?: ZodObject;
  /** JSON body. Absent: the operation takes none (an empty body or `{}` on a `POST`). */
  readonly body?: ZodType;
  /** True where the body may also be left out altogether. */
  readonly bodyOptional?: true;
  /** `form` only for `/oauth/token`. */
  readonly media?: 'json' | 'form';
  /** 65,536 unless said. */
  readonly maxBodyBytes?: number;
  /** `required`: `Idempotency-Key` must be there; `unless-dry-run`: not with `?dryRun=true`; `none`: the header is ignored. */
  readonly idempotency: 'required' | 'unless-dry-run' | 'none';
  /** True where `If-Match` must be there (428 otherwise). */
  readonly ifMatch?: true;
  /** Successful answers by status; `null` for an empty body. */
  readonly replies: Readonly<Record<number, ZodType | null>>;
  /** What it can be refused with, beside the common problems of its shape (body, query, key). */
  readonly problems: readonly Problem[];
}

/** Keeps the literal types of an operation's schemas. */
export const defineOperation = <const O extends Operation>(operation: O): O => operation;

export type ParamsOf<O extends Operation> = O extends { readonly params: infer P extends ZodObject }
  ? output<P>
  : Readonly<Record<never, string>>;
export type QueryOf<O extends Operation> = O extends { readonly query: infer Q extends ZodObject }
  ? output<Q>
  : Readonly<Record<never, string>>;
export type BodyOf<O extends Operation> = O extends {
  readonly bodyOptional: true;
  readonly body: infer B extends ZodType;
}
  ? output<B> | undefined
  : O extends { readonly body: infer B extends ZodType }
    ? output<B>
    : undefined;
