import { canonicalDigest } from '../../../functions/kernel/values/canonical-json.ts';
import { formatTime } from '../../../functions/kernel/values/time.ts';
import type { ToldReceipt } from '../../../functions/proof/model/receipt/told-receipt.ts';

export const TENANT = 'acme';
const BEGIN = Date.parse('2026-11-30T10:00:00.000Z');
const ID_DIGITS = 26;

/** About what the ledger says of a transfer. */
export const benchReceipt = (number: number, perSecond: number) => ({
  tenant: TENANT,
  id: `txn_${String(number).padStart(ID_DIGITS, '0')}`,
  at: formatTime(BEGIN + Math.floor((number * 1_000) / perSecond)),
  body: JSON.stringify({ postings: [{ from: 'a', to: 'b', amount: String(number) }], state: 'posted' }),
});

export type BenchReceipt = ReturnType<typeof benchReceipt>;

/** The same as the relay tells it. */
export const told = (receipt: BenchReceipt): ToldReceipt => ({
  tenant: receipt.tenant,
  id: receipt.id,
  at: Date.parse(receipt.at),
  digest: canonicalDigest(receipt),
});
