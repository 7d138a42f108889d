import { expect, test } from '@jest/globals';
import { proofAims, proofDetails } from '../../bin/bench/proof/proof-bench.ts';
import { proofLatency } from '../../bin/bench/proof/proof-latency.ts';
import { receiptBytes } from '../../bin/bench/proof/receipt-bytes.ts';
import { isReached } from '../../bin/bench/targets.ts';

// How long a proof takes is for a quiet machine to say; here each is verified, and bytes are what they are everywhere.
test('folio bench verifies proofs in a synthetic log of three levels of tiles, and a receipt keeps at most 100 bytes where they are gathered', async () => {
  const latency = await proofLatency({ leaves: 66_000, samples: 3 });
  expect([latency.leaves, latency.proofs, latency.p50Ms > 0]).toEqual([66_000, 3, true]);
  const [busy, quiet] = [await receiptBytes(100, 10), await receiptBytes(1, 10)];
  expect([busy.receipts, quiet.receipts]).toEqual([1_000, 10]);
  expect(quiet.bytes).toBeGreaterThan(busy.bytes);
  const even = { withPerSecond: 95, withoutPerSecond: 100, ratio: 0.95, withCpuMs: 1, withoutCpuMs: 1 };
  const figures = {
    besideTheLedger: { ...even, recordsBehind: 0, drainMs: 0, statuses: { 201: 195 } },
    latency,
    busy,
    quiet,
  };
  const [beside, , bytes] = proofAims(figures);
  for (const aim of [beside, bytes]) expect([aim, aim && isReached(aim)]).toEqual([aim, true]);
  expect(proofDetails(figures)).toContain('3 proofs');
}, 60_000);
