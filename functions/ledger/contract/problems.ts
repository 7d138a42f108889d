import { defineProblems } from '../../kernel/core/problem.ts';

/**
 * What only the ledger refuses. `stored` ones depend on state: they are kept as the receipt of their key and repeat for ever.
 */
export const ledgerProblems = defineProblems({
  'currency-mismatch': {
    status: 422,
    title: 'Currency differs from the account’s',
    explain: 'An account holds one currency, for ever. Move money of that currency, or use another account.',
    stored: true,
  },
  unbalanced: {
    status: 422,
    title: 'Debits and credits differ',
    explain: 'In each currency the debits and the credits of a transaction have the same sum.',
  },
  'posting-count': {
    status: 422,
    title: 'Number of postings',
    explain:
      'A transaction has 1 to 48 postings, or 2 to 96 entries; only a hold with one posting can be posted in part.',
  },
  'same-account': {
    status: 422,
    title: 'An account on both sides',
    explain: 'A posting goes from one account to another, and no account of a transaction may net to zero.',
  },
  'account-not-found': {
    status: 422,
    title: 'Account not found',
    explain: 'An account of the transaction does not exist for your tenant. Open it first, and send a new key.',
    stored: true,
  },
  'insufficient-funds': {
    status: 422,
    title: 'Insufficient funds',
    explain:
      'An account would go below what its overdraft allows, money on hold counted as spent. The refusal is kept under its key: send a new key once there are funds.',
    stored: true,
  },
  'date-window': {
    status: 422,
    title: 'Time out of its window',
    explain: 'effectiveAt: 1970 to now; expiresAt (holds): 1 second to 400 days ahead; payments: to 400 days.',
  },
  'capture-too-large': {
    status: 422,
    title: 'More than is held',
    explain: 'Of a hold, at most what it still holds can be posted.',
  },
  'overdraft-in-use': {
    status: 422,
    title: 'The overdraft is in use',
    explain:
      'The account’s balance less its holds is already below the new limit. Fund it first, or choose a higher limit.',
  },
  'batch-too-large': {
    status: 422,
    title: 'Batch too large for one commit',
    explain:
      'An atomic batch is one store transaction: its transactions and the accounts that they touch are at most 100 together, within 4 MB. Split it, or send it as independent.',
  },
  'account-frozen': {
    status: 409,
    title: 'Account frozen',
    explain: 'A frozen account takes part in no new transaction or hold. Existing holds can still be posted or voided.',
    stored: true,
  },
  'account-closed': {
    status: 409,
    title: 'Account closed',
    explain: 'A closed account stays closed. Use another account.',
    stored: true,
  },
  'account-exists': {
    status: 409,
    title: 'Account id taken',
    explain: 'An account with this id exists already. Choose another id, or leave it out to get one.',
    stored: true,
  },
  'reference-exists': {
    status: 409,
    title: 'Reference taken',
    explain:
      'Another transaction carries this reference already, and this one asked to be the only one. Look the other up by its reference; a voided or expired hold keeps its own.',
    stored: true,
  },
  'account-not-empty': {
    status: 409,
    title: 'Account not empty',
    explain:
      'An account is closed at a balance of zero and without holds. Move its money, end its holds, use a new key.',
    stored: true,
  },
  'account-system': {
    status: 409,
    title: 'System account',
    explain: 'Accounts whose ids start with @ exist by being used; they cannot be changed, frozen or closed.',
    stored: true,
  },
  'transaction-state': {
    status: 409,
    title: 'Not possible in the transaction’s state',
    explain:
      'A hold ends once: with its last post, voided or expired; past its expiry it can only be voided. A transaction is reversed once, when what was posted is all that will be; a reversal is not reversed. Read the transaction for its state.',
    stored: true,
  },
  'period-closed': {
    status: 409,
    title: 'The month is closed',
    explain:
      'A transaction counts in a month that was closed. Leave out effectiveAt or let it count in an open month; or have the month reopened, which another client than the one that closed it does.',
  },
  'period-not-over': {
    status: 409,
    title: 'The month is not over',
    explain: 'A month is closed from a minute after its end on, in UTC.',
  },
  'period-state': {
    status: 409,
    title: 'Not possible in the month’s state',
    explain: 'An open month can be closed and a closed one reopened, 100 times in all. Read the period for its state.',
  },
  'period-own': {
    status: 409,
    title: 'Another client reopens it',
    explain: 'Who closed a month does not reopen it: send the request as another client.',
  },
  'batch-aborted': {
    status: 409,
    title: 'Batch aborted',
    explain:
      'Another transaction of the atomic batch was refused, so this one was not made. Its key is unused: send it again.',
  },
});
