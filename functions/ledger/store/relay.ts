import type { DynamoDBRecord } from 'aws-lambda';
import { inParallel, together } from '../../kernel/parallel.ts';
import { Recent } from '../../kernel/recent.ts';
import { accountView } from '../model/account-view.ts';
import type { SystemState } from '../model/system-fold.ts';
import { type Appended, accountMessage, entriesMessages, receiptMessage } from './announcements.ts';
import { str } from './attributes.ts';
import { type Bus, type Message, publish, type Unpublished } from './bus.ts';
import { getAll } from './entry-writer.ts';
import { enterHistories, type LastLink } from './histories.ts';
import { profileKey } from './keys.ts';
import type { LedgerStore } from './ledger-store.ts';
import { type Profile, readProfile } from './profile-item.ts';
import { planReceipts, planRecords, type RelayPlan, type Run } from './relay-plan.ts';
import type { AccountChange, MoneyReceipt } from './stream-record.ts';
import { foldSystem } from './system-folds.ts';

/** What a relay works with, warm memory included. */
export interface Relay {
  readonly store: LedgerStore;
  readonly bus: Bus;
  readonly links: Recent<LastLink>;
  readonly states: Recent<SystemState>;
}

/** An account that was never given a name or metadata. */
const NO_PROFILE: Profile = { name: undefined, metadata: {} };
/** Some 100 bytes each: the accounts of a busy quarter of an hour stay warm. */
const REMEMBERED = 20_000;
/** System accounts folded at once. */
const FOLDS = 4;

export const newRelay = (store: LedgerStore, bus: Bus): Relay => ({
  store,
  bus,
  links: new Recent(REMEMBERED),
  states: new Recent(REMEMBERED),
});

const fold = async (relay: Relay, plan: RelayPlan): Promise<readonly Appended[]> => {
  const appended: Appended[] = [];
  await inParallel(plan.folds, FOLDS, async ({ of, lines }) => {
    const entries = await foldSystem(relay.store, relay.states, of, [...lines.values()]);
    for (const entry of entries) appended.push({ ...of, entry });
  });
  return appended;
};

/** Names and metadata of accounts that have news: they stand in items of their own. */
const profiles = async (relay: Relay, changes: readonly AccountChange[]): Promise<ReadonlyMap<string, Profile>> => {
  if (changes.length === 0) return new Map();
  const keys = new Map(changes.map((change) => [change.pk, { ...profileKey(change.tenant, change.after.id) }]));
  const items = await getAll(relay.store, [...keys.values()]);
  return new Map(items.map((item) => [str(item, 'pk'), readProfile(item)]));
};

const newsMessages = async (relay: Relay, plan: RelayPlan): Promise<readonly Message[]> => {
  const changes = plan.news.flatMap(({ change }) => (change.kind === 'account' ? [change] : []));
  const known = await profiles(relay, changes);
  return plan.news.map(({ index, change }) =>
    change.kind === 'receipt'
      ? receiptMessage(index, change)
      : accountMessage(index, change, accountView(change.after, known.get(change.pk) ?? NO_PROFILE)),
  );
};

const appendedBy = (runs: readonly Run[]): readonly Appended[] =>
  runs.flatMap(({ tenant, account, currency, entries }) =>
    entries.map((entry) => ({ tenant, account, currency, entry })),
  );

/** Writes what the plan asks for, then tells of it. Every step may be repeated, whole or in part, without another effect. */
const carryOut = async (relay: Relay, plan: RelayPlan): Promise<Unpublished> => {
  const [runs, folded, news] = await together([
    enterHistories(relay.store, relay.links, plan.runs),
    fold(relay, plan),
    newsMessages(relay, plan),
  ]);
  // What tells of many records at once is the first record's: should it fail, the whole batch comes again.
  const entries = entriesMessages(0, [...appendedBy(runs), ...folded]);
  return publish(relay.bus, [...news, ...entries]);
};

/** How a batch went: places of the records to report as failed, and why, for the log. */
export interface Relayed {
  readonly failed: readonly number[];
  readonly unpublished: string | undefined;
  /** The first record that cannot be read, ever: nothing after it was done. */
  readonly poison: RelayPlan['poison'];
}

/** Relays a batch of the stream, in order per item, up to its end or its first unreadable record. Throws when the store fails. */
export const relayRecords = async (relay: Relay, records: readonly DynamoDBRecord[]): Promise<Relayed> => {
  const plan = planRecords(records);
  const { indexes, reason } = await carryOut(relay, plan);
  const failed = plan.poison === undefined ? [...indexes] : [...indexes, plan.poison.index];
  return { failed, unpublished: reason, poison: plan.poison };
};

/** Folds and publishes receipts again, as read from the table. Throws when the store or the bus fails. */
export const relayReceipts = async (relay: Relay, receipts: readonly MoneyReceipt[]): Promise<void> => {
  const { indexes, reason } = await carryOut(relay, planReceipts(receipts));
  if (indexes.size > 0) throw new Error(`${indexes.size} events were not published: ${reason}`);
};
