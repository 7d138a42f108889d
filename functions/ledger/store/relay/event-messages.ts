import { chunks } from '../../../kernel/core/parallel.ts';
import { derivedId } from '../../../kernel/values/ids.ts';
import { formatTime } from '../../../kernel/values/time.ts';
import { type LedgerEventName, ledgerEvents } from '../../contract/events.ts';
import { type Entry, effectiveTime } from '../../model/entry.ts';
import { digestOfReceipt } from '../../model/receipt-document.ts';
import type { Message } from './bus.ts';
import type { AccountImages, CommittedReceipt, MoneyReceipt } from './stream-record.ts';

/** Entries in one `EntriesAppended`: some 60 KB. */
const MAX_ENTRIES = 200;
/** Receipts in one `ReceiptsCommitted`: some 60 KB. */
const MAX_RECEIPTS = 500;

interface Envelope {
  readonly name: LedgerEventName;
  readonly tenant: string;
  /** What the event's id is derived from: nothing but what it tells, so that a redelivery makes no new event of it. */
  readonly identity: readonly string[];
  readonly occurredAt: number;
  /** The request that it goes back to; its own id where that is not known. */
  readonly cause?: string;
}

const message = (index: number, { name, tenant, identity, occurredAt, cause }: Envelope, data: string): Message => {
  const { source, detailType, version } = ledgerEvents[name];
  const eventId = derivedId('evt_', tenant, detailType, ...identity);
  const envelope = JSON.stringify({
    eventId,
    tenant,
    occurredAt: formatTime(occurredAt),
    version,
    correlationId: cause ?? eventId,
    causationId: cause ?? eventId,
    hops: 0,
  });
  // The data is JSON already, most of it a stored answer: it goes out as it is, neither parsed nor written anew.
  return { index, source, detailType, detail: `${envelope.slice(0, -1)},"data":${data}}` };
};

/** The public event of a receipt. */
export const receiptMessage = (index: number, { tenant, receipt, made, resolves }: MoneyReceipt): Message => {
  const name = resolves ? 'HoldReleased' : made.state === 'pending' ? 'HoldPlaced' : 'TransactionPosted';
  const { id, at, requestId } = receipt;
  const envelope: Envelope = { name, tenant, identity: [id], occurredAt: at, cause: requestId };
  return message(index, envelope, `{"transaction":${receipt.body}}`);
};

/** The public event of a change of an account, given its view. */
export const accountMessage = (index: number, change: AccountImages, account: unknown): Message => {
  const { tenant, after, before, revision } = change;
  return message(
    index,
    {
      name: before === undefined ? 'AccountOpened' : 'AccountChanged',
      tenant,
      identity: [after.id, String(after.revision)],
      occurredAt: revision.at,
      cause: revision.requestId,
    },
    JSON.stringify({ account, revision: after.revision }),
  );
};

/** An entry with the account it belongs to, and the place of the first record that its account's entries come from. */
export interface Appended {
  readonly index: number;
  readonly tenant: string;
  readonly account: string;
  readonly currency: string;
  readonly entry: Entry;
}

/** Digits, signs and letters only need no escape; ids go through JSON. */
const entryJson = ({ account, currency, entry }: Appended): string =>
  `{"account":${JSON.stringify(account)},"currency":"${currency}","version":${entry.version},` +
  `"transactionId":"${entry.transactionId}","direction":"${entry.side}","amount":"${entry.amount}",` +
  `"pending":"${entry.pending}","balanceBefore":"${entry.before}","balanceAfter":"${entry.after}",` +
  `"at":"${formatTime(entry.at)}","effectiveAt":"${formatTime(effectiveTime(entry))}"}`;

/** Entries of one account that follow each other without a gap, as one word: `alice#USD#7-9`. */
const runsOf = (sorted: readonly Appended[]): readonly string[] => {
  const runs: { readonly name: string; readonly first: number; last: number }[] = [];
  for (const { account, currency, entry } of sorted) {
    const name = `${account}#${currency}`;
    const run = runs.at(-1);
    if (run?.name === name && run.last + 1 === entry.version) run.last = entry.version;
    else runs.push({ name, first: entry.version, last: entry.version });
  }
  return runs.map(({ name, first, last }) => `${name}#${first}${last === first ? '' : `-${last}`}`);
};

const inOrder = (a: Appended, b: Appended): number => {
  const [one, two] = [`${a.account}#${a.currency}`, `${b.account}#${b.currency}`];
  return one === two ? a.entry.version - b.entry.version : one < two ? -1 : 1;
};

/**
 * The internal events of new entries: many in one, a tenant at a time. An event's id is that of the entries in it, in the order
 * of their accounts: the same entries together are the same event, however they were come by. Batches that are cut differently
 * put them together differently, and tell them under other ids: an event for each would cost as much as the public ones.
 */
export const entriesMessages = (appended: readonly Appended[]): readonly Message[] => {
  const byTenant = Map.groupBy(appended, ({ tenant }) => tenant);
  return [...byTenant].flatMap(([tenant, all]) =>
    chunks(all.toSorted(inOrder), MAX_ENTRIES).map((some) => {
      const occurredAt = some.reduce((latest, { entry }) => Math.max(latest, entry.at), 0);
      const index = some.reduce((first, one) => Math.min(first, one.index), Number.POSITIVE_INFINITY);
      return message(
        index,
        { name: 'EntriesAppended', tenant, identity: runsOf(some), occurredAt },
        `{"entries":[${some.map(entryJson).join(',')}]}`,
      );
    }),
  );
};

/** A receipt that was written, with the place of its record. */
export interface Committed {
  readonly index: number;
  readonly of: CommittedReceipt;
}

/** The internal events of new receipts: the digests of many in one, a tenant at a time. */
export const receiptsMessages = (committed: readonly Committed[]): readonly Message[] => {
  const byTenant = Map.groupBy(committed, ({ of }) => of.tenant);
  return [...byTenant].flatMap(([tenant, all]) =>
    chunks(all, MAX_RECEIPTS).map((some) => {
      const receipts = some.map(({ of }) => of.receipt);
      const told = receipts.map((receipt) => {
        const digest = digestOfReceipt(tenant, receipt);
        return `{"id":"${receipt.id}","at":"${formatTime(receipt.at)}","digest":"${digest}"}`;
      });
      const occurredAt = receipts.reduce((latest, { at }) => Math.max(latest, at), 0);
      const index = some.reduce((first, one) => Math.min(first, one.index), Number.POSITIVE_INFINITY);
      const identity = receipts.map(({ id }) => id);
      return message(
        index,
        { name: 'ReceiptsCommitted', tenant, identity, occurredAt },
        `{"receipts":[${told.join(',')}]}`,
      );
    }),
  );
};
