import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a line whose payment may not have been written is taken for one that was',
  file: 'functions/payments/store/jobs/make-batch.ts',
  profile: 'payments',
  from: "if (outcome.kind === 'unknown') continue;",
  to: "if (outcome.kind === 'unknown') return undefined;",
};
