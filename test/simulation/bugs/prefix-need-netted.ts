import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a batch needs what it comes to in all, and not what its worst prefix needs',
  file: 'functions/ledger/model/account-change.ts',
  profile: 'ledger',
  from: '{ debitHeadroom: max(needs.debitHeadroom, -headroom.debitHeadroom), creditHeadroom: needs.creditHeadroom }',
  to: '{ debitHeadroom: max(0n, -headroom.debitHeadroom - 1n), creditHeadroom: needs.creditHeadroom }',
};
