import type { Money, Place } from '../../../../kernel/formats/iso20022/camt.ts';

/** Why (StsRsnInf): a code of ExternalStatusReason1Code, or the bank's own; kept as written, known or not. */
export interface StatusReason {
  readonly code?: string | undefined;
  readonly proprietary?: string | undefined;
  readonly information: readonly string[];
}

/**
 * What a reader of pain.002 gives, in the order of the file. Statuses are texts: ACCP, ACSP, ACSC, ACTC, ACWC, ACWP, ACCC, PART, PATC, PDNG,
 * RCVD, RJCT, CANC and whatever the external list gets next. Ids are texts too: 0000000123 keeps its zeros.
 */
export type Pain002Item =
  | {
      readonly kind: 'head';
      /** Such as `10`. */
      readonly version: string;
      readonly messageId: string;
      readonly createdAt: string;
      readonly originalMessageId: string;
      /** Such as `pain.001.001.09`. */
      readonly originalMessageName: string;
      /** Of the whole file; absent where the bank tells it of its parts alone. */
      readonly status?: string | undefined;
      readonly reasons: readonly StatusReason[];
    }
  | {
      readonly kind: 'part';
      readonly index: number;
      readonly paymentInformationId: string;
      readonly status?: string | undefined;
      readonly reasons: readonly StatusReason[];
    }
  | ({
      readonly kind: 'transaction';
      readonly part: number;
      readonly paymentInformationId: string;
      readonly statusId?: string | undefined;
      readonly instructionId?: string | undefined;
      readonly endToEndId?: string | undefined;
      readonly status?: string | undefined;
      readonly reasons: readonly StatusReason[];
      /** The amount that the bank repeats of the payment (OrgnlTxRef). */
      readonly amount?: Money | undefined;
    } & Place)
  | { readonly kind: 'end'; readonly parts: number; readonly transactions: number };
