import { derivedId } from '../../kernel/ids.ts';
import { chunks } from '../../kernel/parallel.ts';
import { formatTime } from '../../kernel/time.ts';
import { type LedgerEventName, ledgerEvents } from '../contract/events.ts';
import { type Entry, effectiveTime } from '../model/entry.ts';
import type { Message } from './bus.ts';
import type { AccountChange, MoneyReceipt } from './stream-record.ts';

/** Entries in one `EntriesAppended`: some 60 KB. */
const MAX_ENTRIES = 200;

interface Envelope {
  readonly name: LedgerEventName;
  readonly tenant: string;
  /** What the event's id is derived from, so that a redelivery publishes the same event again and not a new one. */
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
export const accountMessage = (index: number, change: AccountChange, account: unknown): Message => {
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

/** An entry with the account it belongs to. */
export interface Appended {
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

/** The internal events of new entries: many in one, a tenant at a time. */
export const entriesMessages = (index: number, appended: readonly Appended[]): readonly Message[] => {
  const byTenant = Map.groupBy(appended, ({ tenant }) => tenant);
  return [...byTenant].flatMap(([tenant, all]) =>
    chunks(all, MAX_ENTRIES).map((some) => {
      const identity = some.map(({ account, currency, entry }) => `${account}#${currency}#${entry.version}`);
      const occurredAt = some.reduce((latest, { entry }) => Math.max(latest, entry.at), 0);
      return message(
        index,
        { name: 'EntriesAppended', tenant, identity, occurredAt },
        `{"entries":[${some.map(entryJson).join(',')}]}`,
      );
    }),
  );
};
