import { defineDomain } from '../../kernel/core/domain.ts';
import { ledgerOperations } from './api.ts';
import { DATA } from './data.ts';
import { ledgerEvents } from './events.ts';

/** Accounts, transactions, holds, and the history of all three. */
export const ledger = defineDomain({
  name: 'ledger',
  purpose: 'Accounts, transactions, holds, and the history of all three.',
  operations: ledgerOperations,
  events: ledgerEvents,
  scopes: {
    'ledger:read': 'Read accounts, balances, entries and transactions.',
    'ledger:write': 'Open and change accounts, move money.',
    'ledger:periods': 'Close months, and reopen those that another client closed.',
  },
  outcomes: 'ledger:read',
  data: DATA,
  functions: { api: 'http', relay: 'stream', 'sweep-holds': 'schedule', republish: 'task' },
});
