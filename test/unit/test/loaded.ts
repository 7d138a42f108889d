import { present } from '../../../functions/kernel/core/assert.ts';
import { keptInWorker } from '../../runner/kept.ts';

/** What the loads of this module leave behind: in the worker, and not in the module. */
export const LOADED = keptInWorker('loads of loaded.ts', () => ({ times: 0, sources: [] as unknown[] }));

LOADED.times += 1;
LOADED.sources.push(present);
