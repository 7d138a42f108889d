import type { NoteKey } from '../../functions/proof/model/note/signed-note.ts';
import type { LogEntry } from '../../functions/proof/model/receipt/log-entry.ts';

/** All that a tenant can read of its money and of the public log, as one picture. */
export interface Books {
  readonly tenant: string;
  readonly receipts: ReadonlyMap<string, Receipt>;
  readonly transactions: readonly Transaction[];
  readonly accounts: readonly Account[];
  readonly histories: readonly History[];
  readonly events: readonly FeedEvent[];
  readonly leaves: readonly Leaf[];
  readonly log: PublicLog;
  /** Absent where the client may not read it. */
  readonly access?: AccessBook | undefined;
  /** Before this time, in ms, everything has come to where it belongs; what is later may be on its way. */
  readonly settled: number;
}

/** As `GET /v1/receipts/{id}` answers it, every member of it. */
export interface Receipt extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly operation: string;
  readonly status: number;
  readonly answer: string;
  readonly at: string;
}

export interface Transaction {
  readonly id: string;
  readonly createdAt: string;
  readonly state: string;
  readonly reversedBy?: string | undefined;
}

/** An account's balance in one currency. */
export interface Account {
  readonly id: string;
  readonly currency: string;
  readonly normalBalance: 'debit' | 'credit';
  readonly posted: bigint;
  readonly pendingIn: bigint;
  readonly pendingOut: bigint;
  /** Absent on a system account. */
  readonly version?: number | undefined;
}

export interface Entry {
  readonly version: number;
  readonly transactionId: string;
  readonly direction: 'debit' | 'credit';
  readonly amount: bigint;
  readonly pending: bigint;
  readonly before: bigint;
  readonly after: bigint;
  readonly at: string;
  readonly effectiveAt: string;
}

export interface History {
  readonly account: string;
  readonly currency: string;
  /** By version. */
  readonly entries: readonly Entry[];
}

export interface FeedEvent {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly data: unknown;
}

export interface Leaf {
  readonly receiptId: string;
  readonly at: string;
  readonly leafIndex: number;
  readonly salt: Uint8Array;
}

/** Who called what in the tenant's name, and the log that says so. */
export interface AccessBook {
  readonly calls: readonly CallLeaf[];
  readonly log: PublicLog;
}

export interface CallLeaf {
  readonly call: Readonly<Record<string, unknown>> & {
    readonly requestId: string;
    readonly at: string;
    readonly number: number | null;
    readonly tenant: string | null;
  };
  readonly leafIndex: number;
  readonly salt: Uint8Array;
}

export interface PublicLog {
  readonly key: NoteKey;
  /** As they were signed, the largest first. */
  readonly checkpoints: readonly string[];
  readonly entries: readonly (LogEntry | undefined)[];
  /** By `level/index`. */
  readonly tiles: ReadonlyMap<string, Uint8Array>;
}

type InLog = 'leaf' | 'tile' | 'checkpoint';
type Where = 'receipt' | 'transaction' | 'entry' | 'balance' | 'event' | InLog | 'call' | `access-${InLog}`;

/** What is not as it should be, and where. */
export interface Difference {
  readonly where: Where;
  /** Its id. */
  readonly name: string;
  readonly says: string;
}
