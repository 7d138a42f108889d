import { defineDomain } from '../../kernel/core/domain.ts';
import { catalogOperations } from './api.ts';
import { consoleOperations } from './console-api.ts';
import { DATA } from './data.ts';

/** What the system consists of, read from what is deployed; and the console that shows it. */
export const catalog = defineDomain({
  name: 'catalog',
  operations: [...catalogOperations, ...consoleOperations],
  events: {},
  scopes: {
    'catalog:read': 'See of what parts the system consists, who answers for them and what is wrong with them.',
  },
  data: DATA,
  functions: { api: 'http', console: 'http' },
});
