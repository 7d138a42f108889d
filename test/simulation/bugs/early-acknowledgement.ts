import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a batch of a stream is acknowledged although parts of it failed',
  file: 'functions/kernel/triggers/unhandled-outcome.ts',
  profile: 'ledger',
  from: 'if (indexes.size === 0) return',
  to: 'if (indexes.size < records.length) return',
};
