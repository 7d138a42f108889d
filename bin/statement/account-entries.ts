import * as z from 'zod';
import { present } from '../../functions/kernel/core/assert.ts';
import { type CivilDate, parseCivilDate } from '../../functions/kernel/values/civil-date.ts';
import type { SignedEntry } from '../../functions/statements/model/statement/account-statement.ts';
import { readAccount } from '../client/accounts.ts';
import type { Api } from '../client/api.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { said } from '../client/said.ts';

const balance = z.string().regex(/^-?\d{1,28}$/);
const view = z.union([
  z.object({ currency: z.string(), normalBalance: z.enum(['debit', 'credit']), version: z.int() }),
  z.object({ system: z.literal(true), balances: z.array(z.object({ currency: z.string() })) }),
]);
const entry = z.looseObject({
  version: z.int(),
  transactionId: z.string(),
  direction: z.enum(['debit', 'credit']),
  amount: balance,
  balanceBefore: balance,
  balanceAfter: balance,
  at: z.string(),
  effectiveAt: z.string(),
  description: z.string().optional(),
  metadata: z.record(z.string(), z.string()),
});
const page = z.looseObject({ data: z.array(entry), nextCursor: z.string().nullable() });

export interface LedgerAccount {
  readonly id: string;
  readonly currency: string;
  readonly normalBalance: 'debit' | 'credit';
  /** Entries that it has; undefined for a system account, which does not say. */
  readonly versions: number | undefined;
}

/** @throws CommandFailure where a system account has several currencies and none is said */
export const readLedgerAccount = async (api: Api, id: string, currency?: string): Promise<LedgerAccount> => {
  const found = await readAccount(api, id, view);
  if (!('balances' in found)) {
    if (currency !== undefined && currency !== found.currency)
      throw new CommandFailure(`${id} is in ${found.currency}, not in ${currency}.`);
    return { id, currency: found.currency, normalBalance: found.normalBalance, versions: found.version };
  }
  const all = found.balances.map((one) => one.currency);
  const named = currency ?? (all.length === 1 ? all[0] : undefined);
  if (named === undefined)
    throw new CommandFailure(
      all.length === 0 ? `${id} was never used.` : `${id} has balances in ${all.join(', ')}: say one with --currency.`,
    );
  return { id, currency: named, normalBalance: 'credit', versions: undefined };
};

/** An entry as it is read; `signed` is absent where it moved no money (a hold, a release). */
export interface ReadEntry {
  readonly version: number;
  readonly signed: SignedEntry | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

const dayOf = (time: string): CivilDate =>
  present(parseCivilDate(time.slice(0, 10)), 'a time of the API begins with its day in UTC');

/**
 * The entries of an account from its first one on, up to those that it had when it was read. Each has to begin where the one
 * before it ended.
 */
export async function* accountEntries(api: Api, account: LedgerAccount): AsyncGenerator<ReadEntry> {
  const { id, currency, normalBalance, versions } = account;
  let cursor: string | undefined;
  let last: { readonly version: number; readonly balance: string } | undefined;
  do {
    const query = said({ order: 'asc' as const, limit: '100', currency, cursor });
    const params = { path: { id }, query };
    const read: z.infer<typeof page> = await api.ask(
      (folio) => folio.GET('/v1/accounts/{id}/entries', { params }),
      page,
    );
    for (const one of read.data) {
      const { version, balanceBefore, balanceAfter } = one;
      if (versions !== undefined && version > versions) return;
      const amount = BigInt(one.amount) * (one.direction === normalBalance ? 1n : -1n);
      const begins = last === undefined ? '0' : last.balance;
      const follows = last === undefined ? version === 1 : version === last.version + 1;
      if (follows && (balanceBefore !== begins || BigInt(balanceBefore) + amount !== BigInt(balanceAfter)))
        throw new CommandFailure(`${id}: the balance at version ${version} does not follow from the one before it.`);
      last = { version, balance: balanceAfter };
      const { transactionId, description, metadata } = one;
      const signed = {
        version,
        transactionId,
        amount,
        bookedOn: dayOf(one.at),
        effectiveOn: dayOf(one.effectiveAt),
        description,
      };
      yield { version, signed: amount === 0n ? undefined : signed, metadata };
    }
    cursor = read.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
