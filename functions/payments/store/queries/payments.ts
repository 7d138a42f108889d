import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../kernel/aws/attributes.ts';
import { getAll, nameOf } from '../../../kernel/aws/items-by-key.ts';
import { type IndexRow, newestRows } from '../../../kernel/aws/newest-rows.ts';
import { together } from '../../../kernel/core/parallel.ts';
import { fillPage, type Rows } from '../../../kernel/http/page-fill.ts';
import type { Page } from '../../../kernel/http/page-reply.ts';
import { type Payment, type PublicState, publicState } from '../../model/payment.ts';
import { paymentView } from '../../model/view.ts';
import { accountPartition, paymentKey, TABLE, tenantPartition } from '../table/keys.ts';
import { readPayment } from '../table/payment-item.ts';
import type { PaymentsStore } from '../table/payments-store.ts';

type Table = Pick<PaymentsStore, 'dynamo' | 'table'>;

/** Strongly consistent. A foreign id has another key, so it is as unknown as one that never was. */
export const findPayment = async (
  { dynamo, table }: Table,
  tenant: string,
  id: string,
): Promise<Payment | undefined> => {
  const read = new GetItemCommand({ TableName: table, Key: paymentKey(tenant, id), ConsistentRead: true });
  const { Item: item } = await dynamo.send(read);
  return item === undefined ? undefined : readPayment(item);
};

/** Those that there are, by their ids. */
export const findPayments = async (
  store: PaymentsStore,
  tenant: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Payment>> => {
  const found = await getAll(
    store,
    ids.map((id) => paymentKey(tenant, id)),
  );
  return new Map([...found.values()].map((item) => readPayment(item)).map((one) => [one.id, one]));
};

export interface PaymentFilter {
  readonly account: string | undefined;
  readonly state: PublicState | undefined;
}

type Index = (typeof TABLE.indexes)['tenant' | 'payer' | 'payee'];

/** A sort key ends with its payment's id. */
const rowAt = (tenant: string, sort: string): IndexRow => ({
  key: paymentKey(tenant, sort.slice(sort.indexOf('#') + 1)),
  sort,
});

/** Rows of several indexes with the same sort, merged: only as many as every one of them vouches for. */
const merged = async (
  reads: readonly ReturnType<typeof newestRows>[],
  count: number,
): Promise<{ readonly rows: readonly IndexRow[]; readonly more: boolean }> => {
  const parts = await together(reads);
  const all = [...new Map(parts.flatMap(({ rows }) => rows).map((row) => [row.sort, row])).values()];
  const sorted = all.sort((a, b) => (a.sort < b.sort ? 1 : -1));
  return { rows: sorted.slice(0, count), more: sorted.length > count || parts.some(({ more }) => more) };
};

/** A page of the payments of a tenant, newest first. The indexes follow the table within moments. */
export const paymentsPage = (
  store: PaymentsStore,
  tenant: string,
  { account, state }: PaymentFilter,
  limit: number,
  after: string | undefined,
): Promise<Page<string>> => {
  const { indexes } = TABLE;
  const read = async (from: string | undefined, count: number): Promise<Rows<string, Item | undefined>> => {
    const within = account === undefined ? tenantPartition(tenant) : accountPartition(tenant, account);
    const sources: readonly Index[] = account === undefined ? [indexes.tenant] : [indexes.payer, indexes.payee];
    const after = from === undefined ? undefined : rowAt(tenant, from);
    const reads = sources.map((index) => newestRows(store, index, within, after, count));
    const { rows, more } = await merged(reads, count);
    const found = await getAll(
      store,
      rows.map(({ key }) => key),
    );
    return { rows: rows.map(({ key, sort }) => ({ row: found.get(nameOf(key)), position: sort })), more };
  };
  const show = (item: Item | undefined) => {
    if (item === undefined) return undefined;
    const payment = readPayment(item);
    return state === undefined || publicState(payment) === state ? paymentView(payment) : undefined;
  };
  return fillPage(read, show, limit, after);
};
