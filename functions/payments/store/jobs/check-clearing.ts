import { classifyAwsError } from '../../../kernel/aws/classify-aws-error.ts';
import { readDuePage } from '../../../kernel/aws/due-page.ts';
import { type DueDeps, wakeDue } from '../../../kernel/triggers/wake-due.ts';
import {
  CLEARING_AGAIN_MS,
  type ClearingEntry,
  explains,
  following,
  left,
  STRAYS_MAX,
  UNWALKED,
  type Walked,
} from '../../model/clearing.ts';
import { notingClearing } from '../commit/clearing.ts';
import type { AskLedger } from '../commit/ledger.ts';
import { commitStep } from '../commit/payments.ts';
import { findPayments } from '../queries/payments.ts';
import { type DueClearing, readClearing } from '../table/clearing-item.ts';
import { CLEARING_SHARD, TABLE } from '../table/keys.ts';
import type { PaymentsStore } from '../table/payments-store.ts';
import { clearingCurrencies, clearingPage } from './clearing-history.ts';

export interface ClearingDeps extends DueDeps {
  readonly store: PaymentsStore;
  readonly ask: AskLedger;
  /** So many accounts of those that were looked at have something that is no payment's. */
  readonly onUnbalanced?: (count: number) => void;
}

/** Pages of one history in one run: a longer one goes on in the next. */
const PAGES_MAX = 100;

const SOUGHT = {
  ...{ domain: 'payments', operation: 'checkClearing' },
  ...{ one: 'a clearing account', many: 'clearing accounts' },
} as const;

/** Those of them that no payment explains, by the payments as they are now. */
const strayOf = async (
  { store }: ClearingDeps,
  { tenant, rail }: DueClearing,
  entries: readonly ClearingEntry[],
): Promise<readonly ClearingEntry[]> => {
  const ids = [...new Set(entries.flatMap(({ payment }) => payment ?? []))];
  const payments = await findPayments(store, tenant, ids);
  return entries.filter((entry) => {
    const payment = entry.payment === undefined ? undefined : payments.get(entry.payment);
    return payment === undefined || !explains(payment, entry, rail);
  });
};

/** Goes through a history from where the run before was. `more`: there is more than one run takes. */
const walk = async (
  deps: ClearingDeps,
  due: DueClearing,
  currency: string,
  from: Walked,
  deadline: number,
): Promise<Walked & { readonly more: boolean }> => {
  let { version, cursor } = from;
  // A payment may explain by now what it did not: a hold that was posted by hand, before its rail said that it was paid.
  let strays = left(await strayOf(deps, due, from.strays));
  for (let pages = 0; pages < PAGES_MAX && strays.length <= STRAYS_MAX; pages += 1) {
    if (deps.clock.now() >= deadline) return { version, cursor, strays, more: true };
    const page = await clearingPage(deps.ask, due, currency, cursor);
    if (page === undefined) {
      cursor = undefined;
      continue;
    }
    const entries = following(page.entries, version);
    strays = left([...strays, ...(await strayOf(deps, due, entries))]);
    version = entries.at(-1)?.version ?? version;
    if (page.next === undefined) return { version, cursor, strays, more: false };
    cursor = page.next;
  }
  return { version, cursor, strays, more: strays.length <= STRAYS_MAX };
};

/** Whether every entry of an account is of a payment over its rail. Throws where the ledger does not answer. */
const check = async (deps: ClearingDeps, due: DueClearing, deadline: number): Promise<boolean> => {
  const { store, ask, log } = deps;
  const { tenant } = due;
  const histories = new Map(due.histories);
  let hasMore = false;
  for (const currency of await clearingCurrencies(ask, due)) {
    const { more, ...walked } = await walk(deps, due, currency, due.histories.get(currency) ?? UNWALKED, deadline);
    histories.set(currency, walked);
    hasMore ||= more;
  }
  const strays = [...histories.values()].flatMap((one) => one.strays);
  const next = store.clock.now() + (hasMore ? 0 : CLEARING_AGAIN_MS);
  await commitStep(store, [notingClearing(store, due, histories, next)], deadline);
  for (const { transaction } of strays)
    log.warn('a clearing account has an entry of no payment', {
      ...{ domain: 'payments', operation: 'checkClearing', tenant, eventId: transaction },
    });
  return strays.length === 0;
};

/** Undefined where the ledger is silent: the account is looked at in the next run. */
const checked = async (deps: ClearingDeps, due: DueClearing, deadline: number): Promise<boolean | undefined> => {
  try {
    return await check(deps, due, deadline);
  } catch (error) {
    if (classifyAwsError(error) === undefined) throw error;
    deps.log.warn('the ledger does not show a clearing account', { domain: 'payments', operation: 'checkClearing' });
    return undefined;
  }
};

/**
 * Holds the history of each clearing account against payments: every entry is to be what an order of a payment over that rail does.
 * An account is gone through once, from where the run before was; what no payment explains is asked about again each time.
 */
export const checkClearing = async (deps: ClearingDeps, deadline: number): Promise<number> => {
  const { clock, log, store } = deps;
  const found: boolean[] = [];
  const { woken } = await wakeDue(
    { clock, log },
    {
      ...SOUGHT,
      shards: [CLEARING_SHARD],
      page: (shard, by, from) => readDuePage(store, TABLE.indexes.due, readClearing, { shard, by, from }),
      wake: async (due) => {
        for (const one of due) {
          if (clock.now() >= deadline) break;
          const balances = await checked(deps, one, deadline);
          if (balances !== undefined) found.push(balances);
        }
        return due.length;
      },
    },
    { aheadMs: 0, deadline },
  );
  if (found.length > 0) deps.onUnbalanced?.(found.filter((balances) => !balances).length);
  return woken;
};
