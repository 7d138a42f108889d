import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { big, type Item, int, maybeInt, n, s, str } from '../../../kernel/aws/attributes.ts';
import { assert, present } from '../../../kernel/core/assert.ts';
import { alarmAt } from '../../model/deadline.ts';
import {
  type Destination,
  isBook,
  isGathering,
  type Line,
  MARKS,
  type Payment,
  type Refund,
  STEPS,
  STUCK_REASONS,
} from '../../model/payment.ts';
import {
  accountPartition,
  birthSort,
  dueShard,
  gatheredPartition,
  paymentKey,
  TABLE,
  tenantOf,
  tenantPartition,
} from './keys.ts';

const failure = z.object({ code: z.string(), detail: z.string() });
const refund = z.object({
  n: z.int(),
  amount: z.string(),
  state: z.enum(['processing', 'paid', 'failed']),
  requestedBy: z.string(),
  transaction: z.string().optional(),
  failure: failure.optional(),
});
const approvals = z.array(z.object({ by: z.string(), at: z.int() }));
const counted = z.array(z.object({ limit: z.string(), window: z.string() }));
const metadata = z.record(z.string(), z.string());

const PREFIX = 'refund';
const refundName = (place: number): string => PREFIX + String(place);
const refundText = (one: Refund): string => JSON.stringify({ ...one, amount: String(one.amount) });
const readRefund = (text: string): Refund => {
  const { amount, ...rest } = refund.parse(JSON.parse(text));
  return { ...rest, amount: BigInt(amount) };
};

export const lineItem = ({ mark, at, note }: Line): AttributeValue => ({
  M: { mark: s(mark), at: n(at), ...(note === undefined ? {} : { note: s(note) }) },
});
/** A line of a later release, met after a rollback, is shown as it is. */
const readLine = ({ M: line = {} }: AttributeValue): Line => {
  const mark = present(line.mark?.S, 'a line of a timeline says something');
  return { mark: (MARKS.find((one) => one === mark) ?? mark) as Line['mark'], at: int(line, 'at'), note: line.note?.S };
};

const OPTIONAL_TEXTS = ['ending', 'hold', 'settlement', 'givingBack', 'file', 'stuck'] as const;

/** What changes with each step. The timeline is not in it: a step adds to it. */
export const progress = (payment: Payment, now: number): Item => {
  const alarm = alarmAt(payment, now);
  const item: Record<string, AttributeValue> = {
    step: s(payment.step),
    version: n(payment.version),
    returnNext: { BOOL: payment.returnNext },
    toSuspense: { BOOL: payment.toSuspense },
    refunds: n(payment.refunds.length),
    gathered: { BOOL: payment.gathered },
  };
  if (isGathering(payment)) {
    item[TABLE.indexes.gathered.partition] = s(gatheredPartition(payment.tenant, payment.to.rail));
    item[TABLE.indexes.gathered.sort] = s(birthSort(payment.createdAt, payment.id));
  }
  for (const name of OPTIONAL_TEXTS) {
    const value = payment[name];
    if (value !== undefined) item[name] = s(value);
  }
  if (payment.failure !== undefined) item.failure = s(JSON.stringify(payment.failure));
  if (payment.approvalsNeeded > 0) item.approvalsNeeded = n(payment.approvalsNeeded);
  if (payment.approvals.length > 0) item.approvals = s(JSON.stringify(payment.approvals));
  if (payment.counted.length > 0) item.counted = s(JSON.stringify(payment.counted));
  if (payment.deadline !== undefined) item.deadline = n(payment.deadline);
  for (const one of payment.refunds) item[refundName(one.n)] = s(refundText(one));
  if (alarm !== undefined) {
    item[TABLE.indexes.due.partition] = s(dueShard(payment.id));
    item[TABLE.indexes.due.sort] = n(alarm);
  }
  return item;
};

/** What `progress` may leave out, and an update then takes away. */
export const PASSING: readonly string[] = [
  ...OPTIONAL_TEXTS,
  'failure',
  'counted',
  'deadline',
  TABLE.indexes.due.partition,
  TABLE.indexes.due.sort,
  TABLE.indexes.gathered.partition,
  TABLE.indexes.gathered.sort,
];

/** A destination of several parts, beside its rail. */
export const sepaParts = z.object({ name: z.string(), iban: z.string(), bic: z.string().optional() });
export const achParts = z.object({
  name: z.string(),
  routingNumber: z.string(),
  accountNumber: z.string(),
  accountKind: z.enum(['checking', 'savings']),
  entryClass: z.enum(['PPD', 'CCD']).optional(),
});

/** A destination of several parts is one text, as every release reads it. */
export const destinationItem = (to: Destination): Item => {
  if (isBook(to)) return { account: s(to.account) };
  if ('destination' in to) return { destination: s(to.destination) };
  const { rail: _, ...parts } = to;
  return { destination: s(JSON.stringify(parts)) };
};

export const newPaymentItem = (payment: Payment, now: number): Item => {
  const { tenant, id, from, to, reference, createdAt } = payment;
  const { indexes } = TABLE;
  return {
    ...paymentKey(tenant, id),
    id: s(id),
    from: s(from),
    rail: s(to.rail),
    ...destinationItem(to),
    amount: n(payment.amount),
    currency: s(payment.currency),
    ...(reference === undefined ? {} : { reference: s(reference) }),
    metadata: s(JSON.stringify(payment.metadata)),
    maker: s(payment.maker),
    requestId: s(payment.requestId),
    fingerprint: s(payment.fingerprint),
    createdAt: n(createdAt),
    ...(payment.runAt === undefined ? {} : { runAt: n(payment.runAt) }),
    ...(payment.batch === undefined ? {} : { batch: s(payment.batch) }),
    ...(payment.schedule === undefined ? {} : { schedule: s(payment.schedule) }),
    [indexes.tenant.partition]: s(tenantPartition(tenant)),
    [indexes.tenant.sort]: s(birthSort(createdAt, id)),
    [indexes.payer.partition]: s(accountPartition(tenant, from)),
    ...(isBook(to) ? { [indexes.payee.partition]: s(accountPartition(tenant, to.account)) } : {}),
    ...progress(payment, now),
    timeline: { L: payment.timeline.map(lineItem) },
  };
};

const oneOf = <T extends string>(all: readonly T[], value: string | undefined): T | undefined => {
  const found = all.find((one) => one === value);
  assert(value === undefined || found !== undefined, 'a step is known');
  return found;
};

export const destinationOf = (item: Item): Destination => {
  const rail = str(item, 'rail');
  if (item.account?.S !== undefined) return { rail: 'book', account: item.account.S };
  const destination = str(item, 'destination');
  if (rail === 'sepa') return { rail, ...sepaParts.parse(JSON.parse(destination)) };
  return rail === 'ach' ? { rail, ...achParts.parse(JSON.parse(destination)) } : { rail, destination };
};

export const readPayment = (item: Item): Payment => ({
  id: str(item, 'id'),
  tenant: tenantOf(str(item, 'pk')),
  from: str(item, 'from'),
  to: destinationOf(item),
  amount: big(item, 'amount'),
  currency: str(item, 'currency'),
  reference: item.reference?.S,
  metadata: metadata.parse(JSON.parse(str(item, 'metadata'))),
  maker: str(item, 'maker'),
  requestId: str(item, 'requestId'),
  fingerprint: str(item, 'fingerprint'),
  createdAt: int(item, 'createdAt'),
  step: present(oneOf(STEPS, str(item, 'step')), 'a payment has a step'),
  version: int(item, 'version'),
  ending: oneOf(['failed', 'canceled'] as const, item.ending?.S),
  failure: item.failure?.S === undefined ? undefined : failure.parse(JSON.parse(item.failure.S)),
  hold: item.hold?.S,
  settlement: item.settlement?.S,
  givingBack: item.givingBack?.S,
  returnNext: item.returnNext?.BOOL === true,
  toSuspense: item.toSuspense?.BOOL === true,
  refunds: Array.from({ length: int(item, 'refunds') }, (_, index) => readRefund(str(item, refundName(index + 1)))),
  runAt: maybeInt(item, 'runAt'),
  schedule: item.schedule?.S,
  batch: item.batch?.S,
  approvalsNeeded: maybeInt(item, 'approvalsNeeded') ?? 0,
  approvals: item.approvals?.S === undefined ? [] : approvals.parse(JSON.parse(item.approvals.S)),
  counted: item.counted?.S === undefined ? [] : counted.parse(JSON.parse(item.counted.S)),
  gathered: item.gathered?.BOOL === true,
  file: item.file?.S,
  stuck: oneOf(STUCK_REASONS, item.stuck?.S),
  deadline: maybeInt(item, 'deadline'),
  timeline: (item.timeline?.L ?? []).map(readLine),
});

/** How many lines an image of an item has: what the ones of a change are counted from. */
export const linesOf = (item: Item | undefined): number => item?.timeline?.L?.length ?? 0;
