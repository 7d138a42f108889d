import { batchPut } from '../../../kernel/aws/batch-put.ts';
import type { BankAccount } from '../../model/bank/bank-account.ts';
import type { ProofPoint } from '../../model/bank/proof-point.ts';
import { pointPieces, pointsPartition } from '../table/keys.ts';
import { type PointHead, pointItems, readPoint, readPointHead } from '../table/point-item.ts';
import type { StatementsStore } from '../table/statements-store.ts';
import { allItems } from './bank-reads.ts';

type Name = Pick<BankAccount, 'tenant' | 'id'>;

/** The points of a bank account, the newest day first. */
export const pointHeadsOf = async (store: StatementsStore, { tenant, id }: Name): Promise<readonly PointHead[]> => {
  const items = await allItems(store, pointsPartition(tenant, id));
  return items.flatMap((item) => readPointHead(item) ?? []).toSorted((a, b) => (a.day < b.day ? 1 : -1));
};

export const findPoint = async (
  store: StatementsStore,
  { tenant, id }: Name,
  head: PointHead,
): Promise<ProofPoint | undefined> => readPoint(head, await allItems(store, pointPieces(tenant, id, head.slot)));

/** Keeps a point in the place of the one of its slot: its pieces first. False where it is more than can be kept. */
export const keepPoint = async (store: StatementsStore, name: Name, point: ProofPoint): Promise<boolean> => {
  const parts = pointItems(name, point);
  for (const items of parts ?? []) await batchPut(store, items);
  return parts !== undefined;
};
