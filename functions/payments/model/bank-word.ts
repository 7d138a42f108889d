/** What a bank says has become of a payment, or of all of a file. */
export type Said =
  | { readonly kind: 'accepted' | 'settled'; readonly code: string }
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string }
  /** Sent back after it was paid. */
  | { readonly kind: 'returned'; readonly code: string }
  /** Only told: a status that decides nothing yet, or one that this release does not know. */
  | { readonly kind: 'noted'; readonly code: string }
  /** Nothing for the saga, and something to do for a person: a notification of change. */
  | { readonly kind: 'to-do'; readonly code: string; readonly detail: string };

/** How a format names a payment that has no room for its id: the second of its birth, and how its id ends. */
export interface BirthMark {
  readonly second: number;
  readonly ending: string;
}

/** One thing that a bank's file says, in the order of the file. */
export type BankWord =
  /** First of all: what the file is. */
  | { readonly about: 'itself'; readonly form: string; readonly ownId: string }
  /** What follows is of this account. */
  | { readonly about: 'account'; readonly account: string }
  /** All payments of a file of ours that nothing else is said of. */
  | {
      readonly about: 'file';
      readonly place: string;
      readonly file: string;
      readonly said: Said;
      /** Where money was booked for the whole of it. */
      readonly amount?: bigint | undefined;
      readonly currency?: string | undefined;
      /** Where it was booked, where it was. */
      readonly account?: string | undefined;
    }
  | {
      readonly about: 'payment';
      readonly place: string;
      readonly payment: string | BirthMark;
      /** The file of ours that it names, where it names one. */
      readonly file?: string | undefined;
      readonly amount?: bigint | undefined;
      readonly currency?: string | undefined;
      readonly account?: string | undefined;
      readonly said: Said;
    }
  /** An entry that changes no payment: it has no id of ours, is not booked yet, has no status, or is of another account. */
  | { readonly about: 'other'; readonly place: string };

/** A file that nobody can read: nothing of it counts, and it is kept for a person. */
export class UnreadableFile extends Error {
  override readonly name = 'UnreadableFile';
  readonly code: string;
  /** `line 12`, where that is known. */
  readonly place: string | undefined;
  constructor(code: string, detail: string, place?: string) {
    super(detail);
    this.code = code;
    this.place = place;
  }
}
