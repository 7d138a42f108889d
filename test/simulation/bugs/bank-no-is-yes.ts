import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'what a bank refuses is heard as paid',
  file: 'functions/payments/store/jobs/files/hear-word.ts',
  profile: 'files',
  from: "return { type: 'rail-refused', failure: { code: said.code, detail: said.detail } };",
  to: "return { type: 'rail-settled', note: said.code };",
};
