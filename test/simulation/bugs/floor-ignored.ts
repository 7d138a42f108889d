import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'an account may be debited below its floor',
  file: 'functions/ledger/store/commit/account-update.ts',
  profile: 'ledger',
  from: 'if (needs.debitHeadroom > 0n) condition += ` AND ${ACCOUNT.debitHeadroom} >= :needDebit`;',
  to: 'if (needs.debitHeadroom > 0n) condition += ` AND ${ACCOUNT.debitHeadroom} <> :needDebit`;',
};
