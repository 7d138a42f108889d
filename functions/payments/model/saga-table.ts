import type { Step } from './payment.ts';
import type { SagaEventType } from './saga-event.ts';

/**
 * What an event does at a step: the step that comes next, or
 * `same`: known already, or overtaken; nothing changes,
 * `stay`: noted, at the same step,
 * `stuck`: it contradicts what is known, or cannot go on: a person decides,
 * `refuse`: a client asks for what is not possible (any more),
 * `never`: nobody can say so; a defect.
 */
export const OUTCOMES = ['same', 'stay', 'stuck', 'refuse', 'never'] as const;
export type Outcome = (typeof OUTCOMES)[number] | Step;
type Row = Readonly<Record<SagaEventType, Outcome>>;

/** Answers of the ledger that a slower run brings when another one has gone on with them. */
const OLD_ANSWERS = {
  admitted: 'same',
  'over-limit': 'same',
  'approval-missing': 'same',
  'approval-expired': 'same',
  transferred: 'never',
  'transfer-refused': 'never',
  held: 'same',
  'hold-refused': 'same',
  posted: 'never',
  'post-refused': 'never',
  released: 'never',
  'release-refused': 'never',
  'given-back': 'never',
  'give-back-refused': 'never',
  'refund-paid': 'never',
  'refund-refused': 'never',
  'gate-opened': 'same',
  filed: 'same',
} as const satisfies Partial<Row>;

/** A rail that knows nothing of a payment has nothing to say of it. */
const NO_RAIL_YET = {
  'rail-accepted': 'stuck',
  'rail-settled': 'stuck',
  'rail-refused': 'stuck',
  'rail-returned': 'stuck',
  'rail-recalled': 'stuck',
  'rail-kept': 'stuck',
  filed: 'never',
} as const satisfies Partial<Row>;

const NO_CLIENT = {
  approved: 'refuse',
  rejected: 'refuse',
  'cancel-asked': 'refuse',
  'refund-asked': 'refuse',
  'resolved-settled': 'refuse',
  'resolved-failed': 'refuse',
  'resolved-returned': 'refuse',
} as const satisfies Partial<Row>;

/** Nobody was told of it: neither the ledger nor a rail. */
const NOT_BEGUN = {
  ...OLD_ANSWERS,
  ...NO_RAIL_YET,
  ...NO_CLIENT,
  transferred: 'never',
  'transfer-refused': 'never',
  held: 'never',
  'hold-refused': 'never',
  'gate-opened': 'never',
  // Over book `transferring`: see `stepAfter`.
  admitted: 'reserving',
  'over-limit': 'failed',
  overdue: 'same',
  approved: 'stay',
  rejected: 'failed',
  'cancel-asked': 'canceled',
} as const satisfies Partial<Row>;

/** The rail may have it: what it says decides, in whatever order it says so. */
const AT_THE_RAIL = {
  ...OLD_ANSWERS,
  ...NO_CLIENT,
  'rail-accepted': 'same',
  'rail-settled': 'settling',
  'rail-refused': 'releasing',
  // Overtakes the report that it was paid, which it says too.
  'rail-returned': 'settling',
  'rail-recalled': 'stuck',
  'rail-kept': 'same',
  overdue: 'stuck',
  'resolved-settled': 'settling',
  'resolved-failed': 'releasing',
} as const satisfies Row;

/** What ended without money: a rail that says it has paid contradicts it, and nobody takes the money anew by a guess. */
const UNPAID = {
  ...OLD_ANSWERS,
  ...NO_CLIENT,
  transferred: 'stuck',
  'transfer-refused': 'same',
  // A hold that nobody knew of is not left behind.
  held: 'releasing',
  released: 'same',
  'release-refused': 'same',
  'rail-accepted': 'same',
  'rail-settled': 'stuck',
  'rail-refused': 'same',
  'rail-returned': 'stuck',
  'rail-recalled': 'same',
  'rail-kept': 'same',
  overdue: 'same',
  'resolved-failed': 'stay',
} as const satisfies Row;

/** Every step and every event: tests go through all of them, and the diagram is made of it. */
export const SAGA: Readonly<Record<Step, Row>> = {
  scheduled: { ...NOT_BEGUN, 'approval-missing': 'awaiting' },
  awaiting: { ...NOT_BEGUN, 'approval-expired': 'failed' },
  transferring: {
    ...OLD_ANSWERS,
    ...NO_RAIL_YET,
    ...NO_CLIENT,
    transferred: 'settled',
    'transfer-refused': 'failed',
    held: 'never',
    'hold-refused': 'never',
    'gate-opened': 'never',
    overdue: 'stuck',
  },
  reserving: {
    ...OLD_ANSWERS,
    ...NO_RAIL_YET,
    ...NO_CLIENT,
    held: 'reserved',
    'hold-refused': 'failed',
    'gate-opened': 'never',
    overdue: 'stuck',
    'cancel-asked': 'releasing',
  },
  reserved: {
    ...OLD_ANSWERS,
    ...NO_RAIL_YET,
    ...NO_CLIENT,
    'gate-opened': 'submitting',
    overdue: 'stuck',
    'cancel-asked': 'releasing',
  },
  submitting: { ...AT_THE_RAIL, 'rail-accepted': 'submitted' },
  submitted: { ...AT_THE_RAIL, filed: 'stay', 'cancel-asked': 'recalling' },
  recalling: { ...AT_THE_RAIL, 'rail-recalled': 'releasing', 'rail-kept': 'submitted', 'cancel-asked': 'same' },
  settling: {
    ...AT_THE_RAIL,
    posted: 'settled',
    'post-refused': 'stuck',
    'rail-settled': 'same',
    'rail-refused': 'stuck',
    'rail-returned': 'stay',
    'resolved-settled': 'stay',
    'resolved-failed': 'refuse',
  },
  releasing: {
    ...AT_THE_RAIL,
    released: 'failed',
    'release-refused': 'stuck',
    'rail-settled': 'stuck',
    'rail-refused': 'same',
    'rail-returned': 'stuck',
    'rail-recalled': 'same',
    'cancel-asked': 'same',
    'resolved-settled': 'refuse',
    'resolved-failed': 'stay',
  },
  returning: {
    ...AT_THE_RAIL,
    posted: 'same',
    'post-refused': 'same',
    'given-back': 'returned',
    'give-back-refused': 'returning',
    'refund-paid': 'never',
    'rail-settled': 'same',
    'rail-refused': 'same',
    'rail-returned': 'same',
    'resolved-settled': 'refuse',
    'resolved-failed': 'refuse',
    'resolved-returned': 'stay',
  },
  settled: {
    ...OLD_ANSWERS,
    ...NO_CLIENT,
    transferred: 'same',
    'transfer-refused': 'never',
    posted: 'same',
    'post-refused': 'same',
    'refund-paid': 'stay',
    'refund-refused': 'stay',
    'rail-accepted': 'same',
    'rail-settled': 'same',
    'rail-refused': 'stuck',
    'rail-returned': 'returning',
    'rail-recalled': 'stuck',
    'rail-kept': 'same',
    overdue: 'stuck',
    'refund-asked': 'stay',
    'resolved-settled': 'stay',
    'resolved-returned': 'returning',
  },
  failed: UNPAID,
  canceled: { ...UNPAID, 'cancel-asked': 'same' },
  returned: {
    ...OLD_ANSWERS,
    ...NO_CLIENT,
    posted: 'same',
    'post-refused': 'same',
    'given-back': 'same',
    'give-back-refused': 'same',
    'rail-accepted': 'same',
    'rail-settled': 'same',
    'rail-refused': 'same',
    'rail-returned': 'same',
    'rail-recalled': 'same',
    'rail-kept': 'same',
    overdue: 'same',
    'resolved-returned': 'stay',
  },
};

/** Nothing of it is anywhere yet, so that nothing has to be taken back. */
export const WAITING: ReadonlySet<Step> = new Set(['scheduled', 'awaiting']);
/** Before the pivot a payment can be stopped by us alone; behind it only the rail can. */
export const BEFORE_PIVOT: ReadonlySet<Step> = new Set(['reserving', 'reserved']);
/** The money has nowhere to go on by itself. */
export const ENDS: ReadonlySet<Step> = new Set(['settled', 'failed', 'canceled', 'returned']);
