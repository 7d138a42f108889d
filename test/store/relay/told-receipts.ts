import { expect } from '@jest/globals';
import type { LedgerStream } from './ledger-stream.ts';
import type { Rig } from './rig.ts';

/** The receipts that were told by their digests; one that was told twice has the same both times. */
export const committedIn = (told: Rig['told']): readonly string[] => {
  const events = told.filter(({ detailType }) => detailType === 'ledger.ReceiptsCommitted');
  const digests = new Map<string, string>();
  for (const { id, digest } of events.flatMap(({ detail }) => detail.data.receipts)) {
    expect(digests.get(id) ?? digest).toBe(digest);
    digests.set(id, digest);
  }
  return [...digests.keys()].toSorted();
};

/** Of refusals too. */
export const receiptsIn = (bank: LedgerStream): readonly string[] => {
  const receipts = bank.records.filter(
    ({ eventName, dynamodb }) => eventName === 'INSERT' && ['T', 'R'].includes(dynamodb?.NewImage?.sk?.S ?? ''),
  );
  return [...new Set(receipts.map(({ dynamodb }) => dynamodb?.NewImage?.pk?.S?.split('#')[2] ?? ''))].toSorted();
};
