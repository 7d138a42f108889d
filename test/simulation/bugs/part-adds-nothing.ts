import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'what was posted of a hold before is forgotten when a part is kept',
  file: 'functions/ledger/model/hold-resolution.ts',
  profile: 'ledger',
  from: 'export const postedOf = ({ postedAmount }: MadeTransaction): bigint => BigInt(postedAmount ?? 0);',
  to: 'export const postedOf = ({ postedAmount }: MadeTransaction): bigint => BigInt(postedAmount ?? 0) * 0n;',
};
