import * as z from 'zod';
import { type Item, s, str } from '../../../kernel/aws/attributes.ts';
import { BATCH_GET_MAX, batchGet } from '../../../kernel/aws/batch-get.ts';
import { batchPut } from '../../../kernel/aws/batch-put.ts';
import { assert } from '../../../kernel/core/assert.ts';
import { chunks } from '../../../kernel/core/parallel.ts';
import type { Told } from '../../model/matching/ledger-item.ts';
import { type Asking, askLedger } from '../queries/ledger.ts';
import { toldKey } from '../table/keys.ts';
import type { StatementsStore } from '../table/statements-store.ts';

/** Pages of an account's transactions, newest first, that one reconciliation asks for: 20,000 that it has not seen before. */
const PAGES_MAX = 200;

const page = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      reference: z.string().optional(),
      description: z.string().optional(),
      metadata: z.record(z.string(), z.string()),
    }),
  ),
  nextCursor: z.string().nullable(),
});

const told = z.object({ r: z.string().optional(), d: z.string().optional(), m: z.record(z.string(), z.string()) });

const toldItem = (tenant: string, id: string, { reference, description, metadata }: Told): Item => ({
  ...toldKey(tenant, id),
  j: s(JSON.stringify({ r: reference, d: description, m: metadata })),
});

const readTold = (item: Item): Told => {
  const { r, d, m } = told.parse(JSON.parse(str(item, 'j')));
  return { reference: r, description: d, metadata: m };
};

const kept = async (store: StatementsStore, tenant: string, ids: readonly string[]) => {
  const found = new Map<string, Told>();
  for (const some of chunks(ids, BATCH_GET_MAX)) {
    const keys = some.map((id) => ({ ...toldKey(tenant, id) }));
    for (const item of await batchGet(store, keys)) found.set(str(item, 'pk').split('#')[2] ?? '', readTold(item));
  }
  return found;
};

/**
 * What transactions of an account say of themselves, which never changes: what is not kept yet is asked for once, and kept. One
 * that is not told yet says nothing, and is asked for again the next time.
 *
 * @param until from which on the newest of them is listed
 */
export const toldOf = async (
  store: StatementsStore,
  asking: Asking,
  account: string,
  ids: ReadonlySet<string>,
  until: string,
): Promise<ReadonlyMap<string, Told>> => {
  const found = await kept(store, asking.tenant, [...ids]);
  const left = new Set([...ids].filter((id) => !found.has(id)));
  let cursor: string | undefined;
  for (let pages = 0; left.size > 0 && pages < PAGES_MAX; pages += 1) {
    const query = { account, createdTo: until, limit: '100', ...(cursor === undefined ? {} : { cursor }) };
    const { status, body } = await askLedger(asking, { path: '/v1/transactions', query });
    assert(status === 200, 'the ledger lists the transactions of an account that it has');
    const { data, nextCursor } = page.parse(JSON.parse(body));
    const fresh = data.filter(({ id }) => left.delete(id));
    for (const { id, reference, description, metadata } of fresh) found.set(id, { reference, description, metadata });
    await batchPut(
      store,
      fresh.map(({ id, reference, description, metadata }) =>
        toldItem(asking.tenant, id, { reference, description, metadata }),
      ),
    );
    if (nextCursor === null) break;
    cursor = nextCursor;
  }
  return found;
};
