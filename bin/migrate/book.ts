/** The programs whose exports are read. */
export const SOURCES = ['formance', 'blnk', 'tigerbeetle', 'beancount', 'hledger'] as const;
export type SourceName = (typeof SOURCES)[number];

/** Where something stands in an export: a line, or a record counted from 1. */
export type Place = number;

/** What one movement does to one account, in a currency that Folio has. Above zero it debits, as in an `Asserted` balance. */
export interface Leg {
  readonly account: string;
  readonly currency: string;
  readonly minor: bigint;
}

/** A transaction of the source, or what is still held of one. */
export interface Movement {
  readonly place: Place;
  /** The same at each export, and of no other movement: the key is made of it. */
  readonly id: string;
  readonly at: string;
  readonly legs: readonly Leg[];
  readonly reference?: string | undefined;
  readonly description?: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  /** Where the money is held and has not moved: until when, or for ever. */
  readonly held?: { readonly until: string | undefined } | undefined;
}

/** An account as the source tells of it, whatever its currencies. */
export interface SourceAccount {
  readonly name: string;
  readonly place: Place;
  readonly side: 'debit' | 'credit';
  /** `as-needed` is unlimited where its history went below zero: where each payment has a limit of its own, an account has none. */
  readonly overdraft: 'none' | 'unlimited' | 'as-needed';
  readonly title?: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  /** Currencies that it was opened for, moved or not. */
  readonly currencies: readonly string[];
}

/** What a balance counts: what moved, and what is held on either side. */
export const KINDS = ['posted', 'held-debits', 'held-credits'] as const;
export type Kind = (typeof KINDS)[number];

/** A figure of the source's own: debits less credits for `posted`. */
export interface Stated {
  readonly account: string;
  readonly currency: string;
  readonly kind: Kind;
  readonly minor: bigint;
}

/** Something that Folio has no equal of, or that it has and the import does not make. */
export interface Unequal {
  readonly place: Place;
  /** A short name that equal things share: `tag`, `price`. */
  readonly what: string;
  readonly says: string;
}

/** The last record of a log, where any cut behind a whole record looks like an end. */
export interface End {
  /** What the source calls it: an id, or a timestamp. */
  readonly last: string;
  /** How the source tells which one is its newest. */
  readonly by: string;
  /** True where balances of the source's own were read beside the log: a log that is cut does not come to them. */
  readonly isHeld: boolean;
}

/** An export as it was read. */
export interface Book {
  /** What `place` counts. */
  readonly counts: 'line' | 'record';
  /** Which form it has, for a person. */
  readonly form: string;
  readonly accounts: readonly SourceAccount[];
  /** In the order in which they are to be booked. */
  readonly movements: readonly Movement[];
  readonly stated: readonly Stated[];
  readonly unequal: readonly Unequal[];
  /** Names of currencies that are none here and that nobody has given a meaning, with how often they stand there. */
  readonly foreign: ReadonlyMap<string, number>;
  /** Where a log ends that does not say itself that it is whole; undefined for other exports. */
  readonly end?: End | undefined;
  /** How the source tells the balances that this export does not state. */
  readonly balancesBy: string;
}
