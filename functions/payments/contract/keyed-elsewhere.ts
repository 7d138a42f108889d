/**
 * The operations that take a key and that other functions answer than the one which meta asks for outcomes. Their names alone: their
 * schemas would be a twentieth of its bundle. A test holds the list against the contract.
 */
export const keyedElsewhere = [
  'createPaymentLimit',
  'createApprovalRule',
  'createPaymentSchedule',
  'cancelPaymentSchedule',
  'createPaymentBatch',
  'setRailOriginator',
  'writePaymentFile',
  'uploadPaymentFile',
  'closePaymentTask',
] as const;
