import type { Said } from './bank-word.ts';

/** Subfamilies of bank transaction codes that are returns (ISO 20022, External Code Sets): of a credit transfer, and its reversal. */
const RETURNS: ReadonlySet<string> = new Set(['RRTN', 'RPCR', 'RIMB']);
export const isReturnCode = (subFamily: string | undefined): boolean => RETURNS.has(subFamily ?? '');

export interface Booked {
  readonly direction: 'debit' | 'credit';
  readonly isReturn: boolean;
  /** Why it came back, where the bank says so. */
  readonly returnCode: string | undefined;
}

/** What a booking on our account says of a payment of ours. */
export const saidByBooking = ({ direction, isReturn, returnCode }: Booked): Said => {
  if (direction === 'debit' && !isReturn) return { kind: 'settled', code: 'BOOK' };
  if (direction === 'credit' && isReturn) return { kind: 'returned', code: returnCode ?? 'NARR' };
  const detail =
    direction === 'debit'
      ? 'A return is taken back: the bank has the money once more.'
      : 'Money came under the id of this payment, and is no return of it.';
  return { kind: 'to-do', code: 'BOOK', detail };
};
