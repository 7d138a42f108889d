import { transact } from '../../../kernel/aws/transact.ts';
import type { Reply } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { idempotent, isAnswered, type PlannedEffect } from '../../../kernel/idempotency/exactly-once.ts';
import { idempotentRequest, type KeyedCall } from '../../../kernel/idempotency/idempotent-request.ts';
import { outboxAttributes } from '../../../kernel/standard/outbox.ts';
import { statementsEvents } from '../../contract/events.ts';
import { statementProblems } from '../../contract/problems.ts';
import type { BankAccount } from '../../model/bank/bank-account.ts';
import { freshResolution, needsApproval, type WantedResolution } from '../../model/bank/new-resolution.ts';
import { approved, begun, bookedBy, type Resolution, resolutionView, undone } from '../../model/bank/resolution.ts';
import { findItem } from '../queries/bank-reads.ts';
import { RECEIPTS } from '../table/bank-store.ts';
import { resolutionKey } from '../table/keys.ts';
import { puttingResolution, readResolution } from '../table/resolution-item.ts';
import { bookBreak, unbookBreak } from './book-break.ts';
import { findings, type Reconciling } from './findings.ts';
import { breakEventData } from './reconcile.ts';

const notFound = (): Refusal => new Refusal(common['not-found'], 'There is no such break.');

export const findResolution = async (
  store: Reconciling,
  { tenant, id: bankAccount }: BankAccount,
  id: string,
): Promise<Resolution | undefined> => {
  const item = await findItem(store, resolutionKey(tenant, bankAccount, id));
  return item && readResolution(item);
};

/** What a step of a resolution answers, with the event where it has resolved the break. */
const effectOf = (
  store: Reconciling,
  call: KeyedCall,
  account: BankAccount,
  before: Resolution | undefined,
  after: Resolution,
): PlannedEffect => {
  const at = store.clock.now();
  const data = { ...breakEventData({ account }, after), how: after.how };
  const isNews = after.state === 'active' && before?.state !== 'active';
  const events = isNews
    ? [{ event: statementsEvents.BreakResolved, subject: `${after.id}.${after.attempt}`, data }]
    : [];
  return {
    status: 200,
    body: JSON.stringify(resolutionView(after)),
    at,
    actions: [puttingResolution(store.table, after)],
    ...(events.length === 0 ? {} : { extraAttributes: outboxAttributes(call, at, events) }),
  };
};

/**
 * Books in the ledger what a resolution says. That it is being booked is on record first, so whatever dies meanwhile, who comes
 * again goes on from there. What the ledger refuses is taken back.
 */
const booking = async (
  store: Reconciling,
  call: KeyedCall,
  account: BankAccount,
  before: Resolution | undefined,
  decided: Resolution,
): Promise<PlannedEffect> => {
  const asking = { ask: store.ask, tenant: account.tenant, requestId: call.requestId };
  if (before?.state !== 'booking') {
    const { kind } = await transact(store, [puttingResolution(store.table, decided)]);
    if (kind !== 'committed') throw new Refusal(common.conflict, 'Others were at this break. Retry with the same key.');
  }
  const booked = await bookBreak(asking, account, decided).catch(async (error: unknown) => {
    if (error instanceof Refusal && error.problem.slug === statementProblems['booking-refused'].slug) {
      const back = undone({ ...decided, state: 'proposed' }, call.caller.clientId, store.clock.now(), error.message);
      await transact(store, [puttingResolution(store.table, back)]);
    }
    throw error;
  });
  return effectOf(store, call, account, decided, bookedBy(decided, booked));
};

/** Books and reverses nothing under a key that has its answer: the repeat gets that answer. */
const assertUnanswered = async (store: Reconciling, call: KeyedCall): Promise<void> => {
  if (await isAnswered(store, RECEIPTS, idempotentRequest(call)))
    throw new Refusal(common.conflict, 'The key has its answer. Retry with the same key.');
};

const step = (
  store: Reconciling,
  call: KeyedCall,
  account: BankAccount,
  before: Resolution | undefined,
  after: Resolution,
): Promise<PlannedEffect> | PlannedEffect =>
  after.state === 'booking'
    ? booking(store, call, account, before, after)
    : effectOf(store, call, account, before, after);

/** Begins a resolution, or goes on with one of this client's that is being booked. */
export const resolve = (
  store: Reconciling,
  call: KeyedCall,
  account: BankAccount,
  id: string,
  wanted: WantedResolution,
): Promise<Reply> =>
  idempotent(store, RECEIPTS, idempotentRequest(call), async () => {
    const before = await findResolution(store, account, id);
    await assertUnanswered(store, call);
    if (before?.state === 'booking') return step(store, call, account, before, before);
    const found = await findings(store, account, undefined, call);
    const one = found.breaks.find((each) => each.id === id);
    if (one === undefined) throw notFound();
    const fresh = freshResolution(found, one, wanted);
    const deed = { by: call.caller.clientId, at: store.clock.now(), reason: wanted.reason };
    const after = begun(before, fresh, deed, needsApproval(found, fresh));
    return step(store, call, account, before, after);
  });

const existing = async (store: Reconciling, account: BankAccount, id: string): Promise<Resolution> => {
  const one = await findResolution(store, account, id);
  if (one === undefined) throw notFound();
  return one;
};

/** Another client agrees. */
export const approve = (
  store: Reconciling,
  call: KeyedCall,
  account: BankAccount,
  id: string,
  attempt?: number,
): Promise<Reply> =>
  idempotent(store, RECEIPTS, idempotentRequest(call), async () => {
    const before = await existing(store, account, id);
    await assertUnanswered(store, call);
    if (before.state === 'booking') return step(store, call, account, before, before);
    const after = approved(before, call.caller.clientId, store.clock.now(), attempt);
    await assertStanding(store, account, after, call);
    return step(store, call, account, before, after);
  });

/**
 * What was proposed to be matched may have been matched meanwhile, and what was to be booked may have come: money is not booked twice
 * because somebody agreed late.
 *
 * @throws Refusal `resolution-unfit`
 */
const assertStanding = async (
  store: Reconciling,
  account: BankAccount,
  one: Resolution,
  call: KeyedCall,
): Promise<void> => {
  const { matches, breaks } = await findings(store, account, undefined, call);
  const unfit = (detail: string): Refusal => new Refusal(statementProblems['resolution-unfit'], detail);
  const taken = new Set(matches.flatMap(({ bank, ledger }) => [...bank, ...ledger]));
  if ([...one.bank, ...one.ledger].some((each) => taken.has(each)))
    throw unfit('Some of it is in another match by now.');
  if (breaks.find(({ id }) => id === one.id)?.difference !== one.difference)
    throw unfit('It is no break any more, or of another difference: undo the proposal.');
};

/** Takes a resolution back; the break is open again. */
export const undo = (
  store: Reconciling,
  call: KeyedCall,
  account: BankAccount,
  id: string,
  reason: string,
): Promise<Reply> =>
  idempotent(store, RECEIPTS, idempotentRequest(call), async () => {
    const before = await existing(store, account, id);
    await assertUnanswered(store, call);
    const by = call.caller.clientId;
    const wasBooked = before.how === 'book' && before.state === 'active' ? before.transactions.at(-1) : undefined;
    if (wasBooked === undefined)
      return effectOf(store, call, account, before, undone(before, by, store.clock.now(), reason));
    const asking = { ask: store.ask, tenant: account.tenant, requestId: call.requestId };
    const reversal = await unbookBreak(asking, before, wasBooked);
    return effectOf(store, call, account, before, undone(before, by, store.clock.now(), reason, reversal));
  });
