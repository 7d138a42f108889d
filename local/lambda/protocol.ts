import type { Ahead } from '../clock/shift-date.ts';

/** What passes between the main thread and the worker thread of an environment. Payloads travel as JSON text, parsed once. */

/** The start of an environment. */
export interface EnvironmentData {
  /** Absolute path of the bundle's directory. */
  readonly codeDir: string;
  /**
   * Where the compiled form of the bundle is kept. It is a cache: what is missing, cut or of another engine is compiled anew.
   * Undefined keeps nothing, as Lambda does.
   */
  readonly compiledDir: string | undefined;
  /** `file.export` */
  readonly handler: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly memoryMb: number;
  readonly logGroup: string;
  readonly jsonLogs: boolean;
  /** Nobody waits for its answers, so its thread gives way to those for whom somebody does. */
  readonly isBackground: boolean;
  /** Where the clock can be moved: how far it is ahead, and the module that shifts this thread's. */
  readonly clock?: { readonly ahead: Ahead; readonly module: string };
}

/** To the worker: run this. One at a time; the next comes only after the answer. */
export interface Run {
  readonly requestId: string;
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly traceId: string | undefined;
  readonly clientContext: string | undefined;
  readonly payload: string;
}

/** From the worker. `log` is what was printed since the last message, whole lines as they came. */
export type Said =
  | { readonly kind: 'ready'; readonly log: string }
  | { readonly kind: 'log'; readonly log: string }
  | { readonly kind: 'answer'; readonly payload: string; readonly log: string }
  /** The handler threw; the environment stays. */
  | { readonly kind: 'error'; readonly payload: string; readonly log: string }
  /** The bundle could not be loaded, or a rejection nobody handled: the environment ends. */
  | { readonly kind: 'fatal'; readonly payload: string; readonly log: string };

/** The payload of a failed invocation, as Lambda writes it. */
export const failure = (errorType: string, errorMessage: string, trace: readonly string[] = []): string =>
  JSON.stringify({ errorType, errorMessage, trace });

/** The payload of an invocation that lasted until its function's timeout. */
export const timedOut = (requestId: string, timeoutMs: number): string => {
  const limit = `${(timeoutMs / 1000).toFixed(2)} seconds`;
  return failure('Sandbox.Timedout', `RequestId: ${requestId} Error: Task timed out after ${limit}`);
};
