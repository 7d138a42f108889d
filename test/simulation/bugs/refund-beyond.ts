import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'refunds are not held to what is left',
  file: 'functions/payments/model/payment.ts',
  profile: 'payments',
  from: "refunds.filter(({ state }) => state !== 'failed').reduce((left, one) => left - one.amount, amount);",
  to: "refunds.filter(({ state }) => state === 'failed').reduce((left, one) => left - one.amount, amount);",
};
