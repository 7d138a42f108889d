import type { Payment } from './payment.ts';

/** The orders that the ledger gets, each once by a key of its own. */
export type Order =
  | { readonly kind: 'transfer' }
  | { readonly kind: 'reserve' }
  | { readonly kind: 'settle' }
  | { readonly kind: 'release' }
  | { readonly kind: 'return'; readonly toSuspense: boolean }
  | { readonly kind: 'refund'; readonly n: number; readonly amount: bigint };

/** What has to be done next, by whoever looks at a payment. It is the same until it has succeeded. */
export type Effect =
  | { readonly kind: 'none' }
  | { readonly kind: 'ledger'; readonly order: Order }
  | { readonly kind: 'start' }
  | { readonly kind: 'expire' }
  | { readonly kind: 'gate' }
  | { readonly kind: 'submit' }
  | { readonly kind: 'recall' };

const NONE: Effect = { kind: 'none' };

/** Follows from the payment alone, so that any run, release or repeat does the same. */
export const effectOf = (payment: Payment, now: number): Effect => {
  switch (payment.step) {
    case 'scheduled':
      return now >= (payment.deadline ?? 0) ? { kind: 'start' } : NONE;
    case 'awaiting':
      return now >= (payment.deadline ?? 0) ? { kind: 'expire' } : NONE;
    case 'transferring':
      return { kind: 'ledger', order: { kind: 'transfer' } };
    case 'reserving':
      return { kind: 'ledger', order: { kind: 'reserve' } };
    case 'reserved':
      return { kind: 'gate' };
    case 'submitting':
      return { kind: 'submit' };
    case 'submitted':
      // The same submission again asks what became of the first.
      return payment.stuck !== undefined || now >= (payment.deadline ?? 0) ? { kind: 'submit' } : NONE;
    case 'recalling':
      return { kind: 'recall' };
    case 'settling':
      return { kind: 'ledger', order: { kind: 'settle' } };
    case 'releasing':
      return { kind: 'ledger', order: { kind: 'release' } };
    case 'returning':
      return { kind: 'ledger', order: { kind: 'return', toSuspense: payment.toSuspense } };
    case 'settled': {
      const open = payment.refunds.find(({ state }) => state === 'processing');
      return open === undefined ? NONE : { kind: 'ledger', order: { kind: 'refund', n: open.n, amount: open.amount } };
    }
    default:
      return NONE;
  }
};
