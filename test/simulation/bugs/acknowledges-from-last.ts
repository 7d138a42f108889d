import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a batch of a stream goes on behind the last record that failed',
  file: 'functions/kernel/triggers/unhandled-outcome.ts',
  profile: 'ledger',
  from: 'records[Math.min(...indexes)]',
  to: 'records[Math.max(...indexes)]',
};
