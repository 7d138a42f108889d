import { defineDomain } from '../../kernel/core/domain.ts';
import { metaOperations } from './api.ts';
import { DATA } from './data.ts';

/** What concerns the API as a whole: its document, its health, its problems, what became of a key. */
export const meta = defineDomain({
  name: 'meta',
  purpose: 'What concerns the API as a whole: its document, its health, its problems, what became of a key.',
  operations: metaOperations,
  events: {},
  scopes: {},
  data: DATA,
  functions: { api: 'http' },
});
