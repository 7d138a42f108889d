import type { CivilDate } from '../../../kernel/values/civil-date.ts';
import type { BreakKind } from '../../contract/break-kinds.ts';

/** A booked line of a bank statement, as far as matching looks at it. */
export interface BankItem {
  readonly id: string;
  readonly on: CivilDate;
  /** Minor units; below zero went out. */
  readonly amount: bigint;
  readonly endToEndId?: string | undefined;
  readonly ownerReference?: string | undefined;
  readonly counterparty?: string | undefined;
  readonly remittance?: string | undefined;
  /** It takes an earlier line back. */
  readonly reversal: boolean;
  /** Payments that the bank booked together, where it names each. */
  readonly parts?: readonly { readonly amount: bigint | undefined; readonly endToEndId: string | undefined }[];
}

/** An entry of the ledger account that mirrors the bank's, with the sign of the bank's lines. */
export interface LedgerItem {
  readonly id: string;
  readonly on: CivilDate;
  readonly amount: bigint;
  /** What a payer or the bank may have been told: references, end-to-end ids. */
  readonly references: readonly string[];
  readonly counterparty?: string | undefined;
}

/** Why two sides are one, in the order in which the rules are asked. */
export const MATCH_RULES = [
  'batch', // the line names its payments, and each is an entry
  'end-to-end-id',
  'our-reference',
  'one-to-many', // entries of one reference, or of one counterparty on whole days, make the line
  'many-to-one', // lines of one reference, or of one counterparty on whole days, make the entry
  'reference-cut', // the bank kept only the beginning of the reference
  'reference-misread', // two neighbouring characters of the reference are swapped
  'amount-day-counterparty',
  'reversed', // two lines of the bank undo each other
  'resolved', // a person said so
] as const;
export type MatchRule = (typeof MATCH_RULES)[number];

export interface Match {
  readonly kind: 'match';
  readonly rule: MatchRule;
  /** For a person: what was the same. */
  readonly reason: string;
  readonly bank: readonly string[];
  readonly ledger: readonly string[];
  readonly amount: bigint;
}

export interface Break {
  readonly kind: 'break';
  readonly is: BreakKind;
  readonly bank: string | undefined;
  readonly ledger: string | undefined;
  /** Of the bank's side less the ledger's. */
  readonly difference: bigint;
  /** Ids of what may be meant, of the other side; of the bank's own for a duplicate and a return. For a person to decide. */
  readonly candidates: readonly string[];
}

export type Outcome = Match | Break;
