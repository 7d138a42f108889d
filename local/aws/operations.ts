import type { Input } from './input.ts';

export interface CallContext {
  /** Aborts when the caller has gone or the cloud stops. */
  readonly signal: AbortSignal;
}

/** The operations of one service by name; what they throw as AwsError is the answer. */
export type Operations = Readonly<Record<string, (input: Input, context: CallContext) => unknown>>;
