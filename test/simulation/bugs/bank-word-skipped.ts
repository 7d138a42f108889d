import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'the first words of a file of a bank are skipped',
  file: 'functions/payments/store/jobs/files/take-in.ts',
  profile: 'files',
  from: 'if (index <= file.said) continue;',
  to: 'if (index <= file.said + 2) continue;',
};
