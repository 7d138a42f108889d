import { canonicalJson } from '../../functions/kernel/values/canonical-json.ts';
import { derivedId } from '../../functions/kernel/values/ids.ts';
import { parseTime } from '../../functions/kernel/values/time.ts';
import type { Books, Difference, FeedEvent, Receipt } from './books.ts';
import { movedBy } from './receipt-lines.ts';

/** As long as the feed keeps events, less a day. */
const KEPT_MS = 89 * 24 * 3_600_000;
const OF_RECEIPTS: ReadonlySet<string> = new Set([
  'ledger.TransactionPosted',
  'ledger.HoldPlaced',
  'ledger.HoldReleased',
]);

const typeOf = (receipt: Receipt): string | undefined => {
  const moved = movedBy(receipt);
  if (moved === undefined) return undefined;
  if (moved.resolves) return 'ledger.HoldReleased';
  return moved.made.state === 'pending' ? 'ledger.HoldPlaced' : 'ledger.TransactionPosted';
};

/** What the event of a receipt says, as the ledger made it. */
const saysAs = (event: FeedEvent, receipt: Receipt): string | undefined => {
  if (event.timestamp !== receipt.at) return `is of ${event.timestamp}, and its receipt of ${receipt.at}`;
  const told = canonicalJson(event.data);
  return told === canonicalJson({ transaction: JSON.parse(receipt.answer) })
    ? undefined
    : 'does not say what its receipt says';
};

/** Each event of a receipt against it, and each receipt against the feed. Events of an id are of one receipt, which the id is derived from. */
export const checkEvents = ({ tenant, events, receipts, settled }: Books): readonly Difference[] => {
  const expected = new Map<string, Receipt>();
  for (const receipt of receipts.values()) {
    const type = typeOf(receipt);
    if (type !== undefined) expected.set(derivedId('evt_', tenant, type, receipt.id), receipt);
  }
  const found: Difference[] = [];
  const seen = new Set<string>();
  for (const event of events) {
    if (!OF_RECEIPTS.has(event.type)) continue;
    const add = (says: string) => found.push({ where: 'event', name: event.id, says });
    const receipt = expected.get(event.id);
    if (seen.has(event.id)) add('is in the feed twice');
    seen.add(event.id);
    if (receipt === undefined) {
      if ((parseTime(event.timestamp) ?? 0) < settled) add('is of no receipt');
    } else {
      const says = typeOf(receipt) === event.type ? saysAs(event, receipt) : `is no ${event.type}`;
      if (says !== undefined) add(says);
    }
  }
  for (const [id, receipt] of expected) {
    const at = parseTime(receipt.at) ?? 0;
    if (!seen.has(id) && at < settled && at > settled - KEPT_MS)
      found.push({ where: 'event', name: id, says: `of ${receipt.id} is missing in the feed` });
  }
  return found;
};
