import type { DynamoDBRecord } from 'aws-lambda';
import { str } from '../../../kernel/aws/attributes.ts';
import { inParallel, together } from '../../../kernel/core/parallel.ts';
import { Recent } from '../../../kernel/core/recent.ts';
import { BatchFailures } from '../../../kernel/triggers/batch-failures.ts';
import { type StreamHandler, stream } from '../../../kernel/triggers/stream.ts';
import type { StreamDeps } from '../../../kernel/triggers/stream-run.ts';
import { accountView } from '../../model/account-view.ts';
import type { Entry } from '../../model/entry.ts';
import type { SystemState } from '../../model/system-fold.ts';
import { readAll } from '../table/entry-writer.ts';
import { profileKey } from '../table/keys.ts';
import type { LedgerStore } from '../table/ledger-store.ts';
import { type Profile, readProfile } from '../table/profile-item.ts';
import { RetryableError, reasonOf } from '../table/retryable-error.ts';
import type { SystemAccount } from '../table/system-state.ts';
import { type Bus, type Message, publish } from './bus.ts';
import { type Appended, accountMessage, entriesMessages, receiptMessage, receiptsMessages } from './event-messages.ts';
import { recordHeartbeats } from './heartbeats.ts';
import { enterHistories, type LastLink } from './histories.ts';
import { listInJournal } from './journal.ts';
import { planReceipts, planRecords, type RelayPlan } from './relay-plan.ts';
import type { AccountImages, MoneyReceipt } from './stream-record.ts';
import { foldSystem } from './system-folds.ts';

/** What a relay works with, warm memory included. */
export interface Relay {
  readonly store: LedgerStore;
  readonly bus: Bus;
  readonly links: Recent<LastLink>;
  readonly states: Recent<SystemState>;
  /** Months that journals are known to have. */
  readonly months: Recent<true>;
}

/** An account that was never given a name or metadata. */
const NO_PROFILE: Profile = { name: undefined, metadata: {} };
/** Some 100 bytes each: the accounts of a busy quarter of an hour stay warm. */
const REMEMBERED = 20_000;
/** System accounts folded at once. */
const FOLDS = 4;
/** After this long no fold begins: the rest of a run of 60 s publishes what was folded. Lambda delivers the others again. */
const FOLDING_MS = 20_000;

export const newRelay = (store: LedgerStore, bus: Bus): Relay => ({
  store,
  bus,
  links: new Recent(REMEMBERED),
  states: new Recent(REMEMBERED),
  months: new Recent(REMEMBERED),
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

const fold = async (relay: Relay, plan: RelayPlan, failures: BatchFailures): Promise<readonly Appended[]> => {
  const appended: Appended[] = [];
  const deadline = relay.store.clock.now() + FOLDING_MS;
  await inParallel(plan.folds, FOLDS, async ({ of, lines, indexes }) => {
    const work = () => foldSystem(relay.store, relay.states, of, [...lines.values()], deadline);
    appended.push(...appendedTo(of, indexes, await failures.attempt(indexes, [], work)));
  });
  return appended;
};

const histories = async (relay: Relay, { runs }: RelayPlan, failures: BatchFailures): Promise<readonly Appended[]> => {
  const indexes = runs.flatMap((run) => run.indexes);
  const entered = await failures.attempt(indexes, [], () => enterHistories(relay.store, relay.links, runs));
  return entered.flatMap((run) => appendedTo(run, run.indexes, run.entries));
};

const journals = (relay: Relay, { news }: RelayPlan, failures: BatchFailures): Promise<void> => {
  const made = news.flatMap(({ index, change }) => (change.kind === 'receipt' ? [{ index, change }] : []));
  const work = () =>
    listInJournal(
      relay.store,
      relay.months,
      made.map(({ change }) => change),
    );
  const indexes = made.map(({ index }) => index);
  return failures.attempt(indexes, undefined, work);
};

/** Names and metadata of accounts that have news: they stand in items of their own. */
const profiles = async (relay: Relay, changes: readonly AccountImages[]): Promise<ReadonlyMap<string, Profile>> => {
  if (changes.length === 0) return new Map();
  const keys = new Map(changes.map((change) => [change.pk, { ...profileKey(change.tenant, change.after.id) }]));
  const items = await readAll(relay.store, [...keys.values()]);
  return new Map(items.map((item) => [str(item, 'pk'), readProfile(item)]));
};

const receiptMessages = (plan: RelayPlan): readonly Message[] =>
  plan.news.flatMap(({ index, change }) => (change.kind === 'receipt' ? [receiptMessage(index, change)] : []));

const accountMessages = async (relay: Relay, plan: RelayPlan, failures: BatchFailures): Promise<readonly Message[]> => {
  const news = plan.news.flatMap(({ index, change }) => (change.kind === 'account' ? [{ index, change }] : []));
  const read = () =>
    profiles(
      relay,
      news.map(({ change }) => change),
    );
  const indexes = news.map(({ index }) => index);
  const known = await failures.attempt(indexes, undefined, read);
  if (known === undefined) return [];
  return news.map(({ index, change }) =>
    accountMessage(index, change, accountView(change.after, known.get(change.pk) ?? NO_PROFILE)),
  );
};

/** Beats vouch for what stands before them in the stream: those behind something that failed come again with it. */
const recordAll = (relay: Relay, plan: RelayPlan, failures: BatchFailures): Promise<void> => {
  const failed = Math.min(...failures.indexes);
  const proven = plan.heartbeats.filter(({ index }) => index < failed);
  const indexes = proven.map(({ index }) => index);
  const work = () =>
    recordHeartbeats(
      relay.store,
      proven.map(({ heartbeat }) => heartbeat),
    );
  return failures.attempt(indexes, undefined, work);
};

/**
 * Writes what the plan asks for, then tells of what was written. Every step may be repeated, whole or in part, without another
 * effect; none waits for the success of another.
 */
const carryOut = async (relay: Relay, plan: RelayPlan): Promise<BatchFailures> => {
  const failures = new BatchFailures();
  const [entered, folded, accounts] = await together([
    histories(relay, plan, failures),
    fold(relay, plan, failures),
    accountMessages(relay, plan, failures),
    journals(relay, plan, failures),
  ]);
  const messages = [
    ...accounts,
    ...receiptMessages(plan),
    ...entriesMessages([...entered, ...folded]),
    ...receiptsMessages(plan.receipts),
  ];
  const { indexes, reason } = await publish(relay.bus, messages);
  if (indexes.size > 0) failures.add(indexes, new RetryableError(`events were not published: ${reason}`));
  await recordAll(relay, plan, failures);
  return failures;
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

export interface RelayDeps extends StreamDeps {
  readonly relay: Relay;
}

/**
 * Handles the stream of the table: writes histories, folds system accounts, publishes events. A record that contradicts itself is
 * reported, and nothing after it is done. The event source mapping then bisects the batch and sends that record to the on-failure
 * bucket.
 */
export const buildRelay = (deps: RelayDeps): StreamHandler =>
  stream({
    domain: 'ledger',
    deps,
    handle: async (records) => {
      const { failed, cause, poison } = await relayRecords(deps.relay, records);
      const indexes = new Set(failed);
      if (poison !== undefined)
        return { indexes, reason: reasonOf(poison.error), poison: poison.index, cause: poison.error };
      return indexes.size === 0 ? { indexes } : { indexes, reason: reasonOf(cause), cause };
    },
  });

/** Folds and publishes receipts again, as read from the table. Throws what kept any of them from it. */
export const relayReceipts = async (relay: Relay, receipts: readonly MoneyReceipt[]): Promise<void> => {
  const { indexes, cause } = await carryOut(relay, planReceipts(receipts));
  if (indexes.size > 0) throw cause;
};
