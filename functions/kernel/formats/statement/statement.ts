import type { CivilDate } from '../../values/civil-date.ts';

/** A balance as a bank states it: minor units, below zero where the account is overdrawn. */
export interface StatedBalance {
  readonly amount: bigint;
  readonly on: CivilDate;
}

/**
 * `booked` moved money. `pending` is announced and may still change. `information` never moves money on this account. Only
 * booked lines count in balances.
 */
export const LINE_STATES = ['booked', 'pending', 'information'] as const;
export type LineState = (typeof LINE_STATES)[number];

/** One part of a batch booking. The amount of its line is what moved; a part informs. */
export interface LinePart {
  /** Signed like the line. Undefined where the bank states none, or states it in another currency. */
  readonly amount: bigint | undefined;
  readonly endToEndId: string | undefined;
  readonly counterparty: string | undefined;
  readonly remittance: string | undefined;
}

/** A line of a bank statement, of whatever format it came in. */
export interface BankLine {
  /** The line of the file in which it begins, from 1. */
  readonly at: number;
  readonly state: LineState;
  /** The bank's own day, as written. The value date where the format has no day of booking. */
  readonly bookedOn: CivilDate;
  readonly valueOn: CivilDate | undefined;
  /** Minor units: above zero came in, below zero went out. */
  readonly amount: bigint;
  /** It takes an earlier line back. The sign of `amount` says already which way the money went. */
  readonly reversal: boolean;
  /** The bank's transaction code, in the words of the format: `NTRF`, `475`, `PMNT/RCDT/ESCT`, `DEBIT`. */
  readonly code: string | undefined;
  /** The account owner's reference. Words that mean none (`NONREF`) are none. */
  readonly ownerReference: string | undefined;
  readonly bankReference: string | undefined;
  readonly endToEndId: string | undefined;
  readonly counterparty: string | undefined;
  readonly counterpartyAccount: string | undefined;
  readonly remittance: string | undefined;
  /** What the bank promises to be unique in this account for ever (OFX FITID). Undefined where the format has no such promise. */
  readonly uniqueId: string | undefined;
  readonly parts: readonly LinePart[];
}

export interface StatementHead {
  /** IBAN or number, as the bank writes it. */
  readonly account: string;
  /** An ISO 4217 code with minor units. */
  readonly currency: string;
  /** What this statement is called: the same for the same statement in a second file. */
  readonly identity: string;
  /** Undefined where the format states none before the lines, or at all. */
  readonly opening: StatedBalance | undefined;
  /** It takes the place of an earlier statement of the same identity. */
  readonly corrects: boolean;
  /** When the bank made it, RFC 3339 or as the format writes it: of two of one identity the later one counts. Undefined where not told. */
  readonly createdAt?: string | undefined;
  /** Which part of one statement it is, where the bank sends the parts as statements of their own. */
  readonly page?: { readonly of: string; readonly number: number; readonly last: boolean } | undefined;
  /** It tells bookings one by one and no balance; the account's statement has the same bookings again. */
  readonly notifies?: boolean | undefined;
}

export interface StatementEnd {
  readonly opening: StatedBalance | undefined;
  readonly closing: StatedBalance | undefined;
  readonly available: StatedBalance | undefined;
  /** What the file states of its booked lines, to be held against them. Undefined where it states nothing. */
  readonly stated: { readonly credits?: bigint; readonly debits?: bigint } | undefined;
  /** The line of the file that ends it. */
  readonly at: number;
}

/** A statement in the order of its file: opened, its lines, closed. Pages of one statement come as one. */
export type StatementPart =
  | { readonly kind: 'opened'; readonly head: StatementHead; readonly at: number }
  | { readonly kind: 'line'; readonly line: BankLine }
  | { readonly kind: 'closed'; readonly end: StatementEnd };

/**
 * Reads one file in pieces of any size. The parts are a claim until `end` has returned: a refusal may still come, and then
 * nothing of the file may be taken.
 *
 * @throws BadFile from either, with the place and the reason
 */
export interface StatementReader {
  readonly push: (bytes: Uint8Array) => Iterable<StatementPart>;
  readonly end: () => Iterable<StatementPart>;
}

/** A line without the fields that most formats leave open. */
export const plainLine = {
  state: 'booked',
  valueOn: undefined,
  reversal: false,
  code: undefined,
  ownerReference: undefined,
  bankReference: undefined,
  endToEndId: undefined,
  counterparty: undefined,
  counterpartyAccount: undefined,
  remittance: undefined,
  uniqueId: undefined,
  parts: [],
} as const satisfies Partial<BankLine>;
