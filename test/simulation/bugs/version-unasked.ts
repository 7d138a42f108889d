import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a payment is written whatever its version has become',
  file: 'functions/payments/store/commit/payments.ts',
  profile: 'payments',
  from: "ConditionExpression: '#version = :seen',\n      ExpressionAttributeNames: Object",
  to: "ConditionExpression: '#version >= :seen',\n      ExpressionAttributeNames: Object",
};
