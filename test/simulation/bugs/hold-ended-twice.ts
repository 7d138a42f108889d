import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a hold can be ended whatever its state is',
  file: 'functions/ledger/store/commit/hold-update.ts',
  profile: 'ledger',
  from: 'return `#hs = :pending AND',
  to: 'return `#hs <> :pending OR #hs = :pending AND',
};
