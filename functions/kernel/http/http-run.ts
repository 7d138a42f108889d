import type { Call, Caller, Reply } from '../core/call.ts';
import type { Operation } from '../core/operation.ts';
import type { Middleware } from '../core/pipeline.ts';
import type { Refusal } from '../core/problem.ts';
import type { HttpResult } from './http-answer.ts';
import type { HttpEvent } from './http-event.ts';
import type { Found } from './http-router.ts';

/**
 * What becomes known of a request on its way, for its answer and its line in the log. Middlewares of others may put a copy in its place, so
 * nothing is found by which object it is.
 */
export interface HttpRun {
  /** As the gateway sent it. */
  received: HttpEvent;
  startedAt: number;
  /** Undefined for a path that no route took. */
  found?: Found;
  caller?: Caller;
  /** The time by which an answer is on its way, and the signal that it is. */
  deadline?: number;
  answered?: AbortSignal;
  /** Rejects when the call is answered in place of its route handler. */
  tooLate?: Promise<never>;
  /** Calls the limit off and says that the call is answered. */
  over?: () => void;
  /** Whether the call has an idempotency key. */
  keyed?: boolean;
  /** What the answer carries besides, whatever it says. */
  headers?: Readonly<Record<string, string>>;
  /** Why the call was refused. */
  refusal?: Refusal;
}

/** What the route handler gets: the call in place of the gateway's event. */
export interface CheckedEvent {
  readonly call: Call<Operation>;
  readonly answer: (call: Call<Operation>) => Promise<Reply>;
}

export type HttpMiddleware = Middleware<HttpEvent, HttpResult, HttpRun>;
