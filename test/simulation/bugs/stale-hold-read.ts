import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a hold is read as it may have been a moment ago',
  file: 'functions/ledger/store/table/transactions.ts',
  from: '    ConsistentRead: true,',
  to: '    ConsistentRead: false,',
};
