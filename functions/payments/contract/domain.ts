import { defineDomain } from '../../kernel/core/domain.ts';
import { paymentsOperations } from './api.ts';
import { DATA } from './data.ts';
import { paymentsEvents } from './events.ts';

/** Payments: promises to move money, kept over rails that answer late, twice, wrongly or never. */
export const payments = defineDomain({
  name: 'payments',
  purpose: 'Promises to move money over rails of banks: limits, approvals, schedules, batches, files.',
  operations: paymentsOperations,
  events: paymentsEvents,
  scopes: {
    'payments:read': 'Read payments and rails.',
    'payments:write': 'Pay, cancel, refund.',
    'payments:approve':
      'Decide about payments of others: approve, reject, resolve, stop and start rails, set limits and approval rules, write and take in files.',
  },
  outcomes: 'payments:read',
  data: DATA,
  functions: {
    api: 'http',
    batches: 'http',
    'client-files': 'task',
    schedules: 'http',
    'back-office': 'http',
    work: 'queue',
    relay: 'stream',
    sweep: 'schedule',
    'sandbox-bank': 'task',
    files: 'queue',
    inbox: 'queue',
  },
});
