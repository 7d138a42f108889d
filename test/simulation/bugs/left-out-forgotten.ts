import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'what a batch of writes leaves out is not written again',
  file: 'functions/kernel/aws/batch-put.ts',
  profile: 'ledger',
  from: 'left = answer.UnprocessedItems?.[store.table] ?? [];',
  to: 'left = answer.UnprocessedItems?.[`${store.table}?`] ?? [];',
};
