import type { FloorProperties } from '../contract/custom-resource.ts';
import { historyOf } from '../model/history.ts';
import { appendRecord } from './append-record.ts';
import type { RegistryDeps } from './deps.ts';

/**
 * Puts on record that a release is about to write what older generations do not read, before it gets its first request: one that is
 * taken back, or whose deployment dies, has written all the same. A floor never falls, so a deployment that goes back changes nothing.
 */
export const raiseFloor = (deps: RegistryDeps, { Domain, DataFloor }: FloorProperties): Promise<void> =>
  appendRecord(deps, Domain, (records) =>
    DataFloor > historyOf(records).dataFloor ? { kind: 'floor-raised', dataFloor: DataFloor } : undefined,
  );
