import type { Catalog, Component, Edge } from '../../../../functions/catalog/model/catalog.ts';

const part = (id: string, type: Component['type']): Component => ({
  ...{ id, type, facts: {}, domain: id.split('/')[0] ?? '' },
  resources: [{ stack: 'S', logicalId: id.replace('/', ''), type: 'T' }],
});
const edge = (from: string, kind: Edge['kind'], to: string): Edge => ({ from, kind, to, evidence: [] });

/** A function with an alarm on it, the table that it writes, and the queue where its failed work is parked. */
export const FIXTURE: Catalog = {
  format: 1,
  components: [
    part('ledger', 'domain'),
    part('ledger/api', 'function'),
    part('ledger/api-errors', 'alarm'),
    part('ledger/parked', 'queue'),
    part('ledger/table', 'table'),
  ],
  edges: [
    edge('ledger/api', 'parksIn', 'ledger/parked'),
    edge('ledger/api', 'writes', 'ledger/table'),
    edge('ledger/api-errors', 'watches', 'ledger/api'),
  ],
  events: [],
  rights: [],
  strays: [],
};
