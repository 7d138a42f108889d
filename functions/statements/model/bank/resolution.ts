import { Refusal } from '../../../kernel/core/problem.ts';
import type { CivilDate } from '../../../kernel/values/civil-date.ts';
import { formatTime } from '../../../kernel/values/time.ts';
import type { BreakKind } from '../../contract/break-kinds.ts';
import { statementProblems } from '../../contract/problems.ts';
import type { DEEDS, ResolutionState, Way } from '../../contract/reconciliation-schemas.ts';

export interface Deed {
  readonly deed: (typeof DEEDS)[number];
  readonly by: string;
  readonly at: number;
  readonly reason: string | undefined;
}

/** What was done about a break. A break has one at a time; one that was undone may be followed by another. */
export interface Resolution {
  readonly tenant: string;
  readonly bankAccount: string;
  readonly id: string;
  readonly how: Way;
  readonly state: ResolutionState;
  readonly is: BreakKind;
  readonly difference: bigint;
  readonly on: CivilDate;
  /** Lines and entries that belong together by it. Of `book` the entries that it made come on top. */
  readonly bank: readonly string[];
  readonly ledger: readonly string[];
  readonly with: readonly string[];
  readonly against: string | undefined;
  readonly reason: string | undefined;
  /** Transactions of the ledger that booking it, and undoing that, have made. */
  readonly transactions: readonly string[];
  /** Which resolution of this break it is: orders to the ledger bear it. */
  readonly attempt: number;
  readonly history: readonly Deed[];
  readonly version: number;
}

const refused = (slug: 'resolution-state' | 'resolution-own', detail: string): Refusal =>
  new Refusal(statementProblems[slug], detail);

export const RESOLUTIONS_MAX = 100;

const withDeed = (one: Resolution, state: ResolutionState, deed: Deed): Resolution => {
  if (one.history.length >= RESOLUTIONS_MAX)
    throw refused('resolution-state', `A break is resolved and undone at most ${RESOLUTIONS_MAX} times in all.`);
  return { ...one, state, history: [...one.history, deed], version: one.version + 1 };
};

/** Whether it decides about its lines and entries now. */
export const isActive = ({ state }: Resolution): boolean => state === 'active';

/** @throws Refusal `resolution-state` where the break has one that is not undone */
export const begun = (
  before: Resolution | undefined,
  fresh: Omit<Resolution, 'state' | 'attempt' | 'history' | 'version' | 'transactions'>,
  deed: Omit<Deed, 'deed'>,
  needsApproval: boolean,
): Resolution => {
  if (before !== undefined && before.state !== 'undone')
    throw refused('resolution-state', 'The break has a resolution already: undo it first.');
  const empty = { attempt: (before?.attempt ?? 0) + 1, history: before?.history ?? [], version: before?.version ?? 0 };
  const one: Resolution = { ...fresh, ...empty, state: 'undone', transactions: before?.transactions ?? [] };
  if (needsApproval) return withDeed(one, 'proposed', { ...deed, deed: 'proposed' });
  return withDeed(one, one.how === 'book' ? 'booking' : 'active', { ...deed, deed: 'resolved' });
};

/**
 * @param attempt that whoever agrees has looked at; whichever stands where it is not said
 * @throws Refusal `resolution-state`, `resolution-own`
 */
export const approved = (one: Resolution, by: string, at: number, attempt = one.attempt): Resolution => {
  if (one.state !== 'proposed') throw refused('resolution-state', 'There is nothing to approve.');
  if (one.attempt !== attempt)
    throw refused(
      'resolution-state',
      'What you have looked at was undone, and something else is proposed: look at that.',
    );
  if (one.history.findLast(({ deed }) => deed === 'proposed')?.by === by)
    throw refused('resolution-own', 'This client proposed it: another one approves it.');
  const deed = { deed: 'approved', by, at, reason: undefined } as const;
  return withDeed(one, one.how === 'book' ? 'booking' : 'active', deed);
};

/** The ledger has booked it. */
export const bookedBy = (one: Resolution, transaction: string): Resolution => ({
  ...one,
  state: 'active',
  transactions: [...one.transactions, transaction],
  version: one.version + 1,
});

/** @throws Refusal `resolution-state` */
export const undone = (one: Resolution, by: string, at: number, reason: string, reversal?: string): Resolution => {
  if (one.state === 'undone' || one.state === 'booking')
    throw refused('resolution-state', 'There is nothing to undo, or it is being booked: ask again in a moment.');
  const transactions = reversal === undefined ? one.transactions : [...one.transactions, reversal];
  return { ...withDeed(one, 'undone', { deed: 'undone', by, at, reason }), transactions };
};

export const resolutionView = (one: Resolution) => ({
  break: one.id,
  how: one.how,
  state: one.state,
  is: one.is,
  difference: String(one.difference),
  on: one.on,
  with: one.with,
  against: one.against ?? null,
  reason: one.reason ?? null,
  transaction: (one.how === 'book' ? one.transactions.at(-1) : undefined) ?? null,
  attempt: one.attempt,
  history: one.history.map(({ deed, by, at, reason }) => ({
    ...{ deed, by, at: formatTime(at) },
    reason: reason ?? null,
  })),
});
export type ResolutionView = ReturnType<typeof resolutionView>;
