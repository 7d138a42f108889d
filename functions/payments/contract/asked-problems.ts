import { common } from '../../kernel/core/common-problems.ts';
import { passedOn, paymentProblems } from './problems.ts';

export const amountProblems = [
  common['amount-format'],
  common['amount-not-positive'],
  common['amount-too-large'],
] as const;

/** What a payment that is asked for can be refused with, alone or as a line of a batch. */
export const askedProblems = [
  ...amountProblems,
  common['currency-unknown'],
  common['currency-unsupported'],
  common['id-format'],
  common['date-format'],
  common['metadata-limit'],
  paymentProblems['rail-unknown'],
  paymentProblems['destination-invalid'],
  paymentProblems['limit-exceeded'],
  paymentProblems['originator-missing'],
  ...Object.values(passedOn),
  paymentProblems['ledger-refused'],
  common.conflict,
  common['over-budget'],
] as const;
