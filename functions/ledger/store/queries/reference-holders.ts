import { inParallel } from '../../../kernel/core/parallel.ts';
import { batchGet, nameOf } from '../table/batch-get.ts';
import { referenceKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { readClaim } from '../table/reference-claim.ts';
import { referenced } from './referenced.ts';

const WIDTH = 8;
/** Of the newest with a reference: the transaction that asks may be one of them already, an earlier one is the other. */
const LOOKED_AT = 2;

/**
 * Which of these references (at most 100) a transaction carries already, by reference; for each that is asked about, the
 * transaction that asks. Those that claimed theirs are known for certain when they are claimed again, by the condition of the
 * commit. Of others the index tells, which follows within moments.
 */
export const holdersOf = async (
  store: LedgerStore,
  tenant: string,
  asked: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> => {
  const holders = new Map<string, string>();
  await inParallel([...asked], WIDTH, async ([reference, asking]) => {
    const { some } = await referenced(store, tenant, reference)(undefined, LOOKED_AT);
    const other = some.find(({ id }) => id !== asking);
    if (other !== undefined) holders.set(reference, other.id);
  });
  return holders;
};

/** The claims that exist on these references, by reference. Strongly consistent. */
export const claimsOn = async (
  store: LedgerStore,
  tenant: string,
  references: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  if (references.length === 0) return new Map();
  const keys = references.map((reference) => referenceKey(tenant, reference));
  const items = await batchGet(store, keys);
  return new Map(
    references.flatMap((reference, place) => {
      const item = items.get(nameOf(keys[place] ?? referenceKey(tenant, reference)));
      return item === undefined ? [] : [[reference, readClaim(item)] as const];
    }),
  );
};
