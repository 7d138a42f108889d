import type { BankOrder, BankReport } from './wire.ts';

/** When a payment of the sandbox is overdue. The destination `late` settles after twice as long, so that this can be tried. */
export const ANSWER_WITHIN_MS = 60_000;

const SECOND = 1_000;
const DAY = 86_400 * SECOND;

/** What the bank says of an order by itself, and how long after it got it. */
interface Planned {
  readonly afterMs: number;
  readonly say: 'settled' | 'refused' | 'returned';
}

/** Each behaves as its name says, also as `ok:<anything>`. */
const BEHAVIOURS = {
  ok: [{ afterMs: 0, say: 'settled' }],
  slow: [{ afterMs: 5 * SECOND, say: 'settled' }],
  refuse: [{ afterMs: 0, say: 'refused' }],
  silent: [],
  late: [{ afterMs: 2 * ANSWER_WITHIN_MS, say: 'settled' }],
  twice: [
    { afterMs: 0, say: 'settled' },
    { afterMs: SECOND, say: 'settled' },
  ],
  contradict: [
    { afterMs: 0, say: 'settled' },
    { afterMs: SECOND, say: 'refused' },
  ],
  return: [
    { afterMs: 0, say: 'settled' },
    { afterMs: 2 * DAY, say: 'returned' },
  ],
} as const satisfies Readonly<Record<string, readonly Planned[]>>;
export type Behaviour = keyof typeof BEHAVIOURS;
export const BEHAVIOUR_NAMES = Object.keys(BEHAVIOURS) as readonly Behaviour[];

export const behaviourOf = (destination: string): Behaviour | undefined =>
  BEHAVIOUR_NAMES.find((name) => destination === name || destination.startsWith(`${name}:`));

/** An order as the bank keeps it. */
export interface KeptOrder {
  readonly order: BankOrder;
  readonly at: number;
  readonly recalled: boolean;
}

/** A report with its time. */
export interface Timed {
  readonly at: number;
  readonly report: BankReport;
}

const reportOf = (say: Planned['say'], { amount }: BankOrder): BankReport => {
  if (say === 'returned') return { kind: say, amount };
  if (say === 'settled') return { kind: say };
  return { kind: say, failure: { code: 'refused-by-sandbox', detail: 'The sandbox refuses this destination.' } };
};

/** All that the bank says of an order by itself, in order. A refund is done when it is asked for. */
export const reportsOf = ({ order, at, recalled }: KeptOrder): readonly Timed[] => {
  const behaviour = behaviourOf(order.destination);
  if (behaviour === undefined || order.kind === 'refund' || recalled) return [];
  return BEHAVIOURS[behaviour].map(({ afterMs, say }) => ({ at: at + afterMs, report: reportOf(say, order) }));
};

/** What the bank answers to who asks now: what it said last, or that it has the order. Of a silent one, never more. */
export const answerOf = (kept: KeptOrder, now: number): BankReport => {
  if (kept.order.kind === 'refund') return { kind: 'settled' };
  if (kept.recalled) return { kind: 'recalled' };
  // What comes after the first word contradicts it or follows from it: it is told by a report of its own.
  const [first] = reportsOf(kept).filter(({ at }) => at <= now);
  return first?.report ?? { kind: 'accepted' };
};

/** Messages leave at once where they are due so soon; later ones wait for the bank's own clock, and can still be recalled. */
export const SENT_AHEAD_MS = 30_000;

/** Whether a recall comes in time: `silent` says nothing to that either. */
export const recallOf = (kept: KeptOrder, now: number): 'recalled' | 'kept' | 'accepted' => {
  const behaviour = behaviourOf(kept.order.destination);
  if (behaviour === 'silent') return 'accepted';
  return reportsOf(kept).some(({ at }) => at - now <= SENT_AHEAD_MS) ? 'kept' : 'recalled';
};
