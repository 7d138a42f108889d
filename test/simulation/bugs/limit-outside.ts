import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a limit is looked at before a payment is written, and not by the commit that counts it',
  file: 'functions/payments/store/commit/counters.ts',
  profile: 'payments',
  from: "`attribute_not_exists(pk) OR (${conditions.join(' AND ')})`",
  to: "`attribute_not_exists(pk) OR (${conditions.join(' AND ')}) OR attribute_exists(pk)`",
};
