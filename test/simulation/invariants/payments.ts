import type { Item } from '../../../functions/kernel/aws/attributes.ts';
import { str } from '../../../functions/kernel/aws/attributes.ts';
import { parsePartition } from '../../../functions/ledger/store/table/keys.ts';
import { readTransaction } from '../../../functions/ledger/store/table/transaction-item.ts';
import { isBook, type Payment, refundedSum } from '../../../functions/payments/model/payment.ts';
import { readPayment } from '../../../functions/payments/store/table/payment-item.ts';
import { TABLES } from '../functions/outside.ts';
import { hold, same } from '../violation.ts';
import type { World } from '../world/world.ts';
import { checkBatches } from './batches.ts';
import { checkFiles } from './files.ts';

/** What the windows hold is what the payments that count in them come to. */
const checkLimits = (items: readonly Item[], payments: readonly Payment[]): void => {
  for (const item of items) {
    if (item.sk?.S !== 'C') continue;
    const [tenant, , name] = str(item, 'pk').split('#');
    const counting = payments.filter(
      (one) => one.tenant === tenant && one.counted.some(({ limit, window }) => `${limit}.${window}` === name),
    );
    const found = [String(item.amount?.N ?? 0), String(item.count?.N ?? 0)];
    const wanted = [String(counting.reduce((total, { amount }) => total + amount, 0n)), String(counting.length)];
    same('payment-limit', `what counts in ${name}`, found, wanted);
  }
};

const ENDS: ReadonlySet<string> = new Set(['settled', 'failed', 'canceled', 'returned']);
/** Steps in which a payment over a rail holds the payer's money, and may stay: nobody has said what became of it. */
const OPEN: ReadonlySet<string> = new Set(['submitted', 'recalling', 'submitting']);

interface Moved {
  readonly order: string;
  readonly state: string | undefined;
  readonly amount: bigint;
  readonly from: string;
  readonly to: string;
}

/** The ledger's transactions of each payment, by what they were ordered for. */
const movesOf = (items: readonly Item[]): ReadonlyMap<string, readonly Moved[]> => {
  const moves = items.flatMap((item): readonly (Moved & { readonly name: string })[] => {
    if (item.sk?.S !== 'T') return [];
    const { receipt, state } = readTransaction(item as never);
    if (receipt.status >= 400) return [];
    const { metadata = {}, postings = [] } = JSON.parse(receipt.body) as {
      readonly metadata?: Readonly<Record<string, string>>;
      readonly postings?: readonly { readonly from: string; readonly to: string; readonly amount: string }[];
    };
    const [posting] = postings;
    if (metadata.payment === undefined || posting === undefined) return [];
    const { tenant } = parsePartition(str(item, 'pk')) ?? {};
    const { from, to, amount } = posting;
    const order = metadata.order ?? '';
    return [{ name: `${tenant} ${metadata.payment}`, order, state, amount: BigInt(amount), from, to }];
  });
  return Map.groupBy(moves, ({ name }) => name);
};

/** What the sandbox's bank never does to a destination, unless a person said so: it keeps to the name. */
const checkRail = ({ id, step, to, timeline }: Payment): void => {
  if (!('destination' in to)) return;
  const has = (mark: string) => timeline.some((line) => line.mark === mark);
  if (has('resolved')) return;
  const [behaviour = ''] = to.destination.split(':');
  hold('payment-rail', behaviour !== 'refuse' || step !== 'settled', () => `${id} is settled, and its bank refused it`);
  const mayRefuse = behaviour === 'refuse' || behaviour === 'contradict';
  hold('payment-rail', mayRefuse || !has('refused-by-rail'), () => `${id} is refused, and its bank did not`);
  hold('payment-rail', behaviour === 'return' || !has('returned-by-rail'), () => `${id} came back by nobody`);
};

const sum = (moves: readonly Moved[]): bigint => moves.reduce((total, { amount }) => total + amount, 0n);

/** What the ledger must have of a payment that has come so far. */
const checkMoney = (payment: Payment, moves: readonly Moved[]): void => {
  const { id, amount, step, to, from, refunds } = payment;
  const of = (order: string) => moves.filter((one) => one.order === order);
  const refunded = of('refund');
  same('payment-money', `what was given back of ${id}`, sum(refunded), refundedSum(payment));
  hold('payment-money', refundedSum(payment) <= amount, () => `${id} gave back more than it had`);
  same(
    'payment-money',
    `refunds of ${id} that were paid`,
    refunded.length,
    refunds.filter(({ state }) => state === 'paid').length,
  );
  const end = isBook(to) ? to.account : `@rail.${to.rail}.clearing`;
  for (const one of refunded) same('payment-money', `the way of a refund of ${id}`, [one.from, one.to], [end, from]);
  if (isBook(to)) {
    const paid = step === 'settled' ? [`${from} ${to.account} ${amount}`] : [];
    const found = of('transfer').map((one) => `${one.from} ${one.to} ${one.amount}`);
    same('payment-money', `transfers of ${id}, which is ${step}`, found, paid);
    return;
  }
  const holds = of('reserve');
  hold('payment-money', holds.length <= 1, () => `${id} is held ${holds.length} times`);
  const [held] = holds;
  const state = held?.state;
  const wanted =
    step === 'settled' || step === 'returned' ? ['posted'] : ENDS.has(step) ? [undefined, 'voided'] : ['pending'];
  hold('payment-money', wanted.includes(state), () => `${id} is ${step}, and its hold is ${state}`);
  if (held !== undefined) same('payment-money', `what is held of ${id}`, [held.from, held.amount], [from, amount]);
  same(
    'payment-money',
    `what was returned of ${id}, which is ${step}`,
    of('return').length,
    step === 'returned' ? 1 : 0,
  );
};

/** What a line of a timeline is told as, as the catalogue of events has it. */
const EVENT_OF: Readonly<Record<string, string>> = {
  created: 'PaymentCreated',
  'awaiting-approval': 'PaymentAwaitingApproval',
  approved: 'PaymentApproved',
  rejected: 'PaymentFailed',
  'approval-expired': 'PaymentFailed',
  submitted: 'PaymentSubmitted',
  settled: 'PaymentSettled',
  failed: 'PaymentFailed',
  canceled: 'PaymentCanceled',
  returned: 'PaymentReturned',
  refunded: 'PaymentRefunded',
  stuck: 'PaymentStuck',
  'to-suspense': 'PaymentStuck',
};

/** Names of the events that were told of each payment, each once however often it was told. */
const toldOf = ({ taken }: World['bus']): ReadonlyMap<string, readonly string[]> => {
  const told = new Map<string, string[]>();
  const known = new Set<string>();
  for (const { DetailType, Detail } of taken) {
    if (!DetailType.startsWith('payments.Payment')) continue;
    const { eventId, data } = JSON.parse(Detail) as {
      readonly eventId: string;
      readonly data: { readonly payment: { readonly id: string } };
    };
    if (known.has(eventId)) continue;
    known.add(eventId);
    const names = told.get(data.payment.id);
    const name = DetailType.slice('payments.'.length);
    if (names === undefined) told.set(data.payment.id, [name]);
    else names.push(name);
  }
  return told;
};

/** Each payment ends, or waits for somebody to say what became of it; its money is where its step says; its end is told. */
export const checkPayments = (world: World): void => {
  const { store, bus, profile } = world;
  if (!profile.payments) return;
  const items = store.all(TABLES.payments) as unknown as readonly Item[];
  const payments = items.filter(({ sk }) => sk?.S === 'P').map((item) => readPayment(item as never));
  checkLimits(items, payments);
  const moves = movesOf(store.all(TABLES.ledger) as unknown as readonly Item[]);
  checkBatches(items, payments);
  if (profile.files) checkFiles(world, payments);
  const told = toldOf(bus);
  for (const payment of payments) {
    const { id, tenant, step, stuck, to } = payment;
    const waits =
      OPEN.has(step) && (stuck !== undefined || ('destination' in to && /^(silent|late)/.test(to.destination)));
    hold(
      'payment-ends',
      ENDS.has(step) || waits,
      () => `${id} of ${tenant} stays ${step} (${JSON.stringify(to)}, stuck ${stuck})`,
    );
    checkRail(payment);
    checkMoney(payment, moves.get(`${tenant} ${id}`) ?? []);
    const wanted = payment.timeline.flatMap(({ mark }) => EVENT_OF[mark] ?? []);
    same('payment-told', `what is told of ${id}`, (told.get(id) ?? []).toSorted(), wanted.toSorted());
  }
  const orphans = [...moves.keys()].filter((name) => !payments.some(({ tenant, id }) => name === `${tenant} ${id}`));
  same('payment-money', 'transactions of payments that are not there', orphans, []);
};
