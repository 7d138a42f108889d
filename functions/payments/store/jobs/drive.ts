import { classifyAwsError } from '../../../kernel/aws/classify-aws-error.ts';
import { present } from '../../../kernel/core/assert.ts';
import type { Log } from '../../../kernel/core/log.ts';
import { CLEARING_AGAIN_MS } from '../../model/clearing.ts';
import { isOverdue } from '../../model/deadline.ts';
import { type Effect, effectOf } from '../../model/effect.ts';
import { isBook, type Payment } from '../../model/payment.ts';
import { type Instruction, instructionOf, type Rail, type RailReport } from '../../model/rail.ts';
import type { Rails } from '../../model/rails.ts';
import { decide } from '../../model/saga.ts';
import type { SagaEvent } from '../../model/saga-event.ts';
import { watching } from '../commit/clearing.ts';
import { countingOne } from '../commit/counters.ts';
import type { AskLedger } from '../commit/ledger.ts';
import { giveOrder } from '../commit/orders.ts';
import { overWhat } from '../commit/over-what.ts';
import { commitStep, stepping, tryCommit } from '../commit/payments.ts';
import { findSwitch } from '../queries/switches.ts';
import type { PaymentsStore } from '../table/payments-store.ts';
import { beginningOf, overLimitEvent } from './begin.ts';
import { silenceOf } from './silence.ts';
import { aroundOf, standing, type Taken, take, takeThroughGate } from './take.ts';

export interface DriveDeps {
  readonly store: PaymentsStore;
  readonly ask: AskLedger;
  readonly rails: Rails;
  readonly log: Log;
  /** A rail gave no answer. */
  readonly onSilent?: () => void;
}

/** What came of a run: `waits` where somebody has not answered, and the same is to be tried soon. */
export interface Driven {
  readonly payment: Payment;
  readonly waits: boolean;
}

/** From a promise to its end a payment takes six steps; a run that takes more of them goes on in the next one. */
const TURNS_MAX = 16;

export const railOf = (rails: Rails, { to }: Pick<Payment, 'to'>): Rail =>
  present(rails.get(to.rail), 'a rail is known');

/** What a rail says, as the saga hears it. */
export const eventOf = (report: RailReport): SagaEvent => {
  switch (report.kind) {
    case 'refused':
      return { type: 'rail-refused', failure: report.failure };
    case 'returned': {
      const { kind: _, ...rest } = report;
      return { type: 'rail-returned', ...rest };
    }
    case 'accepted': {
      const { kind: _, ...rest } = report;
      return { type: 'rail-accepted', ...rest };
    }
    case 'settled': {
      const { kind: _, ...rest } = report;
      return { type: 'rail-settled', ...rest };
    }
    default:
      return { type: `rail-${report.kind}` };
  }
};

const fireEvent = async (
  { onSilent }: DriveDeps,
  say: (one: Instruction) => Promise<RailReport>,
  instruction: Instruction,
): Promise<RailReport | undefined> => {
  try {
    return await say(instruction);
  } catch (error) {
    if (classifyAwsError(error) === undefined) throw error;
    onSilent?.();
    return undefined;
  }
};

/** A refund is first the rail's to agree to, then the ledger's to book. */
const refundOverRail = async (
  deps: DriveDeps,
  payment: Payment,
  refund: { readonly n: number; readonly amount: bigint },
): Promise<SagaEvent | 'agreed' | undefined> => {
  if (isBook(payment.to)) return 'agreed';
  const report = await fireEvent(deps, railOf(deps.rails, payment).submit, instructionOf(payment, refund));
  if (report?.kind === 'settled') return 'agreed';
  return report?.kind === 'refused' ? { type: 'refund-refused', n: refund.n, failure: report.failure } : undefined;
};

/**
 * Lets a payment begin whose time has come, by the commit that counts it. Where there is no room for it, that is its end: it was
 * promised for a day on which no more may leave.
 */
const begin = async (deps: DriveDeps, payment: Payment, deadline: number): Promise<Taken | undefined> => {
  const { store } = deps;
  const { event, claims } = await beginningOf(store, payment);
  const decision = decide(payment, event, aroundOf(deps, payment));
  if (decision.kind !== 'next') return undefined;
  const step = stepping(store, payment, decision.payment);
  const outcome = await tryCommit(store, [...step, ...countingOne(store, payment, claims)], deadline);
  if (outcome.kind === 'committed') return { payment: decision.payment, ours: true };
  const over =
    outcome.kind === 'refused' ? overWhat(claims, outcome.conflicts, step.length, store.clock.now()) : undefined;
  if (over !== undefined && outcome.kind === 'refused' && !outcome.conflicts.has(0))
    return take(deps, payment, overLimitEvent(over.message), deadline);
  return standing(store, decision.payment);
};

/** Whether the rail takes submissions. The first that goes out over it has its clearing account watched from now on. */
const gate = async ({ store }: DriveDeps, payment: Payment, deadline: number): Promise<SagaEvent | undefined> => {
  const { tenant, to } = payment;
  const { stopped, watched } = await findSwitch(store, tenant, to.rail);
  const at = store.clock.now() + CLEARING_AGAIN_MS;
  if (!watched) await commitStep(store, [watching(store, tenant, to.rail, at)], deadline);
  return stopped ? undefined : { type: 'gate-opened' };
};

/** Does what has to be done next: what came of it, or undefined while nobody knows. */
const perform = async (
  deps: DriveDeps,
  payment: Payment,
  effect: Effect,
  deadline: number,
): Promise<SagaEvent | undefined> => {
  const { ask, rails } = deps;
  switch (effect.kind) {
    case 'none':
    case 'start':
      return undefined;
    case 'expire':
      return { type: 'approval-expired' };
    case 'ledger': {
      const { order } = effect;
      if (order.kind === 'refund') {
        const agreed = await refundOverRail(deps, payment, order);
        if (agreed !== 'agreed') return agreed;
      }
      return giveOrder(ask, payment, order);
    }
    case 'gate':
      return gate(deps, payment, deadline);
    case 'submit': {
      const report = await fireEvent(deps, railOf(rails, payment).submit, instructionOf(payment));
      return report && eventOf(report);
    }
    case 'recall': {
      const report = await fireEvent(deps, railOf(rails, payment).cancel, instructionOf(payment));
      return report && eventOf(report);
    }
  }
};

/** What follows from it that nobody has said anything in time. */
const heardOfSilence = async (deps: DriveDeps, payment: Payment, deadline: number): Promise<Payment> => {
  const event = await silenceOf(deps, payment);
  return (event && (await take(deps, payment, event, deadline)))?.payment ?? payment;
};

/** What follows from what was done: a hold goes on through the gate at once where that is open. */
const note = async (
  deps: DriveDeps,
  payment: Payment,
  event: SagaEvent,
  deadline: number,
): Promise<Taken | undefined> => {
  const through = event.type === 'held' ? await takeThroughGate(deps, payment, event, deadline) : undefined;
  return through ?? take(deps, payment, event, deadline);
};

/**
 * Goes on with a payment until it waits for somebody or is at its end. Every step is committed before the next begins, on the
 * condition of the version. Two runs of the same payment send the same orders, which count once; one of them commits, and the other
 * leaves the payment to it. Should that one die, its message comes again, or the sweep finds the payment.
 */
export const drive = async (deps: DriveDeps, from: Payment, deadline: number): Promise<Driven> => {
  const { clock } = deps.store;
  let payment = from;
  for (let turn = 0; turn < TURNS_MAX && clock.now() < deadline; turn += 1) {
    const effect = effectOf(payment, clock.now());
    const event = await perform(deps, payment, effect, deadline);
    const taken =
      effect.kind === 'start'
        ? await begin(deps, payment, deadline)
        : event && (await note(deps, payment, event, deadline));
    if (taken?.ours === false) return { payment: taken.payment, waits: false };
    if (taken !== undefined) {
      payment = taken.payment;
      continue;
    }
    if (effect.kind === 'none') return { payment, waits: false };
    const waits = event === undefined && effect.kind !== 'gate';
    if (!isOverdue(payment, clock.now())) return { payment, waits };
    return { payment: await heardOfSilence(deps, payment, deadline), waits };
  }
  return { payment, waits: true };
};
