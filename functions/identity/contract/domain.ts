import { defineDomain } from '../../kernel/core/domain.ts';
import { identityOperations } from './api.ts';
import { DATA } from './data.ts';

/** Tenants, API clients, access tokens and the keys that sign them. */
export const identity = defineDomain({
  name: 'identity',
  purpose: 'API clients, their access tokens, and the keys that sign them.',
  operations: identityOperations,
  events: {},
  scopes: { admin: 'Manage the API clients of the tenant.' },
  outcomes: 'admin',
  data: DATA,
  functions: { api: 'http', provision: 'task' },
});
