import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a payment under way has no alarm in the table',
  file: 'functions/payments/model/deadline.ts',
  profile: 'payments',
  from: '  if (!isWaiting(payment)) return undefined;',
  to: "  if (!isWaiting(payment) || payment.step !== 'submitted') return undefined;",
};
