import { canonicalDigest } from '../../functions/kernel/values/canonical-json.ts';
import { sameHash } from '../../functions/proof/model/merkle/hashing.ts';
import { logEntry } from '../../functions/proof/model/receipt/log-entry.ts';
import type { AccessBook, CallLeaf, Difference, PublicLog } from './books.ts';
import { checkTree } from './check-log.ts';

const checkCall = (log: PublicLog, { call, leafIndex, salt }: CallLeaf): readonly Difference[] => {
  const { requestId } = call;
  const add = (says: string): readonly Difference[] => [{ where: 'call', name: requestId, says }];
  const logged = log.entries[leafIndex];
  if (logged === undefined) return add(`is missing in the access log, where it is leaf ${leafIndex}`);
  const entry = logEntry(salt, requestId, canonicalDigest(call));
  const isSame = sameHash(entry.digest, logged.digest) && sameHash(entry.id, logged.id);
  return isSame ? [] : add(`is not what leaf ${leafIndex} of the access log was made of`);
};

/** The numbers of the calls as their leaves follow each other: 1, 2, 3 ... */
const checkNumbers = (calls: readonly CallLeaf[]): readonly Difference[] => {
  const differences: Difference[] = [];
  let last = 0;
  for (const { call } of calls.toSorted((a, b) => a.leafIndex - b.leafIndex)) {
    const { number, requestId } = call;
    if (number !== last + 1)
      differences.push({
        where: 'call',
        name: requestId,
        says: `has number ${number} behind number ${last}: one is missing or was added`,
      });
    last = number ?? last;
  }
  return differences;
};

/** The access log within itself, and each call as it is told now against its leaf. */
export const checkCalls = ({ calls, log }: AccessBook, tenant: string): readonly Difference[] => {
  const tree = checkTree(log).map((one): Difference => ({ ...one, where: `access-${one.where}` }));
  const places = new Map<number, string>();
  const others = calls.flatMap(({ call, leafIndex }): readonly Difference[] => {
    const other = places.get(leafIndex);
    places.set(leafIndex, call.requestId);
    const add = (says: string): Difference => ({ where: 'call', name: call.requestId, says });
    return [
      ...(other === undefined ? [] : [add(`is the leaf of ${other} too`)]),
      ...(call.tenant === tenant || tenant === '' ? [] : [add('is told to a tenant that did not call')]),
    ];
  });
  return [...tree, ...others, ...checkNumbers(calls), ...calls.flatMap((one) => checkCall(log, one))];
};
