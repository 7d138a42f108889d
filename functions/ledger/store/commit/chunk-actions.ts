import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Item } from '../../../kernel/aws/attributes.ts';
import { present } from '../../../kernel/core/assert.ts';
import { putReceipt } from '../../../kernel/idempotency/exactly-once.ts';
import type { IdempotentRequest } from '../../../kernel/idempotency/idempotent-request.ts';
import type { BatchItem, ChunkPlan, Verdict } from '../../model/batch.ts';
import type { ItemAnswer } from '../../model/batch-answer.ts';
import { nameOf } from '../table/batch-get.ts';
import { accountKey, referenceKey, transactionKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { RECEIPTS } from '../table/receipt-item.ts';
import { putClaim } from '../table/reference-claim.ts';
import { freshAttributes } from '../table/transaction-item.ts';
import { accountCheck, accountUpdate } from './account-update.ts';

/** Who sends a batch; each of its items is asked as createTransaction would have been. */
export type BatchRequest = Pick<IdempotentRequest, 'tenant' | 'operation' | 'actor' | 'requestId' | 'deadline'>;

/** An action on one item, and the name of that item. */
export interface NamedAction {
  readonly name: string;
  readonly action: TransactWriteItem;
}

export const requestFor = (request: BatchRequest, { key, fingerprint }: BatchItem): IdempotentRequest => ({
  ...request,
  key,
  fingerprint,
});

/** The extra attributes in the receipt of a verdict that is written; undefined for one that is not. */
const extraAttributesOf = (verdict: Verdict, tenant: string): Item | undefined => {
  if (verdict.kind === 'refused') return verdict.refusal.problem.stored === true ? {} : undefined;
  if (verdict.kind !== 'made') return undefined;
  const { id, body, pending, expiresAt } = verdict.plan;
  return freshAttributes(tenant, id, { reference: body.reference, hold: pending ? { expiresAt } : undefined });
};

const receiptActions = (
  store: LedgerStore,
  request: BatchRequest,
  items: readonly BatchItem[],
  chunk: ChunkPlan,
  answers: readonly ItemAnswer[],
  at: number,
): readonly NamedAction[] =>
  chunk.verdicts.flatMap((verdict, index) => {
    const extraAttributes = extraAttributesOf(verdict, request.tenant);
    if (extraAttributes === undefined) return [];
    const item = present(items[index], 'a verdict is of an item');
    const answer = present(answers[index], 'a verdict has its answer');
    const receiptKey = transactionKey(request.tenant, item.id);
    const put = putReceipt(store, RECEIPTS, requestFor(request, item), receiptKey, { ...answer, at, extraAttributes });
    return [{ name: nameOf(receiptKey), action: put }];
  });

const accountActions = (store: LedgerStore, tenant: string, { changes, pins }: ChunkPlan): readonly NamedAction[] => {
  const nameFor = (account: string) => nameOf(accountKey(tenant, account));
  const updates = [...changes].map(([account, change]) => ({
    name: nameFor(account),
    action: accountUpdate(store.table, tenant, change, pins.get(account)),
  }));
  const checks = [...pins]
    .filter(([account]) => !changes.has(account))
    .map(([account, read]) => ({
      name: nameFor(account),
      action: accountCheck(store.table, tenant, account, read),
    }));
  return [...updates, ...checks];
};

const claimActions = (store: LedgerStore, tenant: string, { claims }: ChunkPlan): readonly NamedAction[] =>
  [...claims].map(([reference, transaction]) => ({
    name: nameOf(referenceKey(tenant, reference)),
    action: putClaim(store.table, tenant, reference, transaction),
  }));

/** The store transaction of a chunk. Empty where there is nothing to write: then nothing has to be held to either. */
export const chunkActions = (
  store: LedgerStore,
  request: BatchRequest,
  items: readonly BatchItem[],
  chunk: ChunkPlan,
  answers: readonly ItemAnswer[],
  at: number,
): readonly NamedAction[] => {
  const receipts = receiptActions(store, request, items, chunk, answers, at);
  return receipts.length === 0
    ? []
    : [...receipts, ...claimActions(store, request.tenant, chunk), ...accountActions(store, request.tenant, chunk)];
};
