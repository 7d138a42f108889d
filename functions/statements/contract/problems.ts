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
      'A statement has at most 10,000 lines, among at most 200,000 entries, and 5 MB as it is written, and its account at most 1,000,000 entries in all. Ask for fewer days, or use folio statement, which has a million.',
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
  'bank-account-unfit': {
    status: 422,
    title: 'The account does not mirror it',
    explain: 'A bank account names an account of the ledger that is there and has its currency.',
  },
  'bank-accounts-full': {
    status: 409,
    title: 'Too many bank accounts',
    explain:
      'A tenant has at most 100 bank accounts. Each number of a bank is named once, and each account of the ledger mirrors one account of a bank.',
  },
  'bank-file-refused': {
    status: 422,
    title: 'The file was refused',
    explain:
      'Nothing of the file was taken, and it is kept: the detail says why, the errors where. Have the bank send it anew, or say its format.',
  },
  'bank-file-content': {
    status: 422,
    title: 'No such content or mapping',
    explain:
      'A file is sent in base64 (RFC 4648, section 4), with at least one byte and at most 4,000,000 of them; a mapping of CSV fits together. The errors list points at what does not.',
  },
  'reconciliation-empty': {
    status: 422,
    title: 'There is no statement',
    explain: 'A bank account is reconciled up to the end of a statement: hand in one, or ask for a later day.',
  },
  'reconciliation-too-large': {
    status: 422,
    title: 'Too many lines',
    explain:
      'At most 50,000 lines and 50,000 entries of days that cannot be told apart are held against each other, and fewer where thousands of them are alike: use folio reconcile, which has a million.',
  },
  'resolution-unfit': {
    status: 422,
    title: 'The resolution does not fit',
    explain:
      'match names lines and entries that are in no match and come to the same amount with the break’s own; book names an account; accept gives a reason. The detail says what is missing.',
  },
  'resolution-state': {
    status: 409,
    title: 'Not possible in the resolution’s state',
    explain: 'A break has one resolution at a time: it is proposed, approved, undone. List the breaks for its state.',
  },
  'resolution-own': {
    status: 409,
    title: 'Another client approves it',
    explain: 'Who proposed a resolution does not approve it: send the request as another client.',
  },
  'booking-refused': {
    status: 409,
    title: 'The ledger refused the booking',
    explain: 'Nothing was resolved. The detail names what the ledger said: mend that, then resolve the break anew.',
  },
  'journal-too-dense': {
    status: 422,
    title: 'Too much at once',
    explain:
      'One millisecond of these days has more transactions than an answer holds: at most 5,000 of them, or 5 MB. Use folio export, which has no such limit.',
  },
  'trial-balance-too-large': {
    status: 422,
    title: 'Too many accounts',
    explain:
      'A trial balance is of at most 5,000 accounts, out of 50,000, and of 200,000 entries that are not summed up yet. Say a currency.',
  },
});
