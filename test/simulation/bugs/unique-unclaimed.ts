import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a unique reference is claimed without a condition',
  file: 'functions/ledger/store/table/reference-claim.ts',
  profile: 'ledger',
  from: "ConditionExpression: 'attribute_not_exists(pk)',",
  to: "ConditionExpression: 'attribute_not_exists(pk) OR attribute_exists(pk)',",
};
