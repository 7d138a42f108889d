import * as z from 'zod';
import { envelope } from '../../../kernel/triggers/envelope.ts';
import { chars, list } from '../../../kernel/values/bounded.ts';
import { parseTime } from '../../../kernel/values/time.ts';
import type { HistoryName, KeptEntry } from './kept-entry.ts';

const minor = z.string().regex(/^(?:0|-?[1-9][0-9]{0,27})$/);

/** An entry as the ledger's API has it, and as its events have it beside the account: what is kept of both is the same. */
export const appendedEntry = z.looseObject({
  version: z.int().min(1).max(999_999_999_999),
  transactionId: chars(64),
  direction: z.enum(['debit', 'credit']),
  amount: minor,
  pending: minor,
  balanceBefore: minor,
  balanceAfter: minor,
  at: z.iso.datetime({ precision: 3 }),
  effectiveAt: z.iso.datetime({ precision: 3 }),
});

export const keptEntry = (told: z.output<typeof appendedEntry>): KeptEntry => ({
  version: told.version,
  transactionId: told.transactionId,
  direction: told.direction,
  amount: BigInt(told.amount),
  pending: BigInt(told.pending),
  before: BigInt(told.balanceBefore),
  after: BigInt(told.balanceAfter),
  at: parseTime(told.at) ?? 0,
  effectiveAt: parseTime(told.effectiveAt) ?? 0,
});

/** What this consumer needs of `ledger.EntriesAppended` v1. Tenants, accounts and currencies become keys, so their form is checked. */
const onTheBus = z.looseObject({
  detail: envelope.extend({
    tenant: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/),
    data: z.looseObject({
      entries: list(
        appendedEntry.extend({
          account: z.string().regex(/^@?[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/),
          currency: z.string().regex(/^[A-Z]{3}$/),
        }),
        { min: 1, max: 1_000 },
      ),
    }),
  }),
});

export interface AppendedEntry extends HistoryName {
  readonly entry: KeptEntry;
}

/** Reads a message of the queue behind the bus. Throws for what is no such event: no retry helps, and the dead letters keep it. */
export const readAppended = (message: string): readonly AppendedEntry[] => {
  const { detail } = onTheBus.parse(JSON.parse(message));
  return detail.data.entries.map((told) => ({
    tenant: detail.tenant,
    account: told.account,
    currency: told.currency,
    entry: keptEntry(told),
  }));
};
