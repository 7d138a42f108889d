import type { Counted } from './limit.ts';

/** How far a payment has come. What a client sees of it is coarser: see `publicState`. */
export const STEPS = [
  /** Its time has not come. */
  'scheduled',
  /** Other clients than its maker have to agree. */
  'awaiting',
  /** `book`: one ledger transaction is asked for, and its answer is the end. */
  'transferring',
  /** The ledger is asked to hold the money. */
  'reserving',
  /** Held; goes on where the rail takes submissions. */
  'reserved',
  /** The pivot: from here on the rail may have it. */
  'submitting',
  'submitted',
  /** The rail is asked to stop it. */
  'recalling',
  /** The rail has paid: the ledger is asked to post what it holds. */
  'settling',
  /** It comes to nothing: the ledger is asked to release what it holds. */
  'releasing',
  /** The rail has sent the money back: the ledger is asked to give it back. */
  'returning',
  'settled',
  'failed',
  'canceled',
  'returned',
] as const;
export type Step = (typeof STEPS)[number];

/** Why a person has to look: nothing is guessed, and the money stays where it is. */
export const STUCK_REASONS = [
  'ledger-silent',
  'ledger-refuses',
  'rail-silent',
  'rail-stopped',
  'rail-contradicts',
  'in-suspense',
] as const;
export type StuckReason = (typeof STUCK_REASONS)[number];

export interface Failure {
  /** A stable word: a problem's slug, or the rail's own code. */
  readonly code: string;
  readonly detail: string;
}

export interface Approval {
  readonly by: string;
  /** In ms. */
  readonly at: number;
}

export interface Refund {
  readonly n: number;
  readonly amount: bigint;
  readonly state: 'processing' | 'paid' | 'failed';
  readonly requestedBy: string;
  readonly transaction?: string | undefined;
  readonly failure?: Failure | undefined;
}

/** What a line of the timeline says. */
export const MARKS = [
  'created',
  'awaiting-approval',
  'approval-given',
  'approved',
  'rejected',
  'approval-expired',
  'started',
  'held',
  'submitting',
  'gathered',
  'submitted',
  'cancel-asked',
  'recall-refused',
  'paid-by-rail',
  'refused-by-rail',
  'returned-by-rail',
  'settled',
  'failed',
  'canceled',
  'returned',
  'refund-asked',
  'refunded',
  'refund-failed',
  'stuck',
  'resolved',
  'to-suspense',
] as const;
export type Mark = (typeof MARKS)[number];

export interface Line {
  readonly mark: Mark;
  /** In ms since the epoch. */
  readonly at: number;
  /** A code, a client, a transaction: nothing personal. */
  readonly note?: string | undefined;
}

export interface BookDestination {
  readonly rail: 'book';
  readonly account: string;
}
/** Who is paid over SEPA. */
export interface SepaDestination {
  readonly rail: 'sepa';
  readonly name: string;
  readonly iban: string;
  readonly bic?: string | undefined;
}
/** Who is paid over ACH. */
export interface AchDestination {
  readonly rail: 'ach';
  readonly name: string;
  readonly routingNumber: string;
  readonly accountNumber: string;
  readonly accountKind: 'checking' | 'savings';
  /** PPD pays persons, CCD companies; PPD unless said. */
  readonly entryClass?: 'PPD' | 'CCD' | undefined;
}
/** A rail that takes a text, and says itself what it means. */
export interface TextDestination {
  readonly rail: string;
  readonly destination: string;
}
export type Destination = BookDestination | SepaDestination | AchDestination | TextDestination;

export const isBook = (to: Destination): to is BookDestination => to.rail === 'book';
export const isSepa = (to: Destination): to is SepaDestination => 'iban' in to;
export const isAch = (to: Destination): to is AchDestination => 'routingNumber' in to;

export interface Payment {
  readonly id: string;
  readonly tenant: string;
  readonly from: string;
  readonly to: Destination;
  readonly amount: bigint;
  readonly currency: string;
  readonly reference: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  /** The client that asked for it, which resolves none of its own. */
  readonly maker: string;
  readonly requestId: string;
  readonly fingerprint: string;
  readonly createdAt: number;
  /** When it is to run, in ms; undefined for at once. */
  readonly runAt: number | undefined;
  /** What made it, where no client asked for it alone. */
  readonly schedule: string | undefined;
  readonly batch: string | undefined;
  /** How many other clients have to agree: as the rules said when it was made, or more. */
  readonly approvalsNeeded: number;
  readonly approvals: readonly Approval[];
  readonly step: Step;
  /** One more with each commit. */
  readonly version: number;
  /** What `releasing` ends with. */
  readonly ending: 'failed' | 'canceled' | undefined;
  readonly failure: Failure | undefined;
  /** The ledger's transactions, by what they were for. */
  readonly hold: string | undefined;
  readonly settlement: string | undefined;
  readonly givingBack: string | undefined;
  /** The rail has sent the money back before the ledger had posted it. */
  readonly returnNext: boolean;
  /** `from` takes no money any more: what comes back waits on `@suspense.<rail>`. */
  readonly toSuspense: boolean;
  readonly refunds: readonly Refund[];
  /** What it counts in, of limits; nothing where it has come to nothing. */
  readonly counted: readonly Counted[];
  /** Waits for the next file of its rail. */
  readonly gathered: boolean;
  /** The file that it is in: one, for ever. */
  readonly file: string | undefined;
  readonly stuck: StuckReason | undefined;
  /** When the step it is at should be over. */
  readonly deadline: number | undefined;
  readonly timeline: readonly Line[];
}

export type PublicState =
  | 'scheduled'
  | 'awaiting_approval'
  | 'processing'
  | 'settled'
  | 'failed'
  | 'canceled'
  | 'returned'
  | 'refunded'
  | 'partially_refunded';

export const refundedSum = ({ refunds }: Pick<Payment, 'refunds'>): bigint =>
  refunds.filter(({ state }) => state === 'paid').reduce((sum, { amount }) => sum + amount, 0n);

/** What may still be refunded: what is asked for already is spoken for. */
export const refundable = ({ amount, refunds }: Pick<Payment, 'amount' | 'refunds'>): bigint =>
  refunds.filter(({ state }) => state !== 'failed').reduce((left, one) => left - one.amount, amount);

export const publicState = (payment: Payment): PublicState => {
  switch (payment.step) {
    case 'settled': {
      const back = refundedSum(payment);
      if (back === payment.amount) return 'refunded';
      return back > 0n ? 'partially_refunded' : 'settled';
    }
    case 'awaiting':
      return 'awaiting_approval';
    case 'returning':
      // The rail has taken it back; where the ledger has it, says the timeline.
      return 'settled';
    case 'scheduled':
    case 'failed':
    case 'canceled':
    case 'returned':
      return payment.step;
    default:
      return 'processing';
  }
};

export type NewPayment = Pick<
  Payment,
  | 'id'
  | 'tenant'
  | 'from'
  | 'to'
  | 'amount'
  | 'currency'
  | 'reference'
  | 'metadata'
  | 'maker'
  | 'requestId'
  | 'fingerprint'
>;

/** Whether the next file of its rail is to take it along. */
export const isGathering = ({ gathered, step, file }: Pick<Payment, 'gathered' | 'step' | 'file'>): boolean =>
  gathered && step === 'submitted' && file === undefined;

/** The first step of a rail. */
export const firstStep = (rail: string): Step => (rail === 'book' ? 'transferring' : 'reserving');

export const createdPayment = (one: NewPayment, now: number, deadline: number): Payment => ({
  ...one,
  createdAt: now,
  runAt: undefined,
  schedule: undefined,
  batch: undefined,
  approvalsNeeded: 0,
  approvals: [],
  step: firstStep(one.to.rail),
  version: 1,
  ending: undefined,
  failure: undefined,
  hold: undefined,
  settlement: undefined,
  givingBack: undefined,
  returnNext: false,
  toSuspense: false,
  refunds: [],
  counted: [],
  gathered: false,
  file: undefined,
  stuck: undefined,
  deadline,
  timeline: [{ mark: 'created', at: now }],
});
