import type { FileRail } from './file-rail.ts';
import type { Failure, Payment } from './payment.ts';

/** What a rail is told to do. The reference makes it once, however often it is told. */
export interface Instruction {
  readonly kind: 'payment' | 'refund';
  readonly reference: string;
  readonly payment: string;
  readonly tenant: string;
  readonly destination: string;
  readonly amount: bigint;
  readonly currency: string;
  /** The file that it is in already. */
  readonly file: string | undefined;
}

/** What a rail says, at once or later, of a submission. */
export type RailReport =
  /** `gathered`: it goes out with the next file. `note`: the rail's own code, where it has one. */
  | { readonly kind: 'accepted'; readonly gathered?: boolean; readonly note?: string }
  | { readonly kind: 'settled'; readonly note?: string }
  | { readonly kind: 'refused'; readonly failure: Failure }
  | { readonly kind: 'returned'; readonly amount: bigint; readonly note?: string }
  | { readonly kind: 'recalled' }
  | { readonly kind: 'kept' };

/** What a rail takes, and how it behaves. */
export interface RailDeclaration {
  readonly name: string;
  /** Undefined where it takes every currency. */
  readonly currencies: ReadonlySet<string> | undefined;
  readonly amountMax: bigint;
  /** How long it may take to answer before somebody is told. */
  readonly answerWithinMs: number;
  /** Whether it can be asked to stop what it has. */
  readonly recalls: boolean;
  /** Whose days it knows: a name of the IANA time zone database. */
  readonly timeZone: string;
  /** Whether what was paid can be asked back; where not, only the payee's bank sends it back. */
  readonly refunds: boolean;
  /** Undefined where nothing goes out in files. */
  readonly files: FileRail | undefined;
  readonly takes: string;
}

/**
 * A way out of the ledger. An adapter is one folder below `rails/` and its line in `rails/rails.ts`: nothing else knows its name.
 */
export interface Rail {
  readonly describe: RailDeclaration;
  /** Why it does not take this payment, in words for the client; undefined where it does. Asks nobody. */
  readonly quote: (
    payment: Pick<Payment, 'to' | 'amount' | 'currency' | 'reference'> & { readonly now: number },
  ) => Quote;
  /** Hands it over, or asks what became of it. Throws where there is no answer. */
  readonly submit: (instruction: Instruction) => Promise<RailReport>;
  /** Asks to stop it. */
  readonly cancel: (instruction: Instruction) => Promise<RailReport>;
  /** Reads what the rail sends by itself. Throws where nobody can. */
  readonly interpret: (text: string) => {
    readonly tenant: string;
    readonly payment: string;
    readonly report: RailReport;
  };
}

export type Quote =
  | { readonly kind: 'taken' }
  | { readonly kind: 'not-taken'; readonly pointer: string; readonly detail: string };

export const instructionOf = (
  payment: Payment,
  refund?: { readonly n: number; readonly amount: bigint },
): Instruction => ({
  kind: refund === undefined ? 'payment' : 'refund',
  reference: refund === undefined ? payment.id : `${payment.id}/refund/${refund.n}`,
  payment: payment.id,
  tenant: payment.tenant,
  destination: 'destination' in payment.to ? payment.to.destination : '',
  amount: refund?.amount ?? payment.amount,
  currency: payment.currency,
  file: payment.file,
});
