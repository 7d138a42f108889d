import type { CivilDate } from '../../values/civil-date.ts';
import type { Iban } from '../../values/iban.ts';

/** An amount as it is written beside its currency; a sign is never part of it in ISO 20022. */
export interface Money {
  readonly minor: bigint;
  readonly currency: string;
}

/** CRDT is money that came, DBIT money that went, as it stands there: whether an entry reverses another is told beside it. */
export type Direction = 'credit' | 'debit';

export interface CamtAccount {
  readonly iban?: Iban | undefined;
  /** Where it is no IBAN that is valid: as it is written. */
  readonly other?: string | undefined;
  readonly currency?: string | undefined;
  readonly bic?: string | undefined;
}

export interface CamtBalance {
  /** OPBD, CLBD, PRCD, ITBD, CLAV and so on (ExternalBalanceType1Code), or the bank's own text. */
  readonly type: string;
  readonly amount: Money;
  readonly direction: Direction;
  readonly date: CivilDate | undefined;
}

/** A bank transaction code: ISO's three levels, or the bank's own. */
export interface TransactionCode {
  readonly domain?: string | undefined;
  readonly family?: string | undefined;
  readonly subFamily?: string | undefined;
  readonly proprietary?: string | undefined;
}

export interface CamtParty {
  readonly name?: string | undefined;
  readonly iban?: string | undefined;
  readonly other?: string | undefined;
  readonly bic?: string | undefined;
}

/** Why money came back (RtrInf): a code of ExternalReturnReason1Code, or the bank's own. */
export interface ReturnReason {
  readonly code?: string | undefined;
  readonly proprietary?: string | undefined;
  readonly information: readonly string[];
  /** Code of the transaction that comes back, where the bank tells it. */
  readonly originalCode?: TransactionCode | undefined;
}

export interface CamtReferences {
  readonly messageId?: string | undefined;
  readonly paymentInformationId?: string | undefined;
  readonly instructionId?: string | undefined;
  readonly endToEndId?: string | undefined;
  readonly transactionId?: string | undefined;
  readonly mandateId?: string | undefined;
  readonly bankReference?: string | undefined;
  readonly clearingReference?: string | undefined;
}

/** Where something stands in the file. */
export interface Place {
  readonly line: number;
  readonly pointer: string;
}

/** One transaction of an entry (TxDtls). */
export interface CamtDetail extends Place {
  readonly references: CamtReferences;
  /** Absent where the bank gives none: lawful, and then the entry's amount alone counts. */
  readonly amount?: Money | undefined;
  readonly direction?: Direction | undefined;
  readonly code?: TransactionCode | undefined;
  readonly debtor?: CamtParty | undefined;
  readonly creditor?: CamtParty | undefined;
  readonly unstructured: readonly string[];
  /** Creditors' references (Strd/CdtrRefInf/Ref). */
  readonly structured: readonly string[];
  readonly returned?: ReturnReason | undefined;
  readonly additionalInformation?: string | undefined;
}

/** BOOK moves the balance; PDNG may never come to be, INFO only tells. Another code of the bank is kept as it is. */
export type EntryStatus = 'BOOK' | 'PDNG' | 'INFO' | (string & Record<never, never>);

export interface CamtEntry extends Place {
  readonly statement: number;
  /** From 0, within the file. */
  readonly index: number;
  readonly reference?: string | undefined;
  readonly amount: Money;
  readonly direction: Direction;
  /** RvslInd: this entry takes an earlier one back. Its direction is already that of the money. */
  readonly reversal: boolean;
  readonly status: EntryStatus;
  /** The day as the bank wrote it, whatever its offset says in UTC. */
  readonly bookingDate?: CivilDate | undefined;
  readonly valueDate?: CivilDate | undefined;
  readonly bankReference?: string | undefined;
  readonly code: TransactionCode;
}

/** What a batch says of itself before its transactions (NtryDtls/Btch). */
export interface CamtBatch {
  readonly entry: number;
  readonly messageId?: string | undefined;
  readonly paymentInformationId?: string | undefined;
  readonly count?: number | undefined;
  readonly amount?: Money | undefined;
}

/**
 * How the amounts of the details stand to their entry's: `none` has any, `equal` adds up to it (those of the other direction counted
 * against), `other` is everything else, such as charges taken off or another currency, and is information only.
 */
export type DetailSum = 'none' | 'equal' | 'other';

/** What the bank sums up of the entries (TxsSummry). A sum has no currency of its own: it is as written. */
export interface CamtSummary extends Place {
  readonly count?: number | undefined;
  readonly credits?: string | undefined;
  readonly debits?: string | undefined;
}

/** What a reader of camt.052, .053 and .054 gives, in the order of the file. */
export type CamtItem =
  | {
      readonly kind: 'head';
      readonly message: 'camt.052' | 'camt.053' | 'camt.054';
      /** Such as `08`. */
      readonly version: string;
      readonly messageId: string;
      readonly createdAt: string;
    }
  | {
      readonly kind: 'statement';
      readonly index: number;
      readonly line: number;
      readonly id: string;
      readonly account: CamtAccount;
      readonly balances: readonly CamtBalance[];
      readonly electronicSequence?: string | undefined;
      readonly legalSequence?: string | undefined;
      readonly page?: { readonly number: string; readonly last: boolean } | undefined;
      readonly from?: CivilDate | undefined;
      readonly to?: CivilDate | undefined;
      readonly summary?: CamtSummary | undefined;
    }
  | { readonly kind: 'entry'; readonly entry: CamtEntry }
  | { readonly kind: 'batch'; readonly batch: CamtBatch }
  | { readonly kind: 'detail'; readonly entry: number; readonly detail: CamtDetail }
  | {
      readonly kind: 'entry-end';
      readonly entry: number;
      readonly details: number;
      readonly sum: DetailSum;
      readonly additionalInformation?: string | undefined;
    }
  | { readonly kind: 'statement-end'; readonly statement: number; readonly entries: number }
  | { readonly kind: 'end'; readonly statements: number; readonly entries: number };
