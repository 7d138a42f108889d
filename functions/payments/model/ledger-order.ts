import type { Order } from './effect.ts';
import { isBook, type Payment } from './payment.ts';

/** Money that is with a rail, or was sent by it. */
export const clearingAccount = (rail: string): string => `@rail.${rail}.clearing`;
/** Money that came back and can go to nobody. */
export const suspenseAccount = (rail: string): string => `@suspense.${rail}`;

/** One call of the ledger's API. */
export interface LedgerCall {
  readonly method: 'GET' | 'POST';
  /** As the contract of the ledger spells it, with the values of its parameters. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly key?: string;
  readonly body?: object;
}

/** The key under which an order is done once, for ever: of the payment and the step, and of nothing else. */
export const keyOf = ({ id }: Pick<Payment, 'id'>, order: Order): string => {
  switch (order.kind) {
    case 'refund':
      return `${id}/refund/${order.n}`;
    case 'return':
      return order.toSuspense ? `${id}/return/suspense` : `${id}/return`;
    default:
      return `${id}/${order.kind}`;
  }
};

const endOf = ({ to }: Payment): string => (isBook(to) ? to.account : clearingAccount(to.rail));

/** From where to where an order moves money, or holds it. */
const routeOf = (payment: Payment, order: Order): { readonly from: string; readonly to: string } => {
  const end = endOf(payment);
  if (order.kind === 'transfer' || order.kind === 'reserve') return { from: payment.from, to: end };
  const suspended = order.kind === 'return' && order.toSuspense;
  return { from: end, to: suspended ? suspenseAccount(payment.to.rail) : payment.from };
};

/** A new transaction of the ledger. Its reference is the payment's id, by which all of a payment are found. */
export const creationCall = (payment: Payment, order: Order): LedgerCall => {
  const amount = order.kind === 'refund' ? order.amount : payment.amount;
  const { reference } = payment;
  return {
    method: 'POST',
    path: '/v1/transactions',
    params: {},
    query: {},
    key: keyOf(payment, order),
    body: {
      currency: payment.currency,
      postings: [{ ...routeOf(payment, order), amount: String(amount) }],
      pending: order.kind === 'reserve',
      reference: payment.id,
      ...(reference === undefined ? {} : { description: reference }),
      metadata: { payment: payment.id, order: order.kind },
    },
  };
};

/** The end of a hold. */
export const ending = (payment: Payment, hold: string, order: Order & { kind: 'settle' | 'release' }): LedgerCall => ({
  method: 'POST',
  path: `/v1/transactions/{id}/${order.kind === 'settle' ? 'post' : 'void'}`,
  params: { id: hold },
  query: {},
  key: keyOf(payment, order),
});

export const reading = (transaction: string): LedgerCall => ({
  method: 'GET',
  path: '/v1/transactions/{id}',
  params: { id: transaction },
  query: {},
});

/** What became of a key: a refusal that is not on record may still be a yes the next time. */
export const asking = (key: string): LedgerCall => ({
  method: 'GET',
  path: '/v1/outcomes',
  params: {},
  query: { operation: 'createTransaction', key },
});
