import type { BodyOf, Operation, ParamsOf, QueryOf, Scope } from './operation.ts';
import type { Refusal } from './problem.ts';

/** Who calls, as the gateway's JWT authorizer has proved it. The tenant is never taken from anywhere else. */
export interface Caller {
  readonly tenant: string;
  readonly clientId: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Which of the client's secrets the token was got with: see identity. Undefined in tokens that do not say so. */
  readonly generation?: number | undefined;
  /** The token's `jti`. */
  readonly tokenId?: string | undefined;
}

/** One request that has passed every check of its operation's contract. */
export interface Call<O extends Operation> {
  readonly operation: O;
  readonly params: ParamsOf<O>;
  readonly query: QueryOf<O>;
  readonly body: BodyOf<O>;
  /** Empty tenant and no scopes on a public operation. */
  readonly caller: Caller;
  /** The `Idempotency-Key`, present exactly when the operation requires one. */
  readonly key: string | undefined;
  /**
   * Over operation, path parameters and the body as it was sent (see receipt.ts); the same for the same meaning. Empty where
   * there is no key.
   */
  readonly fingerprint: string;
  readonly ifMatch: string | undefined;
  /** Lower-cased header names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly requestId: string;
  /** Milliseconds since the epoch by which an answer must be on its way: no attempt begins after it. */
  readonly deadline: number;
  /** Aborted once the call is answered, by its route handler or in its place: from then on nothing may be done for it. */
  readonly answered: AbortSignal;
}

/** What an operation answers. A string body is sent as it is (a stored answer), and so are bytes; anything else is written as JSON. */
export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  /** Lower-cased names. */
  readonly headers?: Readonly<Record<string, string>>;
}

export type Handle<O extends Operation> = (call: Call<O>) => Promise<Reply>;

/** An operation with the route handler that answers it; `http` mounts a list of them. */
export interface Route<O extends Operation = Operation> {
  readonly operation: O;
  readonly handle: Handle<O>;
  /**
   * Tells a refusal (4xx, those of the pipeline included) in a form of its own. For protocols that have one, such as RFC 6749;
   * everything else is a problem document.
   */
  readonly refuse?: ((refusal: Refusal) => Reply) | undefined;
}

export const route = <O extends Operation>(
  operation: O,
  handle: Handle<O>,
  refuse?: (refusal: Refusal) => Reply,
): Route<O> => ({ operation, handle, refuse });
