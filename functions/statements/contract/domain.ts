import { defineDomain } from '../../kernel/core/domain.ts';
import { statementOperations } from './api.ts';
import { DATA } from './data.ts';

/** What finance works with: statements and trial balances, of what the ledger's events tell. */
export const statements = defineDomain({
  name: 'statements',
  operations: statementOperations,
  events: {},
  scopes: {
    'statements:read': 'Read statements and trial balances.',
    'statements:write': 'Take histories over from the ledger again.',
  },
  data: DATA,
  functions: { api: 'http', 'on-entries': 'queue' },
});
