import { defineProblems } from '../../kernel/core/problem.ts';

/** What only payments refuses. */
export const paymentProblems = defineProblems({
  'rail-unknown': {
    status: 422,
    title: 'Unknown rail',
    explain: 'No rail of this name exists here. GET /v1/payment-rails lists them, with what each takes.',
  },
  'destination-invalid': {
    status: 422,
    title: 'The rail does not take this payment',
    explain:
      'The destination, currency or amount is not what the rail takes. The errors list points at it; GET /v1/payment-rails says what each rail takes.',
  },
  'payment-state': {
    status: 409,
    title: 'Not possible in the payment’s state',
    explain:
      'A payment is canceled before it has settled, approved or rejected while it waits, refunded while something of it is left, and resolved while it is stuck. Read the payment for its state and timeline.',
    stored: true,
  },
  'limit-exceeded': {
    status: 422,
    title: 'Over a limit',
    explain:
      'With this payment more would leave than a limit allows, so it was not made. GET /v1/payment-limits shows each limit, what is used of it, and when its window ends. The refusal is kept under its key: send a new key.',
    stored: true,
  },
  'recurrence-invalid': {
    status: 422,
    title: 'The rule is not taken',
    explain:
      'A recurrence is a rule of RFC 5545 over days, such as FREQ=MONTHLY;BYMONTHDAY=-1, and has at least one day. The errors list says what is not taken.',
  },
  'batch-refused': {
    status: 422,
    title: 'Not all lines can be payments',
    explain:
      'An atomic batch is all of its lines or none. The errors list points at the first of those that cannot be payments. Mend them, or send the batch as independent.',
  },
  'lines-too-large': {
    status: 413,
    title: 'More than one commit holds',
    explain:
      'All lines of a batch are accepted in one commit of at most 3 MB and 100 changes: 1,000 lines with much metadata, or an atomic batch that many limits count, are more. Nothing was done. Split the batch.',
  },
  'batch-exists': {
    status: 409,
    title: 'The same lines again',
    explain:
      'These very lines, or a file with this message id, were sent before, and no payment is made twice of them. GET /v1/payment-batches/{id} shows the batch that they are. Where they are meant again, give the batch another reference.',
    stored: true,
  },
  'batch-totals': {
    status: 422,
    title: 'The totals do not match',
    explain:
      'The count or the sums are not those of the lines. Nothing was done. Look whether lines were lost on the way.',
  },
  'policy-full': {
    status: 409,
    title: 'No room for another one',
    explain: 'A tenant has at most 40 limits and 20 approval rules. Delete one that is not needed any more.',
    stored: true,
  },
  'four-eyes': {
    status: 403,
    title: 'Another client has to decide',
    explain:
      'Who asks for a payment, who agrees to it and who resolves it are different clients. Use another one with the scope payments:approve.',
  },
  'originator-missing': {
    status: 422,
    title: 'The rail does not know who pays',
    explain:
      'A rail of files needs a name and an account at a bank first: POST /v1/payment-rails/{rail}/originator, with the scope payments:approve.',
  },
  'originator-invalid': {
    status: 422,
    title: 'The bank would not take this originator',
    explain: 'A name or an account is not what the files of the rail can carry. The errors list points at it.',
  },
  'nothing-gathered': {
    status: 409,
    title: 'Nothing waits for a file',
    explain:
      'No payment of the rail is gathered. One that was asked for a moment ago is gathered within seconds: its timeline says so.',
  },
  'rail-stopped': {
    status: 409,
    title: 'The rail is stopped',
    explain: 'Nothing is handed to a stopped rail. POST /v1/payment-rails/{rail}/start lets it go on.',
  },
  'task-closed': {
    status: 409,
    title: 'The task is closed already',
    explain: 'Another client, or you by another key, has closed it. Read the list for who did.',
    stored: true,
  },
  'ledger-refused': {
    status: 422,
    title: 'The ledger refused',
    explain: 'The ledger did not take the payment’s transaction. The detail says why; the payment has failed.',
    stored: true,
  },
});

/**
 * Refusals of the ledger that a payment passes on as they are. A function brings no other domain's code along, so they are declared
 * here again; a test holds each against the ledger's own.
 */
export const passedOn = defineProblems({
  'account-not-found': {
    status: 422,
    title: 'Account not found',
    explain: 'An account of the transaction does not exist for your tenant. Open it first, and send a new key.',
    stored: true,
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
  'currency-mismatch': {
    status: 422,
    title: 'Currency differs from the account’s',
    explain: 'An account holds one currency, for ever. Move money of that currency, or use another account.',
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
  'same-account': {
    status: 422,
    title: 'An account on both sides',
    explain: 'A posting goes from one account to another, and no account of a transaction may net to zero.',
  },
});
