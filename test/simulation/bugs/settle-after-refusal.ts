import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a rail that refuses is heard as one that has paid',
  file: 'functions/payments/store/jobs/drive.ts',
  profile: 'payments',
  from: "return { type: 'rail-refused', failure: report.failure };",
  to: "return report.failure.code === '' ? { type: 'rail-refused', failure: report.failure } : { type: 'rail-settled' };",
};
