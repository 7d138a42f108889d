import type { Bic } from '../../../../kernel/values/bic.ts';
import type { CivilDate } from '../../../../kernel/values/civil-date.ts';
import type { CreditorReference } from '../../../../kernel/values/creditor-reference.ts';
import type { Iban } from '../../../../kernel/values/iban.ts';

/** The versions of pain.001 that are written: .09 is what banks ask for, .03 what some still need. */
export type Pain001Version = 'pain.001.001.09' | 'pain.001.001.03';

export interface Party {
  /** At most 70 of SEPA's characters: see `sepaText`. */
  readonly name: string;
  readonly iban: Iban;
  readonly bic?: Bic | undefined;
}

/** What the creditor is told: a reference that machines match, or text; never both (SEPA rulebook, AT-T009). */
export type Remittance =
  | { readonly kind: 'structured'; readonly reference: CreditorReference }
  /** At most 140 of SEPA's characters. */
  | { readonly kind: 'unstructured'; readonly text: string };

export interface CreditTransfer {
  /** Comes back in every report, and is what they are matched by. At most 35 characters: see `isSepaReference`. */
  readonly endToEndId: string;
  /** Comes back from the bank alone; the end to end id where it is not given. */
  readonly instructionId?: string | undefined;
  /** Minor units. */
  readonly amount: bigint;
  readonly currency: string;
  readonly creditor: Party;
  readonly remittance?: Remittance | undefined;
}

/** Count and sum of a file or a part of it, known before its first line is written. */
export interface Totals {
  readonly count: number;
  /** In units of 10^-4, so that sums over currencies are exact: see `controlUnits`. */
  readonly units: bigint;
}

/** Payments of one debtor, account and day (PmtInf). */
export interface PaymentInformation {
  readonly id: string;
  readonly executionDate: CivilDate;
  readonly debtor: Party;
  /** Whether the bank books them as one entry. */
  readonly batchBooking: boolean;
  readonly totals: Totals;
  readonly payments: Iterable<CreditTransfer> | AsyncIterable<CreditTransfer>;
}

/** A file of credit transfers. Its own totals are the sums of its parts'. */
export interface Pain001File {
  readonly version: Pain001Version;
  readonly messageId: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Who sends the file; at most 70 of SEPA's characters. */
  readonly initiatingParty: string;
  readonly parts: readonly PaymentInformation[];
}
