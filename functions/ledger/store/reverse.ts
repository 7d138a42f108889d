import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Ask } from '../../kernel/ask.ts';
import type { Reply } from '../../kernel/call.ts';
import { common } from '../../kernel/common-problems.ts';
import type { Effect } from '../../kernel/once.ts';
import { Refusal } from '../../kernel/problem.ts';
import type { Met } from '../../kernel/transact.ts';
import { assertReversible, type ReversalNote, reversalOf } from '../model/reversal.ts';
import { planTransaction } from '../model/transaction-plan.ts';
import { s } from './attributes.ts';
import { transactionEffect, transactionId } from './commit.ts';
import { transactionKey } from './keys.ts';
import type { LedgerStore } from './ledger-store.ts';
import { once } from './once.ts';
import { TRANSACTION } from './transaction-item.ts';
import { findTransaction } from './transactions.ts';

/** The link to the reversal, set once and only on what was posted. */
const linkUpdate = (store: LedgerStore, tenant: string, id: string, reversal: string): TransactWriteItem => ({
  Update: {
    TableName: store.table,
    Key: { ...transactionKey(tenant, id) },
    UpdateExpression: 'SET #rb = :reversal',
    ConditionExpression: 'attribute_not_exists(#rb) AND (attribute_not_exists(#hs) OR #hs = :posted)',
    ExpressionAttributeNames: { '#rb': TRANSACTION.reversedBy, '#hs': TRANSACTION.state },
    ExpressionAttributeValues: { ':reversal': s(reversal), ':posted': s('posted') },
  },
});

const reversing = (effect: Effect, link: TransactWriteItem): Effect => ({
  ...effect,
  actions: [...effect.actions, link],
  refusal: (met: Met) => {
    // Reversed by somebody else meanwhile: that stands before what the accounts say, and planning anew shows it.
    if (met.has(effect.actions.length)) return undefined;
    return typeof effect.refusal === 'function' ? effect.refusal(met) : effect.refusal;
  },
});

/**
 * Makes the opposite of a posted transaction, once, and links both. The accounts are asked as for any new transaction.
 *
 * @throws Refusal `not-found`, and what `once` throws
 */
export const reverse = (store: LedgerStore, ask: Ask, id: string, note: ReversalNote | undefined): Promise<Reply> => {
  const reversal = transactionId(ask);
  const plan = async (): Promise<Effect> => {
    const found = await findTransaction(store, ask.tenant, id);
    if (found === undefined) throw new Refusal(common['not-found'], 'There is no such transaction.');
    assertReversible(found.now);
    const planned = planTransaction(
      { id: reversal, body: reversalOf(found.now, note), reverses: id },
      store.clock.now(),
    );
    return reversing(transactionEffect(store, ask.tenant, planned), linkUpdate(store, ask.tenant, id, reversal));
  };
  return once(store, ask, plan, transactionKey(ask.tenant, reversal));
};
