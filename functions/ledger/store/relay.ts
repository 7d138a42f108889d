import type { DynamoDBRecord } from 'aws-lambda';
import { inParallel, together } from '../../kernel/parallel.ts';
import { Recent } from '../../kernel/recent.ts';
import { accountView } from '../model/account-view.ts';
import type { Entry } from '../model/entry.ts';
import type { SystemState } from '../model/system-fold.ts';
import { type Appended, accountMessage, entriesMessages, receiptMessage } from './announcements.ts';
import { str } from './attributes.ts';
import { recordBeats } from './beats.ts';
import { type Bus, type Message, publish } from './bus.ts';
import { getAll } from './entry-writer.ts';
import { enterHistories, type LastLink } from './histories.ts';
import { profileKey } from './keys.ts';
import type { LedgerStore } from './ledger-store.ts';
import { Parts, type Undone } from './parts.ts';
import { type Profile, readProfile } from './profile-item.ts';
import { Setback } from './reason.ts';
import { planReceipts, planRecords, type RelayPlan } from './relay-plan.ts';
import type { AccountChange, MoneyReceipt } from './stream-record.ts';
import { foldSystem } from './system-folds.ts';
import type { SystemAccount } from './system-state.ts';

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
/** After this long no fold is begun: the rest of a run of 60 s tells of what was done, and what was not comes again. */
const FOLDING_MS = 20_000;

export const newRelay = (store: LedgerStore, bus: Bus): Relay => ({
  store,
  bus,
  links: new Recent(REMEMBERED),
  states: new Recent(REMEMBERED),
});

/** Entries of an account, with the place of the first record that they come from. */
const appendedTo = (
  { tenant, account, currency }: SystemAccount,
  indexes: readonly number[],
  entries: readonly Entry[],
): readonly Appended[] => {
  const index = Math.min(...indexes);
  return entries.map((entry) => ({ index, tenant, account, currency, entry }));
};

const fold = async (relay: Relay, plan: RelayPlan, parts: Parts): Promise<readonly Appended[]> => {
  const appended: Appended[] = [];
  const deadline = relay.store.clock.now() + FOLDING_MS;
  await inParallel(plan.folds, FOLDS, async ({ of, lines, indexes }) => {
    const work = () => foldSystem(relay.store, relay.states, of, [...lines.values()], deadline);
    appended.push(...appendedTo(of, indexes, await parts.attempt(indexes, [], work)));
  });
  return appended;
};

const histories = async (relay: Relay, { runs }: RelayPlan, parts: Parts): Promise<readonly Appended[]> => {
  const indexes = runs.flatMap((run) => run.indexes);
  const entered = await parts.attempt(indexes, [], () => enterHistories(relay.store, relay.links, runs));
  return entered.flatMap((run) => appendedTo(run, run.indexes, run.entries));
};

/** Names and metadata of accounts that have news: they stand in items of their own. */
const profiles = async (relay: Relay, changes: readonly AccountChange[]): Promise<ReadonlyMap<string, Profile>> => {
  if (changes.length === 0) return new Map();
  const keys = new Map(changes.map((change) => [change.pk, { ...profileKey(change.tenant, change.after.id) }]));
  const items = await getAll(relay.store, [...keys.values()]);
  return new Map(items.map((item) => [str(item, 'pk'), readProfile(item)]));
};

const receiptMessages = (plan: RelayPlan): readonly Message[] =>
  plan.news.flatMap(({ index, change }) => (change.kind === 'receipt' ? [receiptMessage(index, change)] : []));

const accountMessages = async (relay: Relay, plan: RelayPlan, parts: Parts): Promise<readonly Message[]> => {
  const news = plan.news.flatMap(({ index, change }) => (change.kind === 'account' ? [{ index, change }] : []));
  const read = () =>
    profiles(
      relay,
      news.map(({ change }) => change),
    );
  const indexes = news.map(({ index }) => index);
  const known = await parts.attempt(indexes, undefined, read);
  if (known === undefined) return [];
  return news.map(({ index, change }) =>
    accountMessage(index, change, accountView(change.after, known.get(change.pk) ?? NO_PROFILE)),
  );
};

/** Beats vouch for what stands before them in the stream: those behind something that failed come again with it. */
const beats = (relay: Relay, plan: RelayPlan, parts: Parts): Promise<void> => {
  const failed = Math.min(...parts.undone.indexes);
  const proven = plan.beats.filter(({ index }) => index < failed);
  const indexes = proven.map(({ index }) => index);
  const work = () =>
    recordBeats(
      relay.store,
      proven.map(({ beat }) => beat),
    );
  return parts.attempt(indexes, undefined, work);
};

/**
 * Writes what the plan asks for, then tells of what was written. Every step may be repeated, whole or in part, without another
 * effect; none waits for the success of another.
 */
const carryOut = async (relay: Relay, plan: RelayPlan): Promise<Undone> => {
  const parts = new Parts();
  const [entered, folded, accounts] = await together([
    histories(relay, plan, parts),
    fold(relay, plan, parts),
    accountMessages(relay, plan, parts),
  ]);
  const messages = [...accounts, ...receiptMessages(plan), ...entriesMessages([...entered, ...folded])];
  const { indexes, reason } = await publish(relay.bus, messages);
  if (indexes.size > 0) parts.fail(indexes, new Setback(`events were not published: ${reason}`));
  await beats(relay, plan, parts);
  return parts.undone;
};

/** How a batch went: places of the records to report as failed, and why, for the log. */
export interface Relayed {
  readonly failed: readonly number[];
  /** What went wrong first, where something did. */
  readonly cause: unknown;
  /** The first record that cannot be read, ever: nothing after it was done. */
  readonly poison: RelayPlan['poison'];
}

/** Relays a batch of the stream, in order per item, up to its end or its first unreadable record. */
export const relayRecords = async (relay: Relay, records: readonly DynamoDBRecord[]): Promise<Relayed> => {
  const plan = planRecords(records);
  const { indexes, cause } = await carryOut(relay, plan);
  const failed = plan.poison === undefined ? [...indexes] : [...indexes, plan.poison.index];
  return { failed, cause, poison: plan.poison };
};

/** Folds and publishes receipts again, as read from the table. Throws what kept any of them from it. */
export const relayReceipts = async (relay: Relay, receipts: readonly MoneyReceipt[]): Promise<void> => {
  const { indexes, cause } = await carryOut(relay, planReceipts(receipts));
  if (indexes.size > 0) throw cause;
};
