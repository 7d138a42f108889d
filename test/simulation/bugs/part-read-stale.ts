import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'two posts of parts of one hold do not see each other',
  file: 'functions/ledger/store/commit/hold-update.ts',
  profile: 'ledger',
  from: "'attribute_not_exists(#pa)' : '#pa = :seen'",
  to: "'attribute_exists(#hs)' : '#pa >= :seen'",
};
