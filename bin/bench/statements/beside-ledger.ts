import type { TemporaryCloud } from '../../client/temporary-cloud.ts';
import { type InTurns, inTurns } from '../in-turns.ts';
import { isMeasured } from '../refusals.ts';
import { openAccounts } from '../scenarios.ts';
import type { Aim } from '../targets.ts';
import { aftermathOf } from '../webhooks/mappings.ts';

export const BESIDE_THE_LEDGER = 'statements beside the ledger';

const RATIO_MIN = 0.9;

/** The consumer of the ledger's entries: its queue is what `off` leaves alone. */
export const isEntriesConsumer = (functionArn: string): boolean =>
  functionArn.includes('Statements') && functionArn.includes('OnEntries');

/** Transfers a second while every entry is kept for statements too, beside those while none is. */
export const statementsBesideLedger = async (cloud: TemporaryCloud, seconds: number): Promise<InTurns> => {
  const api = await openAccounts(cloud, 0);
  return inTurns(cloud, api, seconds, await aftermathOf(cloud.local, isEntriesConsumer));
};

export const besideLedgerAims = ({ statuses, ratio }: InTurns): readonly Aim[] => [
  {
    name: 'transfers/s with statements, of those without',
    ...{ measured: isMeasured(statuses) ? ratio : Number.NaN, target: RATIO_MIN, good: 'at least', unit: '' },
  },
];

export const besideLedgerDetails = (beside: InTurns): string =>
  `transfers/s: ${beside.withPerSecond.toFixed(0)} with statements, ${beside.withoutPerSecond.toFixed(0)} without ` +
  `(CPU ${beside.withCpuMs.toFixed(2)} and ${beside.withoutCpuMs.toFixed(2)} ms each)`;
