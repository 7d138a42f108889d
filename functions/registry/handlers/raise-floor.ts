import type { FloorProperties } from '../contract/custom-resource.ts';
import { historyOf } from '../model/history.ts';
import { appendRecord } from './append-record.ts';
import type { RegistryDeps } from './deps.ts';

/**
 * Records, before its first request, that a release writes what older generations do not read. A release that is rolled back, or
 * whose deployment dies, may have written all the same. A floor never falls, so a deployment that goes back changes nothing.
 */
export const raiseFloor = (deps: RegistryDeps, { Domain, DataFloor }: FloorProperties): Promise<void> =>
  appendRecord(deps, Domain, (records) =>
    DataFloor > historyOf(records).dataFloor ? { kind: 'floor-raised', dataFloor: DataFloor } : undefined,
  );
