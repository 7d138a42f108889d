import { defineDomain } from '../../kernel/core/domain.ts';
import { catalogOperations } from './api.ts';
import { consoleOperations } from './console-api.ts';
import { DATA } from './data.ts';
import { listDeadLetters } from './dead-letters-api.ts';
import { listEdgeLayers } from './layers-api.ts';
import { releaseChangeOperations, releaseReadOperations } from './releases-api.ts';
import { reportOperations } from './reports-api.ts';
import { snapshotOperations } from './snapshots-api.ts';

/** What the system consists of, read from what is deployed; and the console that shows it. */
export const catalog = defineDomain({
  name: 'catalog',
  purpose: 'Of what the system consists, who answers for it and what is wrong with it; and the console that shows it.',
  operations: [
    ...catalogOperations,
    listDeadLetters,
    listEdgeLayers,
    ...snapshotOperations,
    ...reportOperations,
    ...releaseReadOperations,
    ...releaseChangeOperations,
    ...consoleOperations,
  ],
  events: {},
  scopes: {
    'catalog:read': 'See of what parts the system consists, who answers for them and what is wrong with them.',
    'releases:operate': 'Take releases back and let them go on, where the stage has switched that on.',
  },
  data: DATA,
  functions: { api: 'http', operate: 'http', console: 'http', snapshot: 'schedule' },
});
