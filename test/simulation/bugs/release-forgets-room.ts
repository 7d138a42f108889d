import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'what a hold releases does not come back to what is available',
  file: 'functions/ledger/store/commit/release-update.ts',
  profile: 'ledger',
  from: "':room': n(held - line.amount),",
  to: "':room': n(line.amount - line.amount),",
};
