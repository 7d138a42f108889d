import type { Pain001Version } from './credit-transfer.ts';

/** What a client is told of one payment of its file. */
export const REPORTED_STATUSES = ['ACTC', 'PDNG', 'ACSP', 'ACSC', 'CANC', 'RJCT'] as const;
export type ReportedStatus = (typeof REPORTED_STATUSES)[number];

export interface ReportedTransfer {
  readonly endToEndId: string | undefined;
  readonly instructionId: string | undefined;
  /** Ours for it, where there is one. */
  readonly statusId: string | undefined;
  readonly status: ReportedStatus;
  readonly reason: { readonly code: string; readonly information: string } | undefined;
}

export interface ReportedPart {
  readonly id: string;
  readonly transfers: readonly ReportedTransfer[];
}

/** Our report on a client's file (pain.002), in the version that goes with the file's own. */
export interface StatusReport {
  readonly messageId: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly original: { readonly messageId: string; readonly version: Pain001Version };
  readonly parts: readonly ReportedPart[];
}
