import { defineDomain } from '../../kernel/core/domain.ts';
import { proofOperations } from './api.ts';
import { DATA } from './data.ts';

/** A public log of every receipt, by which clients check that nothing was changed or removed afterwards. */
export const proof = defineDomain({
  name: 'proof',
  purpose: 'A public log of every receipt, by which clients check that nothing was changed or removed afterwards.',
  operations: proofOperations,
  events: {},
  scopes: { 'proof:read': 'Get proofs that receipts are in the public log.' },
  data: DATA,
  functions: { api: 'http', 'on-receipts': 'queue' },
});
