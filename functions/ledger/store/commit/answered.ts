import { BATCH_GET_MAX } from '../../../kernel/aws/batch-get.ts';
import { chunks } from '../../../kernel/core/parallel.ts';
import { batchGet, nameOf } from '../table/batch-get.ts';
import { transactionKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';

/** Those of the transactions whose keys have their answers already, refusals included. */
export const answeredOf = async (
  store: LedgerStore,
  tenant: string,
  ids: ReadonlySet<string>,
): Promise<ReadonlySet<string>> => {
  const answered = new Set<string>();
  for (const some of chunks([...ids], BATCH_GET_MAX)) {
    const items = await batchGet(
      store,
      some.map((id) => transactionKey(tenant, id)),
    );
    for (const id of some) if (items.has(nameOf(transactionKey(tenant, id)))) answered.add(id);
  }
  return answered;
};
