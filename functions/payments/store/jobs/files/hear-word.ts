import { derivedId, idPattern } from '../../../../kernel/values/ids.ts';
import { PAYMENT_PREFIX, TASK_PREFIX } from '../../../contract/id-prefixes.ts';
import type { BankTask, TaskReason } from '../../../model/bank-task.ts';
import type { BankWord, Said } from '../../../model/bank-word.ts';
import type { InFile } from '../../../model/file.ts';
import type { Payment } from '../../../model/payment.ts';
import type { Rails } from '../../../model/rails.ts';
import type { SagaEvent } from '../../../model/saga-event.ts';
import { tasking } from '../../commit/files.ts';
import { commitStep } from '../../commit/payments.ts';
import { findByBirthMark } from '../../queries/by-birth-mark.ts';
import { findFile, paymentsOf } from '../../queries/files.ts';
import { findPayment } from '../../queries/payments.ts';
import type { PaymentsStore } from '../../table/payments-store.ts';
import { take } from '../take.ts';

export interface HearDeps {
  readonly store: PaymentsStore;
  readonly rails: Rails;
}

/** A word with its place among all of its file, which makes a task of it the same task in every run. */
export interface Placed<W extends BankWord = BankWord> {
  readonly word: W;
  readonly index: number;
}
/** Where it stands: a bank's file of the inbox, or one of statements. */
export type From = Pick<InFile, 'tenant' | 'id' | 'rail'>;
export type Heard = 'report' | 'task' | 'nothing';

type PaymentWord = Extract<BankWord, { about: 'payment' }>;
type FileWord = Extract<BankWord, { about: 'file' }>;

/** Others may be at the same payment at the same time; more of them than this is a fault. */
const TRIES_MAX = 20;

const eventOf = (said: Said, amount: bigint): SagaEvent | undefined => {
  switch (said.kind) {
    case 'accepted':
      return { type: 'rail-accepted', note: said.code };
    case 'settled':
      return { type: 'rail-settled', note: said.code };
    case 'refused':
      return { type: 'rail-refused', failure: { code: said.code, detail: said.detail } };
    case 'returned':
      return { type: 'rail-returned', amount, note: said.code };
    default:
      return undefined;
  }
};

/** Notes what is said of a payment, whoever else writes meanwhile; the queue goes on with it. */
const fireEvent = async (deps: HearDeps, from: Payment, event: SagaEvent, deadline: number): Promise<void> => {
  let payment = from;
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const next = await take(deps, payment, event, deadline, 'wake');
    // Nothing follows from it (any more): this commit, or that of another run, has noted it.
    if (next === undefined) return;
    ({ payment } = next);
  }
};

export const putTask = async (
  { store }: Pick<HearDeps, 'store'>,
  file: From,
  reason: TaskReason,
  index: number,
  about: Pick<BankTask, 'place' | 'payment' | 'code' | 'detail'>,
  deadline: number,
): Promise<'task'> => {
  const id = derivedId(TASK_PREFIX, file.tenant, file.id, String(index), reason);
  const at = store.clock.now();
  const task: BankTask = { ...about, id, tenant: file.tenant, reason, file: file.id, at, closedBy: undefined };
  // One that is there already is the same one.
  await commitStep(store, [tasking(store, task)], deadline);
  return 'task';
};

/** Why what is said of a payment is not taken for it; undefined where it is. */
const objection = (
  { rail }: From,
  { file, amount, currency, said }: PaymentWord,
  payment: Payment | undefined,
): { readonly reason: TaskReason; readonly detail: string } | undefined => {
  if (payment === undefined || payment.to.rail !== rail)
    return { reason: 'payment-unknown', detail: `There is no such payment over ${rail}.` };
  if (payment.file === undefined) return { reason: 'never-sent', detail: 'The payment is in no file yet.' };
  if (file !== undefined && file !== payment.file)
    return { reason: 'other-file', detail: `The payment is in ${payment.file}, and the bank names another file.` };
  // A return of another amount is the saga's to judge: it is kept with the payment.
  const differs = amount !== undefined && amount !== payment.amount && said.kind !== 'returned';
  if (differs || (currency !== undefined && currency !== payment.currency))
    return { reason: 'amount-differs', detail: 'The bank names another amount or currency than the payment has.' };
  return undefined;
};

const OUR_ID = idPattern(PAYMENT_PREFIX);

/**
 * The payment that a word names; undefined for a mark that none bears, or more than one, and for a name that is no id of ours: banks
 * send back whatever others have sent.
 */
const idOf = async (
  { store }: HearDeps,
  { tenant }: From,
  named: PaymentWord['payment'],
): Promise<string | undefined> => {
  if (typeof named === 'string') return OUR_ID.test(named) ? named : undefined;
  const ids = await findByBirthMark(store, tenant, named);
  return ids.length === 1 ? ids[0] : undefined;
};

const hearOfPayment = async (
  deps: HearDeps,
  file: From,
  { word, index }: Placed<PaymentWord>,
  deadline: number,
): Promise<Heard> => {
  const { place, said, amount } = word;
  const id = await idOf(deps, file, word.payment);
  const payment = id === undefined ? undefined : await findPayment(deps.store, file.tenant, id);
  const about = { place, payment: id, code: said.code };
  const against = objection(file, word, payment);
  if (against !== undefined)
    return putTask(deps, file, against.reason, index, { ...about, detail: against.detail }, deadline);
  if (said.kind === 'to-do')
    return putTask(deps, file, 'change-notified', index, { ...about, detail: said.detail }, deadline);
  const event = payment && eventOf(said, amount ?? payment.amount);
  if (payment === undefined || event === undefined) return 'nothing';
  await fireEvent(deps, payment, event, deadline);
  return 'report';
};

/** Steps at which nothing was paid: a booking for a whole file does not hold their money. */
const UNPAID: ReadonlySet<string> = new Set(['releasing', 'failed', 'canceled']);

/** What is said of a whole file is said of each of its payments. Undefined where the time is up: all of it is said again. */
const hearOfFile = async (
  deps: HearDeps,
  file: From,
  { word, index }: Placed<FileWord>,
  deadline: number,
): Promise<Heard | undefined> => {
  const { store } = deps;
  const { place, said, amount, currency } = word;
  const ours = await findFile(store, file.tenant, word.file);
  const about = { place, payment: undefined, code: said.code };
  if (ours?.direction !== 'out' || ours.rail !== file.rail || ours.state !== 'written') {
    const detail = 'The bank names a file that was not written here.';
    return putTask(deps, file, 'file-unknown', index, { ...about, detail }, deadline);
  }
  if (said.kind === 'to-do')
    return putTask(deps, file, 'change-notified', index, { ...about, detail: said.detail }, deadline);
  if (said.kind === 'noted') return 'nothing';
  if (amount !== undefined) {
    let sum = 0n;
    for await (const payment of paymentsOf(store, ours)) if (!UNPAID.has(payment.step)) sum += payment.amount;
    if (sum !== amount || currency !== ours.currency) {
      const detail = 'What the bank has booked for the file is not the sum of its payments.';
      return putTask(deps, file, 'amount-differs', index, { ...about, detail }, deadline);
    }
  }
  for await (const payment of paymentsOf(store, ours)) {
    if (store.clock.now() >= deadline) return undefined;
    const event = eventOf(said, payment.amount);
    if (event === undefined || (amount !== undefined && UNPAID.has(payment.step))) continue;
    await fireEvent(deps, payment, event, deadline);
  }
  return 'report';
};

/** Takes one thing that a bank says; undefined where the time is up. What is not clear becomes a task, and is never guessed at. */
export const hearWord = async (
  deps: HearDeps,
  file: From,
  { word, index }: Placed,
  deadline: number,
): Promise<Heard | undefined> => {
  if (word.about === 'payment') return hearOfPayment(deps, file, { word, index }, deadline);
  if (word.about === 'file') return hearOfFile(deps, file, { word, index }, deadline);
  return 'nothing';
};
