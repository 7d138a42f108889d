/** An account as a journal names it. System accounts exist by being used, so nothing opens them. */
export interface JournalAccount {
  readonly id: string;
  readonly currency: string;
  readonly normalBalance: 'debit' | 'credit';
  readonly overdraft: 'none' | 'unlimited' | { readonly limit: string };
  readonly name?: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface JournalEntry {
  readonly account: string;
  readonly direction: 'debit' | 'credit';
  /** Minor units. */
  readonly amount: string;
  readonly currency: string;
}

/** A transaction that moved money, with what it moved in the end. */
export interface JournalTransaction {
  readonly id: string;
  /** RFC 3339 in UTC: when it counts. */
  readonly at: string;
  readonly entries: readonly JournalEntry[];
  readonly reference?: string | undefined;
  readonly description?: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

/** What the ledger says that an account has, where nothing moved while the journal was read: debits less credits. */
export interface Asserted {
  readonly account: string;
  readonly currency: string;
  readonly balance: bigint;
}

export interface Journal {
  readonly accounts: readonly JournalAccount[];
  /** System accounts that transactions name. */
  readonly systemAccounts: readonly string[];
  readonly currencies: readonly string[];
  readonly metadataKeys: readonly string[];
  /** Oldest first. */
  readonly transactions: AsyncIterable<JournalTransaction>;
  readonly asserted: readonly Asserted[];
  /** The day of the last transaction, `YYYY-MM-DD`. */
  readonly lastDay: string;
}

export const signed = ({ direction, amount }: JournalEntry): bigint =>
  BigInt(amount) * (direction === 'debit' ? 1n : -1n);
