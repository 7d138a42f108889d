import type { LastStatement } from '../reconciliation/bank-statements.ts';
import type { HeldState } from '../reconciliation/held-days.ts';

/** How far the history of the ledger's account was read for a point. */
export interface LedgerPoint {
  /** Entries that there were, none of which was missing. */
  readonly known: number;
  /** The first version that lies behind the day: with its run the next reading begins. */
  readonly open: number;
}

/**
 * The end of a day from which a proof goes on: what all days up to it come to, and what they leave open. It says nothing but what was
 * there, so it may be lost; and it counts only while all that it was made of is the same.
 */
export interface ProofPoint extends HeldState {
  /** One more than that of the point before it. */
  readonly number: number;
  readonly bankOpening: bigint;
  readonly ledgerOpening: bigint;
  readonly ledgerClosing: bigint;
  readonly last: LastStatement;
  readonly gaps: number;
  readonly ledger: LedgerPoint;
  /** Names all that the bank has said of its days. */
  readonly said: string;
}
