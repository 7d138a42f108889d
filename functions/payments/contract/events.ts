import * as z from 'zod';
import { chars } from '../../kernel/values/bounded.ts';

/** The events of payments: what others may rely on. See functions/ledger/contract/events.ts for the rules. */
export interface EventContract {
  readonly source: 'payments';
  readonly detailType: `payments.${string}`;
  readonly version: number;
  readonly public: boolean;
  /** What `data` of the envelope holds. */
  readonly data: z.ZodType;
}

const minor = z.string().regex(/^(?:0|[1-9][0-9]{0,27})$/);

/** The payment after this event, or after one that followed soon. */
const payment = z.looseObject({
  id: chars(30),
  state: z.enum([
    'scheduled',
    'awaiting_approval',
    'processing',
    'settled',
    'failed',
    'canceled',
    'returned',
    'refunded',
    'partially_refunded',
  ]),
  rail: chars(32),
  from: chars(64),
  amount: minor,
  currency: chars(3),
  reference: chars(2 * 255).nullable(),
  refundedAmount: minor,
  failure: z.looseObject({ code: chars(64) }).nullable(),
  stuck: chars(32).nullable(),
  createdAt: z.iso.datetime({ precision: 3 }),
});

const file = z.looseObject({
  id: chars(31),
  rail: chars(32),
  createdAt: z.iso.datetime({ precision: 3 }),
});
const writtenFile = file.extend({
  payments: z.int().min(1),
  amount: minor,
  currency: chars(3),
  executionDate: z.iso.date(),
});
const takenFile = file.extend({ form: chars(64), reports: z.int().min(0), tasks: z.int().min(0) });

const defineFile = <const N extends string, S extends z.ZodType>(name: N, schema: S) => ({
  source: 'payments' as const,
  detailType: `payments.${name}` as const,
  version: 1,
  public: true,
  data: z.looseObject({ file: schema }),
});

const define = <const N extends string>(name: N) => ({
  source: 'payments' as const,
  detailType: `payments.${name}` as const,
  version: 1,
  public: true,
  data: z.looseObject({ payment }),
});

export const paymentsEvents = {
  /** A payment was promised. */
  PaymentCreated: define('PaymentCreated'),
  /** Other clients than its maker have to agree before it runs. */
  PaymentAwaitingApproval: define('PaymentAwaitingApproval'),
  /** All approvals that it needs are there; it runs when its time has come. */
  PaymentApproved: define('PaymentApproved'),
  /** Its rail has accepted it. */
  PaymentSubmitted: define('PaymentSubmitted'),
  /** It is paid, and the money has left the account. */
  PaymentSettled: define('PaymentSettled'),
  /** It failed or was rejected; what was held is free again. */
  PaymentFailed: define('PaymentFailed'),
  /** It was canceled; what was held is free again. */
  PaymentCanceled: define('PaymentCanceled'),
  /** The rail has sent the money back, and it is on the account again, or in suspense where that takes none any more. */
  PaymentReturned: define('PaymentReturned'),
  /** All or a part was given back: `refundedAmount` is how much, in all. */
  PaymentRefunded: define('PaymentRefunded'),
  /** It cannot go on by itself: `stuck` says why, and a person resolves it. */
  PaymentStuck: define('PaymentStuck'),
  /** A file for a bank was written to the outbox bucket. */
  FileWritten: defineFile('FileWritten', writtenFile),
  /** A bank's file was read to its end; `tasks` counts what a person has to look at. */
  FileTaken: defineFile('FileTaken', takenFile),
} as const satisfies Readonly<Record<string, EventContract>>;

export type PaymentsEventName = keyof typeof paymentsEvents;
