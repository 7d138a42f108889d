export interface Refused {
  readonly line: number;
  readonly what: string;
  /** Of the API's answer; null where the file contradicts itself and nothing was sent. */
  readonly status: number | null;
  readonly problem: string;
  readonly detail: string;
}

/** A line whose refusal stands under its key for ever, and what it was booked by in this run. */
export interface Retried {
  readonly line: number;
  readonly what: string;
  readonly key: string;
}

/** An account that is there and is not as the file says. */
export interface Differing {
  readonly line: number;
  readonly account: string;
  readonly property: string;
  readonly file: unknown;
  readonly ledger: unknown;
}

/** What became of a file, by the answers that its lines got. */
export interface ImportSummary {
  readonly accounts: { readonly created: number; readonly existing: number; readonly refused: number };
  readonly transactions: { readonly committed: number; readonly replayed: number; readonly refused: number };
  readonly retried: readonly Retried[];
  readonly differing: readonly Differing[];
  readonly refusals: readonly Refused[];
}
