import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a transaction can be reversed again by a request that comes at the same time',
  file: 'functions/ledger/store/commit/reverse.ts',
  profile: 'ledger',
  from: "'attribute_not_exists(#rb) AND (attribute_not_exists(#hs)",
  to: "'(attribute_not_exists(#rb) OR attribute_exists(#rb)) AND (attribute_not_exists(#hs)",
};
