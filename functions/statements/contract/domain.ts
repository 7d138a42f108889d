import { defineDomain } from '../../kernel/core/domain.ts';
import { statementOperations } from './api.ts';
import { bankOperations } from './bank-api.ts';
import { DATA } from './data.ts';
import { statementsEvents } from './events.ts';
import { exportOperations } from './export-api.ts';
import { reconciliationOperations } from './reconciliation-api.ts';

/** What finance works with: statements and trial balances of what the ledger's events tell, held against what banks say. */
export const statements = defineDomain({
  name: 'statements',
  purpose: 'What finance works with: statements, trial balances, and reconciliation with what banks say.',
  operations: [...statementOperations, ...exportOperations, ...bankOperations, ...reconciliationOperations],
  events: statementsEvents,
  scopes: {
    'statements:read': 'Read statements, trial balances, journals, files of banks and reconciliations.',
    'statements:write': 'Take histories over from the ledger again, name bank accounts, hand in files of banks.',
    'statements:resolve': 'Resolve breaks, approve what others propose, undo it.',
  },
  outcomes: 'statements:read',
  data: DATA,
  functions: {
    api: 'http',
    bank: 'http',
    'read-file': 'task',
    'on-entries': 'queue',
    relay: 'stream',
    'on-taken': 'queue',
  },
});
