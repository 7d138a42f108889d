import { type TaskDeps, task } from '../../../kernel/triggers/task.ts';
import { type BankItem, type BankStore, dueOrders, findOrder, keepOrder, noteSent, recallOrder } from './bank-table.ts';
import { answerOf, recallOf, reportsOf, SENT_AHEAD_MS, type Timed } from './behaviour.ts';
import { type BankOrder, type BankReport, bankQuestion } from './wire.ts';

/** A report on its way to whoever gave the order. */
export interface Sent {
  readonly tenant: string;
  readonly body: string;
  readonly delaySeconds: number;
}

export interface BankDeps extends TaskDeps {
  readonly store: BankStore;
  readonly send: (reports: readonly Sent[]) => Promise<void>;
}

const LINE = { domain: 'payments', operation: 'sandboxBank' } as const;

const sentOf = ({ order }: BankItem, { at, report }: Timed, now: number): Sent => {
  const { tenant, payment } = order;
  const body = JSON.stringify({ rail: 'sandbox', report: JSON.stringify({ tenant, payment, report }) });
  return { tenant, body, delaySeconds: Math.max(0, Math.ceil((at - now) / 1000)) };
};

/** Sends the reports that are due, and notes it. Whoever dies between sends them again: a bank does say things twice. */
const sendDue = async ({ store, send }: BankDeps, item: BankItem, deadline: number): Promise<void> => {
  const now = store.clock.now();
  const all = reportsOf(item);
  const ready = all.slice(item.sent).filter(({ at }) => at - now <= SENT_AHEAD_MS);
  const next = all[item.sent + ready.length]?.at;
  await send(ready.map((one) => sentOf(item, one, now)));
  await noteSent(store, item, item.sent + ready.length, next, deadline);
};

/** Takes an order once; told again, it is a question. */
const submit = async (deps: BankDeps, order: BankOrder, deadline: number): Promise<BankReport> => {
  const { store } = deps;
  const now = store.clock.now();
  const fresh: BankItem = { order, at: now, recalled: false, sent: 0 };
  const known = await keepOrder(store, fresh, reportsOf(fresh)[0]?.at, deadline);
  if (known !== undefined) return answerOf(known, now);
  if (order.kind === 'refund') return { kind: 'settled' };
  await sendDue(deps, fresh, deadline);
  return { kind: 'accepted' };
};

const cancel = async ({ store }: BankDeps, order: BankOrder, deadline: number): Promise<BankReport> => {
  const known = await findOrder(store, order);
  if (known === undefined) return { kind: 'accepted' };
  if (known.recalled) return { kind: 'recalled' };
  const kind = recallOf(known, store.clock.now());
  if (kind !== 'recalled') return { kind };
  return { kind: (await recallOrder(store, known, deadline)) ? 'recalled' : 'kept' };
};

const tick = async (deps: BankDeps, deadline: number): Promise<BankReport> => {
  for (const item of await dueOrders(deps.store, deps.clock.now())) {
    if (deps.clock.now() >= deadline) break;
    // One that fails keeps no other from being told; the next minute tries again.
    await sendDue(deps, item, deadline).catch((error: unknown) => deps.log.error('a report was not sent', LINE, error));
  }
  return { kind: 'accepted' };
};

/** The sandbox's bank, as an outside one would be: it knows orders and nothing of payments, and says what it says when it does. */
export const buildBank = (deps: BankDeps) =>
  task({
    domain: 'payments',
    name: 'sandboxBank',
    input: bankQuestion,
    deps,
    run: (question, deadline) => {
      if ('submit' in question) return submit(deps, question.submit, deadline);
      if ('cancel' in question) return cancel(deps, question.cancel, deadline);
      return tick(deps, deadline);
    },
  });
