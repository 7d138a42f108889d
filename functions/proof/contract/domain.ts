import { defineDomain } from '../../kernel/core/domain.ts';
import { proofOperations } from './api.ts';
import { DATA } from './data.ts';

/** A public log of every receipt, by which clients check that nothing was changed or removed afterwards. */
export const proof = defineDomain({
  name: 'proof',
  purpose: 'A public log of every receipt, by which clients check that nothing was changed or removed afterwards.',
  operations: proofOperations,
  events: {},
  scopes: {
    'proof:read': 'Get proofs that receipts are in the public log.',
    'proof:access': 'Read who called what in the name of the tenant, with the proof of it.',
  },
  data: DATA,
  functions: { api: 'http', 'on-receipts': 'queue', 'on-access': 'task' },
});
