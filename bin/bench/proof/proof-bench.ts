import type { TemporaryCloud } from '../../client/temporary-cloud.ts';
import type { Terminal } from '../../client/terminal.ts';
import { type InTurns, inTurns } from '../in-turns.ts';
import { isMeasured } from '../refusals.ts';
import { openAccounts } from '../scenarios.ts';
import type { Aim } from '../targets.ts';
import { aftermathOf } from '../webhooks/mappings.ts';
import { type LatencySizes, type ProofLatency, proofLatency } from './proof-latency.ts';
import { type ReceiptBytes, receiptBytes } from './receipt-bytes.ts';

export const PROOF = 'proof';

/** Sizes of what is measured without a cloud. */
export interface ProofSizes extends LatencySizes {
  /** Of receipts whose bytes are counted. */
  readonly seconds: number;
}
const SIZES: ProofSizes = { leaves: 10_000_000, samples: 100, seconds: 100 };
/** Receipts a second of the tenant whose bytes are held to the target, and of one that has next to none. */
const BUSY = 100;
const QUIET = 1;

const RATIO_MIN = 0.95;
const PROOF_MS_MAX = 50;
const RECEIPT_BYTES_MAX = 100;

export interface ProofFigures {
  readonly besideTheLedger: InTurns;
  readonly latency: ProofLatency;
  readonly busy: ReceiptBytes;
  readonly quiet: ReceiptBytes;
}

/** The sequencer of the log: its queue is what `off` leaves alone. The relay tells digests in both halves. */
export const isSequencer = (functionArn: string): boolean =>
  functionArn.includes('Proof') && functionArn.includes('OnReceipts');

/** What the log costs the ledger, how long a proof takes in a log of years, and what is kept of each receipt. */
export const proofBench = async (
  cloud: TemporaryCloud,
  { seconds, sizes = SIZES }: { readonly seconds: number; readonly sizes?: ProofSizes },
  out: Terminal,
): Promise<ProofFigures> => {
  out.progress(`${PROOF}: a log of ${sizes.leaves} leaves ...`);
  const latency = await proofLatency(sizes);
  out.progress(`${PROOF}: bytes ...`);
  const busy = await receiptBytes(BUSY, sizes.seconds);
  const quiet = await receiptBytes(QUIET, sizes.seconds);
  out.progress(`${PROOF}: beside the ledger ...`);
  const api = await openAccounts(cloud, 0);
  const besideTheLedger = await inTurns(cloud, api, seconds, await aftermathOf(cloud.local, isSequencer));
  return { besideTheLedger, latency, busy, quiet };
};

export const proofAims = ({ besideTheLedger, latency, busy }: ProofFigures): readonly Aim[] => [
  {
    name: 'transfers/s with the log, of those without',
    ...{
      measured: isMeasured(besideTheLedger.statuses) ? besideTheLedger.ratio : Number.NaN,
      target: RATIO_MIN,
      good: 'at least',
      unit: '',
    },
  },
  {
    name: `a proof at ${latency.leaves} leaves, p99`,
    ...{ measured: latency.p99Ms, target: PROOF_MS_MAX, good: 'at most', unit: 'ms' },
  },
  {
    name: `kept of a receipt, at ${busy.perSecond} a second`,
    ...{ measured: busy.bytes, target: RECEIPT_BYTES_MAX, good: 'at most', unit: 'B' },
  },
];

export const proofDetails = ({ besideTheLedger: beside, latency, quiet }: ProofFigures): string =>
  [
    `transfers/s, the medians of all rounds: ${beside.withPerSecond.toFixed(0)} with the log, ${beside.withoutPerSecond.toFixed(0)} without ` +
      `(CPU ${beside.withCpuMs.toFixed(2)} and ${beside.withoutCpuMs.toFixed(2)} ms each)`,
    `${latency.proofs} proofs, each verified, every tile in as many pieces as it can have: p50 ${latency.p50Ms.toFixed(1)} ms`,
    `at ${quiet.perSecond} a second a receipt keeps ${quiet.bytes.toFixed(0)} B: each run has items and a checkpoint of its own`,
  ].join('\n');
