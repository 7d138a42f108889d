import type { PlantedBug } from '../simulation/planted.ts';

const LOG = 'bin/audit/check-log.ts';
const HISTORY = 'bin/audit/check-history.ts';
const EVENTS = 'bin/audit/check-events.ts';
const CALLS = 'bin/audit/check-calls.ts';

/** Mistakes planted in copies of the audit: each lets a change of the books pass, or finds one that nobody made. */
export const AUDIT_BUGS: readonly Omit<PlantedBug, 'profile'>[] = [
  {
    says: 'a checkpoint is not held against the entries of the log',
    file: LOG,
    from: 'if (!sameHash(rootOf(frontier), tree.root))',
    to: 'if (frontier.size !== tree.size)',
  },
  {
    says: 'a tile is looked at for its length alone',
    file: LOG,
    from: 'else if (!sameHash(served.subarray(0, hashes.length * 32), Buffer.concat(hashes)))',
    to: 'else if (served.length < hashes.length * 32)',
  },
  {
    says: 'a leaf is not asked whose it is',
    file: LOG,
    from: "if (!sameHash(logEntry(salt, receiptId, '').id, logged.id))",
    to: 'if (logged.id.length !== 32)',
  },
  {
    says: 'a receipt is not held against the digest in the log',
    file: LOG,
    from: 'if (sameHash(logEntry(salt, receiptId, canonicalDigest(receipt)).digest, logged.digest)) return [];',
    to: 'if (logged.digest.length === 32) return [];',
  },
  {
    says: 'a receipt that is gone is no difference',
    file: LOG,
    from: "return [{ where: 'receipt', name: receiptId, says: `is leaf",
    to: "return leafIndex >= 0 ? [] : [{ where: 'receipt', name: receiptId, says: `is leaf",
  },
  {
    says: 'a receipt that no leaf has is taken for a young one',
    file: LOG,
    from: '.filter(({ id, at }) => !known.has(id) && (parseTime(at) ?? 0) < settled)',
    to: '.filter(({ id, at }) => !known.has(id) && (parseTime(at) ?? 0) > settled)',
  },
  {
    says: 'a balance is not held against its entries',
    file: HISTORY,
    from: '...(account.posted === (last?.after ?? 0n)',
    to: '...(account.posted >= 0n || last === undefined',
  },
  {
    says: 'holds coming in are those going out',
    file: HISTORY,
    from: 'account.pendingIn === sum(entries, account.normalBalance)',
    to: 'account.pendingIn === sum(entries, other)',
  },
  {
    says: 'holds going out are not looked at',
    file: HISTORY,
    from: 'account.pendingOut === sum(entries, other)',
    to: 'account.pendingOut >= 0n',
  },
  {
    says: 'an event may be in the feed twice',
    file: EVENTS,
    from: 'if (seen.has(event.id)) add(',
    to: 'if (!seen.has(event.id) && receipt === undefined && event.id === "") add(',
  },
  {
    says: 'an event that is missing is taken for a young one',
    file: EVENTS,
    from: 'if (!seen.has(id) && at < settled && at > settled - KEPT_MS)',
    to: 'if (!seen.has(id) && at > settled)',
  },
  {
    says: 'the time of an event is not held against its receipt',
    file: EVENTS,
    from: 'if (event.timestamp !== receipt.at)',
    to: 'if (event.timestamp === "")',
  },
  {
    says: 'a call is not held against the digest in the log',
    file: CALLS,
    from: 'const isSame = sameHash(entry.digest, logged.digest) && sameHash(entry.id, logged.id);',
    to: 'const isSame = logged.digest.length === 32;',
  },
  {
    says: 'the numbers of calls are not looked at',
    file: CALLS,
    from: 'if (number !== last + 1)',
    to: 'if (number === last)',
  },
  {
    says: 'the access log is not held against its own checkpoints',
    file: CALLS,
    from: 'const tree = checkTree(log).map(',
    to: 'const tree = checkTree({ ...log, checkpoints: [], entries: [] }).map(',
  },
];
