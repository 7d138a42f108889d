import { defineProblems } from '../../kernel/core/problem.ts';

/** What only statements refuses. */
export const statementProblems = defineProblems({
  'statement-days': {
    status: 422,
    title: 'No such days',
    explain:
      'A statement is of days from YYYY-MM-DD to YYYY-MM-DD in UTC; the first one is not later than the last one.',
  },
  'statement-too-long': {
    status: 422,
    title: 'Too many lines',
    explain:
      'A statement has at most 10,000 lines, and 5 MB as it is written, and its account at most 200,000 entries in all. Ask for fewer days, or use folio statement, which has a million.',
  },
  'statement-format': {
    status: 422,
    title: 'The format has no room for it',
    explain:
      'The account’s name or an amount is longer than the format takes. Say another name with as, or take another format.',
  },
  'currency-needed': {
    status: 422,
    title: 'Which currency?',
    explain: 'A system account has a history in each currency that it was used in. Say one with currency.',
  },
  'trial-balance-too-large': {
    status: 422,
    title: 'Too many accounts',
    explain: 'A trial balance is of at most 5,000 accounts, out of 50,000, and of 200,000 entries. Say a currency.',
  },
});
