import { readAccount } from '../../../functions/ledger/store/table/account-item.ts';
import { readEntry } from '../../../functions/ledger/store/table/entry-item.ts';
import { ENTRY_PREFIX, parsePartition } from '../../../functions/ledger/store/table/keys.ts';
import { readTransaction } from '../../../functions/ledger/store/table/transaction-item.ts';
import { TABLES } from '../functions/outside.ts';
import { hold, same } from '../violation.ts';
import type { World } from '../world/world.ts';

type Item = Parameters<typeof readAccount>[0];
type Entry = ReturnType<typeof readEntry>;

/** Entries run 1..n and each joins the one before; what they come to on the account's normal side. */
const foldOf = (pk: string, entries: readonly Entry[], normal: 'debit' | 'credit'): bigint => {
  let sum = 0n;
  for (const [place, { version, before, after, side, amount }] of entries.entries()) {
    same('ledger-3', `version of entry ${place + 1} of ${pk}`, version, place + 1);
    same('ledger-3', `balance before entry ${version} of ${pk}`, before, sum);
    sum += side === normal ? amount : -amount;
    same('ledger-3', `balance after entry ${version} of ${pk}`, after, sum);
  }
  return sum;
};

const held = (all: readonly Item[]): ReadonlyMap<string, bigint> => {
  const sums = new Map<string, bigint>();
  for (const item of all) {
    if (item.sk?.S !== 'T') continue;
    const { receipt, state, postedAmount } = readTransaction(item);
    if (receipt.status >= 400 || state !== 'pending') continue;
    const tenant = parsePartition(item.pk?.S ?? '')?.tenant;
    for (const { account, direction, amount } of JSON.parse(receipt.body).entries) {
      const name = `${tenant} ${account} ${direction}`;
      sums.set(name, (sums.get(name) ?? 0n) + BigInt(amount) - (postedAmount ?? 0n));
    }
  }
  return sums;
};

/** A reference that was to be unique is carried by one of those that asked for it. */
const checkReferences = (items: readonly Item[]): void => {
  const asked = new Map<string, string>();
  for (const item of items) {
    if (item.sk?.S !== 'T') continue;
    const { receipt } = readTransaction(item);
    if (receipt.status >= 400) continue;
    const { reference, uniqueReference } = JSON.parse(receipt.body) as {
      readonly reference?: string;
      readonly uniqueReference?: boolean;
    };
    if (uniqueReference !== true) continue;
    const name = `${parsePartition(item.pk?.S ?? '')?.tenant} ${reference}`;
    hold(
      'ledger-6',
      !asked.has(name),
      () => `${name} is the only reference of ${asked.get(name)} and of ${receipt.id}`,
    );
    asked.set(name, receipt.id);
  }
};

/** A transaction is reversed by one other at most. */
const checkReversals = (items: readonly Item[]): void => {
  const by = new Map<string, string>();
  for (const item of items) {
    if (item.sk?.S !== 'T') continue;
    const { receipt } = readTransaction(item);
    const { reverses } = JSON.parse(receipt.body) as { readonly reverses?: string };
    if (receipt.status >= 400 || reverses === undefined) continue;
    hold(
      'reversed-once',
      !by.has(reverses),
      () => `${reverses} is reversed by ${by.get(reverses)} and by ${receipt.id}`,
    );
    by.set(reverses, receipt.id);
  }
};

/** Invariants 1, 3 and 8 of the ledger once all is at rest: histories, the accounts of the system and what is held. */
export const checkLedger = ({ store, ledger }: World): void => {
  const items = store.all(TABLES.ledger) as unknown as readonly Item[];
  checkReferences(items);
  checkReversals(items);
  const histories = Map.groupBy(
    items.filter(({ sk }) => sk?.S?.startsWith(ENTRY_PREFIX)),
    ({ pk }) => pk?.S ?? '',
  );
  const sorted = (pk: string): readonly Entry[] =>
    (histories.get(pk) ?? []).map(readEntry).toSorted((a, b) => a.version - b.version);
  const totals = new Map<string, bigint>();
  const add = (name: string, by: bigint) => totals.set(name, (totals.get(name) ?? 0n) + by);
  const pending = held(items);
  for (const item of items) {
    if (item.sk?.S !== 'A') continue;
    const pk = item.pk?.S ?? '';
    const { tenant = '' } = parsePartition(pk) ?? {};
    const account = readAccount(item);
    const entries = sorted(pk);
    same('ledger-3', `entries of ${pk}`, entries.length, account.version);
    const sum = foldOf(pk, entries, account.normal);
    const balance = account.credits - account.debits;
    same('ledger-3', `balance of ${pk}`, account.normal === 'credit' ? sum : -sum, balance);
    same(
      'ledger-1',
      `receipts of ${pk}`,
      ledger.posted.get(`${tenant} ${account.id} ${account.currency}`) ?? 0n,
      balance,
    );
    for (const side of ['debit', 'credit'] as const)
      same(
        'ledger-8',
        `what is held of ${pk} as ${side}`,
        side === 'debit' ? account.pendingDebits : account.pendingCredits,
        pending.get(`${tenant} ${account.id} ${side}`) ?? 0n,
      );
    add(`${tenant} ${account.currency}`, balance);
  }
  for (const pk of histories.keys()) {
    const { tenant = '', id = '', currency } = parsePartition(pk) ?? {};
    if (currency === undefined) continue;
    const sum = foldOf(pk, sorted(pk), 'credit');
    same('ledger-1', `what was folded into ${pk}`, sum, ledger.posted.get(`${tenant} ${id} ${currency}`) ?? 0n);
    add(`${tenant} ${currency}`, sum);
  }
  for (const [name, sum] of totals) same('ledger-1', `sum of ${name}`, sum, 0n);
};

/** Invariant 7: each receipt that moved money is told, and each event tells of one that is there. */
export const checkTold = ({ store, bus }: World): void => {
  const told = new Map<string, string>();
  for (const { DetailType, Detail } of bus.taken) {
    if (!DetailType.startsWith('ledger.')) continue;
    const { eventId, data } = JSON.parse(Detail) as {
      readonly eventId: string;
      readonly data: { readonly [name: string]: { readonly id?: string } };
    };
    const known = told.get(eventId);
    const says = `${DetailType} ${data.transaction?.id ?? data.account?.id ?? ''}`;
    if (known !== undefined) same('ledger-7', `event ${eventId}, told twice`, says, known);
    told.set(eventId, says);
  }
  const lines = new Set(told.values());
  for (const item of store.all(TABLES.ledger) as unknown as readonly Item[]) {
    if (item.sk?.S === 'T') {
      const { receipt, state } = readTransaction(item);
      if (receipt.status >= 400) continue;
      const type = state === undefined ? 'TransactionPosted' : 'HoldPlaced';
      hold('ledger-7', lines.has(`ledger.${type} ${receipt.id}`), () => `nothing is told of ${receipt.id}`);
    }
    if (item.sk?.S === 'A') {
      const id = readAccount(item).id;
      hold('ledger-7', lines.has(`ledger.AccountOpened ${id}`), () => `nothing is told of the account ${id}`);
    }
  }
};
