import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a transaction does not ask whether its accounts are open',
  file: 'functions/ledger/store/commit/account-update.ts',
  profile: 'ledger',
  from: 'AND ${ACCOUNT.status} = :open`;',
  to: 'AND ${ACCOUNT.status} <> :cu AND ${ACCOUNT.status} <> :open OR ${ACCOUNT.status} = :open`;',
};
