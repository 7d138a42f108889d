import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'the mark of a receipt that is folded has no condition',
  file: 'functions/ledger/store/table/system-mark.ts',
  profile: 'ledger',
  from: "ConditionExpression: 'attribute_not_exists(pk)',",
  to: "ConditionExpression: 'attribute_not_exists(pk) OR attribute_exists(pk)',",
};
