import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'held money adds to the room of the other side',
  file: 'functions/ledger/model/account-change.ts',
  profile: 'ledger',
  from: '? { debitHeadroom: -amount - pending, creditHeadroom: amount }',
  to: '? { debitHeadroom: -amount - pending, creditHeadroom: amount + pending }',
};
