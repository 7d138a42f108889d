import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a hold that ends is held once more in place of released',
  file: 'functions/ledger/store/commit/release-update.ts',
  profile: 'ledger',
  from: "':released': n(line.pending),",
  to: "':released': n(held),",
};
