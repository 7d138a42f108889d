import { defineDomain } from '../../kernel/core/domain.ts';
import { addPayee, getPayee } from './api.ts';
import { exampleEvents } from './events.ts';

/** Payees: the smallest whole domain, by which docs/ADD-A-DOMAIN.md shows how one is made. In no deployment. */
export const example = defineDomain({
  name: 'example',
  purpose: 'Payees.',
  operations: [addPayee, getPayee],
  events: exampleEvents,
  scopes: { 'example:read': 'Read payees.', 'example:write': 'Add payees.' },
  outcomes: 'example:read',
  data: { generation: 1, floor: 1 },
  functions: { api: 'http', relay: 'stream' },
});
