/** Why a person has to look at what a bank's file says: nothing of it was guessed at. */
export const TASK_REASONS = [
  'payment-unknown',
  'file-unknown',
  'other-file',
  'never-sent',
  'amount-differs',
  'change-notified',
  'message-id-reused',
  'file-refused',
] as const;
