import type { Api } from '../../client/api.ts';
import type { TemporaryCloud } from '../../client/temporary-cloud.ts';
import { type InTurns, inTurns } from '../in-turns.ts';
import { isMeasured } from '../refusals.ts';
import type { Aim } from '../targets.ts';
import { aftermathOf } from './mappings.ts';

const TARGET = 0.75;

export type BesideTheLedger = InTurns;

/** What the relay and webhooks cost the ledger: transfers a second with both on, beside those with every event source mapping off. */
export const besideTheLedger = async (cloud: TemporaryCloud, api: Api, seconds: number): Promise<BesideTheLedger> =>
  inTurns(cloud, api, seconds, await aftermathOf(cloud.local));

export const besideTheLedgerAim = ({ ratio, statuses }: BesideTheLedger): Aim => ({
  name: 'transfers/s with relay and webhooks, of those without',
  measured: isMeasured(statuses) ? ratio : Number.NaN,
  target: TARGET,
  good: 'at least',
  unit: '',
});
