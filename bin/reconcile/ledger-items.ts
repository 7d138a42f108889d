import * as z from 'zod';
import type { CivilDate } from '../../functions/kernel/values/civil-date.ts';
import type { LedgerItem } from '../../functions/statements/model/matching/items.ts';
import { ledgerItem, type Told } from '../../functions/statements/model/matching/ledger-item.ts';
import type { Api } from '../client/api.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { said } from '../client/said.ts';
import { accountEntries, type LedgerAccount } from '../statement/account-entries.ts';

const ENTRIES_MAX = 1_000_000;

const page = z.looseObject({
  data: z.array(z.looseObject({ id: z.string(), reference: z.string().optional() })),
  nextCursor: z.string().nullable(),
});

export interface LedgerSide {
  /** Entries from the first to the last of the wanted days. */
  readonly items: readonly LedgerItem[];
  readonly balanceBefore: (day: CivilDate) => bigint;
  readonly balanceAt: (day: CivilDate) => bigint;
  readonly complete: boolean;
}

/** What the account's transactions are called; the entries do not say. Reads no further than those that are wanted. */
const referencesOf = async (
  api: Api,
  account: string,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>();
  const left = new Set(wanted);
  let cursor: string | undefined;
  while (left.size > 0) {
    const query = said({ account, limit: '100', cursor });
    const read: z.infer<typeof page> = await api.ask(
      (folio) => folio.GET('/v1/transactions', { params: { query } }),
      page,
    );
    for (const { id, reference } of read.data) if (left.delete(id) && reference !== undefined) found.set(id, reference);
    if (read.nextCursor === null) return found;
    cursor = read.nextCursor;
  }
  return found;
};

/** The entries of an account by the day that they count, and its balance on any day. */
export const readLedgerSide = async (
  api: Api,
  account: LedgerAccount,
  days: { readonly first: CivilDate; readonly last: CivilDate },
): Promise<LedgerSide> => {
  const moved = new Map<CivilDate, bigint>();
  const wanted: {
    readonly entry: Parameters<typeof ledgerItem>[0];
    readonly told: Omit<Told, 'reference'>;
  }[] = [];
  let [last, isWhole] = [0, true];
  for await (const { version, signed, metadata } of accountEntries(api, account)) {
    if (version !== last + 1) isWhole = false;
    last = version;
    if (signed === undefined) continue;
    const { effectiveOn, amount, transactionId, description } = signed;
    moved.set(effectiveOn, (moved.get(effectiveOn) ?? 0n) + amount);
    if (effectiveOn < days.first || effectiveOn > days.last) continue;
    if (wanted.length >= ENTRIES_MAX)
      throw new CommandFailure(
        `The ledger has more than ${ENTRIES_MAX} entries in these days: give fewer statements at once.`,
      );
    wanted.push({ entry: { transactionId, version, on: effectiveOn, amount }, told: { description, metadata } });
  }
  const references = await referencesOf(api, account.id, new Set(wanted.map(({ entry }) => entry.transactionId)));
  const items = wanted.map(({ entry, told }) =>
    ledgerItem(entry, { ...told, reference: references.get(entry.transactionId) }),
  );
  const sum = (counts: (day: CivilDate) => boolean): bigint =>
    [...moved].reduce((total, [day, amount]) => (counts(day) ? total + amount : total), 0n);
  return {
    items,
    balanceBefore: (day) => sum((one) => one < day),
    balanceAt: (day) => sum((one) => one <= day),
    complete: isWhole && (account.versions === undefined || last >= account.versions),
  };
};
