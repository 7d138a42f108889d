/** A journal file as the API takes it: bodies of `POST /v1/accounts`, then keyed bodies of `POST /v1/transactions`. */
export interface Journal {
  readonly accounts: readonly JournalAccount[];
  readonly transactions: readonly JournalTransaction[];
}

/** Line numbers lead a person from a refusal back into the file. */
export interface JournalAccount {
  readonly line: number;
  readonly body: Readonly<Record<string, unknown>> & { readonly id: string };
}
export interface JournalTransaction {
  readonly line: number;
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Why the file does not say one transaction here. It is then sent nowhere. */
  readonly contradiction?: string;
}

export const FORMATS = ['jsonl', 'csv'] as const;
export type Format = (typeof FORMATS)[number];
