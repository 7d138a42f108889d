/**
 * The only ways by which function code reaches time and randomness. They come in as arguments, so that the same code runs in a
 * unit test, in a simulator with a fake clock, in the local cloud and on Lambda.
 */
export interface Clock {
  /** Milliseconds since the epoch, UTC. Correctness never depends on two clocks agreeing. */
  readonly now: () => number;
  /** Resolves after about `ms` milliseconds. */
  readonly sleep: (ms: number) => Promise<void>;
}

/** Calls `fire` once after about `ms` milliseconds, unless what it gives back is called before that. */
export type Timer = (ms: number, fire: () => void) => () => void;

export interface Random {
  /** `count` bytes fit for ids and secrets. */
  readonly bytes: (count: number) => Uint8Array;
  /** Uniform in [0, 1), for jitter only. */
  readonly fraction: () => number;
}
