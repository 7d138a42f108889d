import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a refusal that passes by itself is taken for the last word',
  file: 'functions/payments/store/commit/orders.ts',
  from: 'return (await isOnRecord(ask, payment, order)) ? answer : WAITING;',
  to: 'return answer;',
};
