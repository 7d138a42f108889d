import { hash } from 'node:crypto';
import { type Item, int, s, str } from '../../../kernel/aws/attributes.ts';
import { batchPut } from '../../../kernel/aws/batch-put.ts';
import { transact } from '../../../kernel/aws/transact.ts';
import { versionedPut } from '../../../kernel/aws/versioned-put.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { RECEIPT_SORT } from '../../../kernel/standard/domain-store.ts';
import { itemKey } from '../../../kernel/standard/item-key.ts';
import { type OutboxEvent, outboxOf } from '../../../kernel/standard/outbox.ts';
import { addDays, type CivilDate } from '../../../kernel/values/civil-date.ts';
import { derivedId } from '../../../kernel/values/ids.ts';
import { statementsEvents } from '../../contract/events.ts';
import { statementProblems } from '../../contract/problems.ts';
import type { BankAccount } from '../../model/bank/bank-account.ts';
import { type NamedBreak, openBreaks, type Reconciled } from '../../model/bank/reconciled.ts';
import { DECIDED_DAYS } from '../../model/reconciliation/held-days.ts';
import { findItem } from '../queries/bank-reads.ts';
import type { BankStore } from '../table/bank-store.ts';
import { foundKey, reconciliationKey } from '../table/keys.ts';
import { packedItems } from '../table/packed.ts';
import { type For, findings, type Reconciling } from './findings.ts';

/** Days with a match or a break: 13 years of them, of which each has its mark in one item. */
const DAYS_MAX = 5_000;

const tooMuch = (what: string): Refusal =>
  new Refusal(statementProblems['reconciliation-too-large'], `${what}: use folio reconcile.`);

/** What was found the last time: which breaks were told, which day was proved, and what is kept of each day. */
interface Kept {
  readonly version: number;
  readonly provedDay: string | undefined;
  readonly told: ReadonlySet<string>;
  readonly days: Readonly<Record<string, string>>;
}

const readKept = (item: Item | undefined): Kept =>
  item === undefined
    ? { version: 0, provedDay: undefined, told: new Set(), days: {} }
    : {
        version: int(item, 'v'),
        provedDay: item.proved?.S,
        told: new Set(JSON.parse(str(item, 'told')) as readonly string[]),
        days: JSON.parse(str(item, 'days')) as Readonly<Record<string, string>>,
      };

/** Breaks that one commit tells: an item has room for so many events. What is left is told by the next one. */
const TOLD_AT_ONCE = 400;
/** Breaks whose telling is remembered: 3,000 ids are 170 KB. */
const TOLD_MAX = 3_000;

export const breakEventData = (
  { account }: Pick<Reconciled, 'account'>,
  one: Pick<NamedBreak, 'id' | 'is' | 'difference' | 'on'>,
) => ({
  bankAccount: account.id,
  break: { id: one.id, is: one.is, difference: String(one.difference), currency: account.currency, on: one.on },
});

const eventsOf = (found: Reconciled, fresh: readonly NamedBreak[], kept: Kept): readonly OutboxEvent[] => {
  const { account, proof } = found;
  const opened = fresh.map((one) => ({
    event: statementsEvents.BreakOpened,
    subject: one.id,
    data: breakEventData(found, one),
  }));
  if (!found.proved || kept.provedDay === proof.to) return opened;
  const data = {
    ...{ bankAccount: account.id, day: proof.to, currency: account.currency },
    ...{ bankClosing: String(proof.bankClosing), ledgerClosing: String(proof.ledgerClosing) },
  };
  return [...opened, { event: statementsEvents.ReconciliationProved, subject: `${account.id}.${proof.to}`, data }];
};

/** Matches and breaks by the day of their first line or entry, as they are kept: of days that are known whole. */
const byDay = ({ matches, breaks, lines, entries, since }: Reconciled): ReadonlyMap<string, string> => {
  const days = new Map<string, unknown[]>();
  const put = (day: string | undefined, one: unknown): void => {
    if (day === undefined || (since !== undefined && day <= since)) return;
    const there = days.get(day);
    if (there === undefined) days.set(day, [one]);
    else there.push(one);
  };
  for (const { rule, reason, bank, ledger, amount } of matches)
    put(lines.get(bank[0] ?? '')?.on ?? entries.get(ledger[0] ?? '')?.on, {
      rule,
      reason,
      bank,
      ledger,
      amount: String(amount),
    });
  for (const { id, is, bank, ledger, difference, on, candidates } of breaks)
    put(on, { id, is, bank, ledger, difference: String(difference), candidates });
  return new Map([...days].map(([day, some]) => [day, JSON.stringify(some)]));
};

const HASH_CHARS = 16;

/** What is found of a day is the same whoever puts it. */
const putDays = (
  store: BankStore,
  { tenant, id }: Reconciled['account'],
  days: readonly (readonly [day: string, text: string])[],
): Promise<void> =>
  batchPut(
    store,
    days.flatMap(([day, text]) => packedItems(Buffer.from(text), (piece) => foundKey(tenant, id, day, piece))),
  );

/** Days that have nothing any more are remembered while there is room for them. */
const withinRoom = (days: Kept['days']): Kept['days'] | undefined =>
  Object.keys(days).length > DAYS_MAX ? undefined : days;

/**
 * Keeps what was found, and tells what is new in it. Days first, which are the same whoever writes them. Then, in one commit on the
 * version that was read, which breaks are told, with their events: each is told once. Where others were first, they have told it.
 */
export const keepFindings = async (store: BankStore, found: Reconciled, requestId: string): Promise<void> => {
  const { account, proof } = found;
  const { tenant, id } = account;
  const key = reconciliationKey(tenant, id);
  const kept = readKept(await findItem(store, key));
  const days = byDay(found);
  if (days.size > DAYS_MAX) throw tooMuch(`There are matches and breaks on more than ${DAYS_MAX} days`);
  const hashes = Object.fromEntries([...days].map(([day, text]) => [day, hash('sha256', text).slice(0, HASH_CHARS)]));
  const changed = [...days].filter(([day]) => hashes[day] !== kept.days[day]);
  await putDays(store, account, changed);
  const open = openBreaks(found);
  const still = open.filter((one) => kept.told.has(one.id)).map((one) => one.id);
  const room = Math.min(TOLD_AT_ONCE, TOLD_MAX - still.length);
  const fresh = open.filter((one) => !kept.told.has(one.id)).slice(0, room);
  const events = eventsOf(found, fresh, kept);
  const told = [...still, ...fresh.map((one) => one.id)];
  const proved = found.proved ? proof.to : kept.provedDay === proof.to ? undefined : kept.provedDay;
  const same = changed.length === 0 && told.length === kept.told.size && proved === kept.provedDay;
  if (events.length === 0 && same) return;
  const version = kept.version + 1;
  const item = {
    ...key,
    ...(proved === undefined ? {} : { proved: s(proved) }),
    told: s(JSON.stringify(told)),
    days: s(JSON.stringify(withinRoom({ ...kept.days, ...hashes }) ?? hashes)),
  };
  const origin = `${id}.${version}`;
  const outbox = itemKey(tenant, RECEIPT_SORT, derivedId('', tenant, 'reconciliation', origin));
  const attributes = outboxOf({ tenant, requestId, origin }, store.clock.now(), events);
  const telling = events.length === 0 ? [] : [{ Put: { TableName: store.table, Item: { ...outbox, ...attributes } } }];
  await transact(store, [versionedPut(store.table, item, version), ...telling]);
};

/** Both. What later days add nothing to any more is kept step by step: what goes on from there does not know it. */
export const reconcile = async (
  store: Reconciling,
  account: BankAccount,
  at: CivilDate | undefined,
  asked: For,
): Promise<Reconciled> => {
  const passing = async (found: Reconciled, day: CivilDate): Promise<void> => {
    const settled = addDays(day, -DECIDED_DAYS);
    await putDays(
      store,
      account,
      [...byDay(found)].filter(([on]) => on <= settled),
    );
  };
  const found = await findings(store, account, at, asked, { passing });
  // Of an earlier day it would take back what was told of later ones.
  if (at === undefined) await keepFindings(store, found, asked.requestId);
  return found;
};
