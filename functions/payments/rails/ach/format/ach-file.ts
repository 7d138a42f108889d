import type { CivilDate } from '../../../../kernel/values/civil-date.ts';
import type { RoutingNumber } from '../../../../kernel/values/routing-number.ts';

/** PPD pays and debits persons, CCD companies (NACHA Operating Rules, appendix 3). */
export type EntryClass = 'PPD' | 'CCD';
export type AchDirection = 'credit' | 'debit';
export type AccountKind = 'checking' | 'savings';

/** One payment of a batch. */
export interface AchEntry {
  readonly direction: AchDirection;
  readonly account: { readonly routing: RoutingNumber; readonly number: string; readonly kind: AccountKind };
  /** Cents of USD, at most 99,999,999.99 dollars; a prenote has 0 and is not written here. */
  readonly amount: bigint;
  /** What the originator knows the receiver by: at most 15 characters of ASCII. */
  readonly receiverId: string;
  /** Reduced to ASCII and cut to 22 characters: the network moves money by numbers, and names are for people. */
  readonly receiverName: string;
  /** Up to 80 characters for the receiver, in one addenda record (05). */
  readonly addenda?: string | undefined;
  /** The last seven digits of the trace number, ascending within the file. */
  readonly sequence: number;
}

export interface AchTotals {
  readonly count: number;
  readonly addenda: number;
  /** Sum of the first eight digits of the receivers' routing numbers, all of its digits. */
  readonly hash: bigint;
  readonly debits: bigint;
  readonly credits: bigint;
}

/** Entries of one company, class and day. */
export interface AchBatch {
  readonly entryClass: EntryClass;
  readonly company: {
    /** At most 16 characters. */
    readonly name: string;
    /** Ten characters: 1 and an employer's number, or what the bank gave. */
    readonly id: string;
    /** At most 10 characters, such as PAYROLL: what the receiver's statement shows. */
    readonly description: string;
  };
  readonly effectiveDate: CivilDate;
  readonly totals: AchTotals;
  readonly entries: Iterable<AchEntry> | AsyncIterable<AchEntry>;
}

export interface AchFile {
  /** Where the file goes: the bank's routing number and name. */
  readonly destination: { readonly routing: RoutingNumber; readonly name: string };
  /** Who sends it: ten digits or a routing number, as the bank asks for. */
  readonly origin: { readonly id: string; readonly name: string };
  /** The originating bank, whose first eight digits begin every trace number. */
  readonly originatingBank: RoutingNumber;
  /** Local time of the sender. */
  readonly createdOn: CivilDate;
  /** `HH:MM`. */
  readonly createdAt: string;
  /** Tells files of one day apart: A to Z, 0 to 9. */
  readonly idModifier: string;
  readonly batches: readonly AchBatch[];
}

/** What a reader gives of an entry that comes back (addenda 99). */
export interface AchReturn {
  /** R01 to R85, as written. */
  readonly code: string;
  readonly originalTrace: string;
  readonly originalRouting: string;
  readonly dateOfDeath?: string | undefined;
  readonly information: string;
  /** Of the returning bank. */
  readonly trace: string;
}

/** A notification of change (addenda 98): the payment went through, and the next one has to be sent as told here. */
export interface AchChange {
  /** C01 to C14, as written; C61 to C69 are refusals of one's own. */
  readonly code: string;
  readonly originalTrace: string;
  readonly originalRouting: string;
  readonly corrected: string;
  readonly trace: string;
}

/** What a reader of NACHA files gives, in the order of the file. Lines count from 1. */
export type AchItem =
  | {
      readonly kind: 'head';
      readonly destination: string;
      readonly origin: string;
      readonly createdOn: string;
      readonly createdAt: string;
      readonly idModifier: string;
    }
  | {
      readonly kind: 'batch';
      readonly line: number;
      readonly index: number;
      /** PPD, CCD, and whatever a bank sends back: COR for changes, ACK and ATX for acknowledgements. */
      readonly entryClass: string;
      readonly companyName: string;
      readonly companyId: string;
      readonly description: string;
      readonly effectiveDate: string;
      readonly originatingBank: string;
      readonly number: number;
    }
  | {
      readonly kind: 'entry';
      readonly line: number;
      readonly batch: number;
      readonly transactionCode: string;
      readonly direction: AchDirection;
      readonly routing: string;
      readonly accountNumber: string;
      readonly amount: bigint;
      readonly receiverId: string;
      readonly receiverName: string;
      readonly trace: string;
      /** Payment related information of addenda 05. */
      readonly addenda: readonly string[];
      readonly returned?: AchReturn | undefined;
      readonly change?: AchChange | undefined;
      /** In batches of class ACK and ATX: the trace number of the entry that the receiver's bank acknowledges. */
      readonly acknowledges?: string | undefined;
    }
  | { readonly kind: 'batch-end'; readonly index: number; readonly totals: AchTotals }
  | { readonly kind: 'end'; readonly batches: number; readonly totals: AchTotals };
