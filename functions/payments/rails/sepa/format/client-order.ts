import type { Place } from '../../../../kernel/formats/iso20022/camt.ts';
import type { CivilDate } from '../../../../kernel/values/civil-date.ts';
import type { DecimalFault } from '../../../../kernel/values/decimal-amount.ts';
import type { Iban } from '../../../../kernel/values/iban.ts';
import type { Pain001Version, Party, Remittance, Totals } from './credit-transfer.ts';

/** What is wrong with a payment: its form, its amount, or whom it is to pay. */
export type LineFaultKind = 'structure' | DecimalFault | 'not-positive' | 'creditor';

/** One faulty value of one payment: its element's path, and what to do. Never the value. */
export interface LineFault extends Place {
  readonly kind: LineFaultKind;
  readonly detail: string;
}

/** A payment of a client's file, as it stands there; its text is not yet reduced to SEPA's characters. */
export interface OrderedTransfer {
  readonly endToEndId: string;
  readonly instructionId?: string | undefined;
  readonly amount: bigint;
  readonly currency: string;
  readonly creditor: Party;
  readonly remittance?: Remittance | undefined;
}

/**
 * What a reader of a client's own pain.001 gives, in the order of the file. A faulty payment is one item with its faults. Wrong counts and
 * sums refuse the file (`BadFile`), which is known at the end of a part: nothing may be done before `end`.
 */
export type Pain001Item =
  | {
      readonly kind: 'head';
      readonly version: Pain001Version;
      readonly messageId: string;
      readonly createdAt: string;
      readonly initiatingParty?: string | undefined;
      readonly totals: { readonly count: number; readonly units?: bigint | undefined };
    }
  | ({
      readonly kind: 'part';
      readonly index: number;
      readonly id: string;
      readonly executionDate: CivilDate;
      readonly debtor: { readonly name?: string | undefined; readonly iban: Iban };
      readonly batchBooking?: boolean | undefined;
    } & Place)
  | ({
      readonly kind: 'payment';
      readonly part: number;
      readonly index: number;
      readonly payment: OrderedTransfer;
    } & Place)
  | ({
      readonly kind: 'refused';
      readonly part: number;
      readonly index: number;
      /** What a report calls it by, where it can be read. */
      readonly endToEndId?: string | undefined;
      readonly faults: readonly LineFault[];
    } & Place)
  | { readonly kind: 'end'; readonly parts: number; readonly totals: Totals };
