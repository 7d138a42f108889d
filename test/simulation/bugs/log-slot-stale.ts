import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'what a slot holds is read without consistency',
  file: 'functions/proof/store/table/read-bytes.ts',
  profile: 'proof',
  from: '    ConsistentRead: true,',
  to: '    ConsistentRead: false,',
};
