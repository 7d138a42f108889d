import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { type Item, n, s } from '../../../kernel/aws/attributes.ts';
import { classifyAwsError } from '../../../kernel/aws/classify-aws-error.ts';
import { retryOnConflict } from '../../../kernel/aws/retry-on-conflict.ts';
import { type Conflicts, transact } from '../../../kernel/aws/transact.ts';
import type { Claim } from '../../model/limit.ts';
import type { Payment } from '../../model/payment.ts';
import { type Key, paymentKey, switchKey, TABLE } from '../table/keys.ts';
import { lineItem, newPaymentItem, PASSING, progress } from '../table/payment-item.ts';
import type { PaymentsStore } from '../table/payments-store.ts';
import { countingOne, freeing } from './counters.ts';

type Table = Pick<PaymentsStore, 'table' | 'clock'>;
const { due } = TABLE.indexes;

/** Whether the stream is to put it into the work queue: not where whoever commits goes on with it. */
export type Wake = 'wake' | 'quiet';
export const WAKE = 'wake';

/** Where the counts of a new payment begin among its actions. */
export const CREATING_COUNTS_FROM = 1;

/** Puts a new payment, on the condition that there is room for it in every limit. */
export const creating = (
  store: Table,
  payment: Payment,
  claims: readonly Claim[],
  wake: Wake,
): readonly TransactWriteItem[] => [
  {
    Put: {
      TableName: store.table,
      Item: {
        ...newPaymentItem(payment, store.clock.now()),
        ...(wake === 'wake' ? { [WAKE]: n(payment.version) } : {}),
      },
      ConditionExpression: 'attribute_not_exists(pk)',
      // The payment of an earlier attempt comes back, so that nobody has to look for it before.
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  },
  ...countingOne(store, payment, claims),
];

/**
 * Brings a payment from one version to the next, on the condition that it is still as it was read. What it counted in limits and
 * counts in no more is given back by the same transaction, and so once.
 */
export const stepping = (
  store: Table,
  before: Payment,
  after: Payment,
  wake: Wake = 'quiet',
): readonly TransactWriteItem[] => [updating(store, before, after, wake), ...freeing(store, before, after)];

const updating = ({ table, clock }: Table, before: Payment, after: Payment, wake: Wake): TransactWriteItem => {
  const set: Item = {
    ...progress(after, clock.now()),
    ...(wake === 'wake' ? { [WAKE]: n(after.version) } : {}),
  };
  const lines = after.timeline.slice(before.timeline.length);
  const gone = PASSING.filter((name) => set[name] === undefined);
  const sets = Object.keys(set).map((name) => `#${name} = :${name}`);
  const added = lines.length > 0 ? ['#timeline = list_append(#timeline, :lines)'] : [];
  const names = [...Object.keys(set), ...gone, 'timeline'];
  return {
    Update: {
      TableName: table,
      Key: paymentKey(before.tenant, before.id),
      UpdateExpression: [
        `SET ${[...sets, ...added].join(', ')}`,
        ...(gone.length > 0 ? [`REMOVE ${gone.map((name) => `#${name}`).join(', ')}`] : []),
      ].join(' '),
      ConditionExpression: '#version = :seen',
      ExpressionAttributeNames: Object.fromEntries(
        names.filter((name) => name !== 'timeline' || added.length > 0).map((name) => [`#${name}`, name]),
      ),
      ExpressionAttributeValues: {
        ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
        ...(added.length > 0 ? { ':lines': { L: lines.map(lineItem) } } : {}),
        ':seen': n(before.version),
      },
    },
  };
};

/** Holds while a rail is not stopped for a tenant, at the very moment of the commit. */
export const whileOpen = (store: Pick<PaymentsStore, 'table'>, { tenant, to }: Payment): TransactWriteItem =>
  whileOpenFor(store, tenant, to.rail);

export const whileOpenFor = (
  { table }: Pick<PaymentsStore, 'table'>,
  tenant: string,
  rail: string,
): TransactWriteItem => ({
  ConditionCheck: {
    TableName: table,
    Key: switchKey(tenant, rail),
    ConditionExpression: 'attribute_not_exists(#stopped) OR #stopped = :no',
    ExpressionAttributeNames: { '#stopped': 'stopped' },
    ExpressionAttributeValues: { ':no': { BOOL: false } },
  },
});

/** Holds while a rail is not stopped for a tenant and its clearing account is watched, at the very moment of the commit. */
export const whileLettingOut = (
  { table }: Pick<PaymentsStore, 'table'>,
  { tenant, to }: Payment,
): TransactWriteItem => ({
  ConditionCheck: {
    TableName: table,
    Key: switchKey(tenant, to.rail),
    ConditionExpression: 'attribute_exists(#watched) AND (attribute_not_exists(#stopped) OR #stopped = :no)',
    ExpressionAttributeNames: { '#watched': due.sort, '#stopped': 'stopped' },
    ExpressionAttributeValues: { ':no': { BOOL: false } },
  },
});

export const switching = (
  { table, clock }: Table,
  tenant: string,
  rail: string,
  { stopped, by }: { readonly stopped: boolean; readonly by: string },
): TransactWriteItem => ({
  Update: {
    TableName: table,
    Key: switchKey(tenant, rail),
    UpdateExpression: 'SET #stopped = :stopped, #by = :by, #at = :at',
    ExpressionAttributeNames: { '#stopped': 'stopped', '#by': 'by', '#at': 'at' },
    ExpressionAttributeValues: { ':stopped': { BOOL: stopped }, ':by': s(by), ':at': n(clock.now()) },
  },
});

/** What came of a commit; undefined where nobody knows, since the answer was lost. */
export const tryCommit = (
  store: PaymentsStore,
  actions: readonly TransactWriteItem[],
  deadline: number,
): Promise<
  { readonly kind: 'committed' } | { readonly kind: 'refused'; readonly conflicts: Conflicts } | { kind: 'unknown' }
> =>
  retryOnConflict(store, deadline, async () => {
    try {
      const outcome = await transact(store, actions);
      return outcome.kind === 'busy' ? undefined : outcome;
    } catch (error) {
      if (classifyAwsError(error) === undefined) throw error;
      return { kind: 'unknown' };
    }
  });

/**
 * Writes a step. False where the payment is no longer as it was read: somebody else has gone on with it, or nobody knows since
 * the answer was lost: whoever goes on reads what is there.
 */
export const commitStep = async (
  store: PaymentsStore,
  actions: readonly TransactWriteItem[],
  deadline: number,
): Promise<boolean> => (await tryCommit(store, actions, deadline)).kind === 'committed';

/** Moves the alarm behind the message that is about to be sent; false where somebody else has done so, or it has gone on. */
export const snooze = (
  store: PaymentsStore,
  { key, version }: { readonly key: Key; readonly version: number },
  until: number,
  deadline: number,
): Promise<boolean> =>
  commitStep(
    store,
    [
      {
        Update: {
          TableName: store.table,
          Key: key,
          UpdateExpression: 'SET #at = :until',
          ConditionExpression: '#version = :seen AND #at < :until',
          ExpressionAttributeNames: { '#at': due.sort, '#version': 'version' },
          ExpressionAttributeValues: { ':until': n(until), ':seen': n(version) },
        },
      },
    ],
    deadline,
  );
