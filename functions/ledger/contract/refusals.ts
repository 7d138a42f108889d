import { common } from '../../kernel/core/common-problems.ts';
import { ledgerProblems as of } from './problems.ts';

/** What any amount or currency in a body can be refused with. */
export const AMOUNTS = [
  common['amount-format'],
  common['amount-not-positive'],
  common['amount-too-large'],
  common['currency-unknown'],
  common['currency-unsupported'],
] as const;

/** What the accounts of a transaction can refuse. */
export const ACCOUNTS = [
  of['account-not-found'],
  of['account-closed'],
  of['account-frozen'],
  of['currency-mismatch'],
  of['insufficient-funds'],
  common['amount-too-large'],
] as const;

export const TRANSACTIONS = [
  ...AMOUNTS,
  ...ACCOUNTS,
  common['id-format'],
  common['date-format'],
  common['metadata-limit'],
  of['posting-count'],
  of['same-account'],
  of.unbalanced,
  of['date-window'],
  of['period-closed'],
  of['reference-exists'],
  common.conflict,
  common['over-budget'],
] as const;
