import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a receipt is put whether or not its key has one',
  file: 'functions/kernel/idempotency/exactly-once.ts',
  profile: 'ledger',
  from: "    ConditionExpression: 'attribute_not_exists(pk)',\n    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',",
  to: "    ConditionExpression: 'attribute_not_exists(pk) OR attribute_exists(pk)',\n    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',",
};
