import type { Counted } from './limit.ts';
import type { Failure, Refund } from './payment.ts';

/** What can happen to a payment. Each may come late, twice, or before another that was there first. */
export const SAGA_EVENTS = [
  // what the ledger answers
  'transferred',
  'transfer-refused',
  'held',
  'hold-refused',
  'posted',
  'post-refused',
  'released',
  'release-refused',
  'given-back',
  'give-back-refused',
  'refund-paid',
  'refund-refused',
  // what stands before its first step
  'admitted',
  'over-limit',
  'approval-missing',
  'approval-expired',
  // what stands before the pivot
  'gate-opened',
  // what the rail says
  'rail-accepted',
  'rail-settled',
  'rail-refused',
  'rail-returned',
  'rail-recalled',
  'rail-kept',
  // the next file of its rail
  'filed',
  // the clock
  'overdue',
  // clients
  'approved',
  'rejected',
  'cancel-asked',
  'refund-asked',
  'resolved-settled',
  'resolved-failed',
  'resolved-returned',
] as const;
export type SagaEventType = (typeof SAGA_EVENTS)[number];

type Made = 'transferred' | 'held' | 'posted' | 'given-back';
type Refused = 'transfer-refused' | 'hold-refused' | 'post-refused' | 'release-refused';
type Bare = 'approval-expired' | 'released' | 'gate-opened' | 'rail-recalled' | 'rail-kept' | 'overdue';
type Resolved = 'resolved-settled' | 'resolved-failed' | 'resolved-returned';

export type SagaEvent =
  | { readonly type: Made; readonly transaction: string }
  | { readonly type: Refused; readonly failure: Failure }
  | { readonly type: 'give-back-refused'; readonly failure: Failure; readonly toSuspense: boolean }
  | { readonly type: 'refund-paid'; readonly n: number; readonly transaction: string }
  | { readonly type: 'refund-refused'; readonly n: number; readonly failure: Failure }
  | { readonly type: 'admitted'; readonly counted: readonly Counted[] }
  | { readonly type: 'over-limit'; readonly failure: Failure }
  /** `needed`: as the rules of now have it, too. */
  | { readonly type: 'approval-missing'; readonly needed: number }
  | { readonly type: 'approved'; readonly by: string; readonly needed: number }
  | { readonly type: 'rejected'; readonly by: string }
  | { readonly type: Bare }
  | { readonly type: 'rail-accepted'; readonly gathered?: boolean; readonly note?: string }
  | { readonly type: 'rail-settled'; readonly note?: string }
  | { readonly type: 'rail-refused'; readonly failure: Failure }
  | { readonly type: 'rail-returned'; readonly amount: bigint; readonly note?: string }
  | { readonly type: 'filed'; readonly file: string }
  | { readonly type: 'cancel-asked'; readonly by: string }
  | { readonly type: 'refund-asked'; readonly amount: Refund['amount']; readonly by: string }
  | { readonly type: Resolved; readonly by: string };
