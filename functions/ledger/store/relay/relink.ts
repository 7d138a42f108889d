import { Recent } from '../../../kernel/core/recent.ts';
import type { Entry } from '../../model/entry.ts';
import { historyOf } from '../queries/entry-reads.ts';
import { accountPartition } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { enterHistories } from './histories.ts';

/** How far a repair came. */
export interface Relinked {
  /** Every entry up to this version is linked. */
  readonly linkedTo: number;
  /** True where entries beyond it exist: the next one is missing, or there was more than one run takes. */
  readonly more: boolean;
}

const PAGE = 500;
const MAX_PAGES = 40;
/** 2^50 versions: more than a history can have. */
const MAX_HALVINGS = 50;

/** The last linked entry. Entries are only ever linked onto linked ones, so the linked ones come first without a gap. */
const lastLinked = async (store: LedgerStore, pk: string, newest: number): Promise<number> => {
  const history = historyOf(store, pk);
  let low = 0;
  let high = newest + 1;
  for (let halving = 0; halving < MAX_HALVINGS && high - low > 1; halving += 1) {
    const middle = Math.floor((low + high) / 2);
    const [entry] = await history.some([middle]);
    if (entry?.link === undefined) high = middle;
    else low = middle;
  }
  return low;
};

/** Those that follow `version` without a gap. */
const consecutive = (entries: readonly Entry[], version: number): readonly Entry[] => {
  const end = entries.findIndex((entry, index) => entry.version !== version + 1 + index);
  return end < 0 ? entries : entries.slice(0, end);
};

/**
 * Links the entries of an account that were written while one before them was missing, once that one is there. Until then the
 * account answers `complete: false`. It does so again until no entry is left over, so a relay at work meanwhile does no harm.
 */
export const relinkHistory = async (store: LedgerStore, tenant: string, account: string): Promise<Relinked> => {
  const pk = accountPartition(tenant, account);
  const history = historyOf(store, pk);
  const newest = (await history.newest())?.version ?? 0;
  let linkedTo = await lastLinked(store, pk, newest);
  for (let page = 0; page < MAX_PAGES && linkedTo < newest; page += 1) {
    const entries = consecutive(await history.from(linkedTo + 1, PAGE), linkedTo);
    if (entries.length === 0) break;
    const run = { pk, tenant, account, currency: '', entries: [...entries], indexes: [] };
    await enterHistories(store, new Recent(1), [run]);
    linkedTo += entries.length;
  }
  return { linkedTo, more: linkedTo < newest };
};
