import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a payment gives its room in a limit back with each step that still counts',
  file: 'functions/payments/store/commit/counters.ts',
  profile: 'payments',
  from: '!after.counted.some((still) => still.limit === limit)',
  to: 'after.counted.some((still) => still.limit === limit)',
};
