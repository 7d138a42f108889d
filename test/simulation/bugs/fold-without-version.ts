import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a system account is folded from a state that may be old',
  file: 'functions/ledger/store/relay/system-folds.ts',
  profile: 'ledger',
  from: "'attribute_not_exists(pk)' : '#v = :before'",
  to: "'attribute_not_exists(pk)' : '#v >= :before'",
};
