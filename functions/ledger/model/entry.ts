/** The side of an account that a line moves. */
export type Side = 'debit' | 'credit';

/** What one transaction did to one account: the raw material of an entry, kept on the account item (or in a receipt). */
export interface Line {
  readonly transactionId: string;
  readonly side: Side;
  /** Posted minor units, `0n` for a hold or a release. */
  readonly amount: bigint;
  /** Signed change of what is held on that side. */
  readonly pending: bigint;
  /** When the transaction was accepted, by the clock of whoever accepted it, in ms. */
  readonly at: number;
  /** When it counts, where the client said so. Never after `at`. */
  readonly effectiveAt?: number | undefined;
}

/** One line of an account's history: the line, its place and the posted balance around it, on the account's normal side. */
export interface Entry extends Line {
  readonly version: number;
  readonly before: bigint;
  readonly after: bigint;
  /** Absent while an earlier entry of the account is missing: the entry is true, but cannot yet answer for a time. */
  readonly link?: Link | undefined;
}

/** What an entry knows of all entries up to itself. It makes the balance at any time answerable from a few items. */
export interface Link {
  /** Commit time: never before that of the entry before it, nor before the entry's own times. */
  readonly commitAt: number;
  /** Sum of the balance changes of the back-dated entries so far. */
  readonly backTotal: bigint;
  /** How many they are. */
  readonly backCount: number;
  /** Whether this entry is one of them. */
  readonly backDated: boolean;
}

/** When a line counts: `effectiveAt`, else the time of the transaction. */
export const effectiveTime = (line: Pick<Line, 'at' | 'effectiveAt'>): number => line.effectiveAt ?? line.at;

/** The change of the posted balance that an entry stands for. */
export const change = (entry: Pick<Entry, 'before' | 'after'>): bigint => entry.after - entry.before;
