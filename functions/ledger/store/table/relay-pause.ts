import type { LedgerStore } from './ledger-store.ts';

/** Failures in a row before the relay gives a batch back to its stream mapping, which tries again later. */
export const MAX_FAILURES = 8;
const BASE_MS = 10;
const CAP_MS = 500;

/** Full jitter: two relays that met once must not meet again in step. */
export const pause = ({ clock, chance }: Pick<LedgerStore, 'clock' | 'chance'>, failures: number): Promise<void> =>
  clock.sleep(chance.fraction() * Math.min(CAP_MS, BASE_MS * 2 ** failures));
