import { TRANSACTION } from '../../../functions/ledger/store/table/transaction-item.ts';
import { TABLES } from '../functions/outside.ts';
import type { Change } from '../store/memory-store.ts';

/** What has states: in which items, by which attribute. */
const KINDS: ReadonlyMap<string, readonly [kind: string, attribute: string]> = new Map([
  [`${TABLES.ledger} T`, ['hold', TRANSACTION.state]],
  [`${TABLES.payments} P`, ['payment', 'step']],
  [`${TABLES.payments} F`, ['file', 'state']],
  [`${TABLES.webhooks} D`, ['delivery', 'state']],
]);

const stateOf = (stored: Change['before'], attribute: string): string | undefined =>
  (stored?.item[attribute] as { readonly S?: string } | undefined)?.S;

/** Which states have followed which, and how often. */
export class States {
  readonly reached = new Map<string, number>();

  onCommit(changes: readonly Change[]): void {
    for (const { table, sk, before, after } of changes) {
      const [kind, attribute] = KINDS.get(`${table} ${sk}`) ?? [];
      if (attribute === undefined) continue;
      const [from, to] = [stateOf(before, attribute), stateOf(after, attribute)];
      if (to === undefined || from === to) continue;
      const name = `${kind} ${from ?? 'new'} -> ${to}`;
      this.reached.set(name, (this.reached.get(name) ?? 0) + 1);
    }
  }
}
