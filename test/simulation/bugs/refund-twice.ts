import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a refund that was paid stays to be paid',
  file: 'functions/payments/model/saga.ts',
  profile: 'payments',
  from: "withRefund(payment, n, { state: 'paid', transaction })",
  to: "withRefund(payment, n, { state: n > 1 ? 'processing' : 'paid', transaction })",
};
