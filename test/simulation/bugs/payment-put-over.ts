import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a payment is put whether or not it is there',
  file: 'functions/payments/store/commit/payments.ts',
  profile: 'payments',
  from: "      ConditionExpression: 'attribute_not_exists(pk)',",
  to: "      ConditionExpression: 'attribute_not_exists(pk) OR attribute_exists(pk)',",
};
