import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'the first word behind those that were taken is skipped',
  file: 'functions/payments/store/jobs/files/take-in.ts',
  from: 'if (index <= file.said) continue;',
  to: 'if (index <= file.said + 1) continue;',
};
