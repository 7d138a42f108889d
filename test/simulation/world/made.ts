import { PAYMENT_SORT } from '../../../functions/payments/store/table/keys.ts';
import { TABLES } from '../functions/outside.ts';
import type { Change } from '../store/memory-store.ts';

/** What an API said it has made, as far as later requests are about it. */
export const MADE_KINDS = ['hold', 'posted', 'payment', 'paid', 'awaiting', 'endpoint'] as const;
export type MadeKind = (typeof MADE_KINDS)[number];

const ID = /"id":"([^"]+)"/;
const PREFIXES: readonly (readonly [string, MadeKind])[] = [
  ['pay_', 'payment'],
  ['we_', 'endpoint'],
];

const kindsOf = (id: string, text: string): readonly MadeKind[] => {
  if (id.startsWith('txn_')) return text.includes('"state":"pending"') ? ['hold'] : ['posted'];
  if (id.startsWith('pay_') && text.includes('"step":"awaiting"')) return ['payment', 'awaiting'];
  return PREFIXES.filter(([prefix]) => id.startsWith(prefix)).map(([, kind]) => kind);
};

/** Ids of what was made, in the order of the answers. */
export class Made {
  readonly #ids = new Map<string, string[]>();

  /** Told of an answer of 201. */
  add(tenant: string, text: string): void {
    const id = ID.exec(text)?.[1] ?? '';
    for (const kind of kindsOf(id, text)) this.#add(tenant, kind, id);
  }

  /** Payments that are settled, as clients see them when they look. */
  onCommit(changes: readonly Change[]): void {
    for (const { table, pk, sk, after } of changes) {
      if (table !== TABLES.payments || sk !== PAYMENT_SORT) continue;
      const { step } = (after?.item ?? {}) as { readonly step?: { readonly S?: string } };
      if (step?.S === 'settled') this.#add(pk.slice(0, pk.indexOf('#')), 'paid', pk.slice(pk.lastIndexOf('#') + 1));
    }
  }

  #add(tenant: string, kind: MadeKind, id: string): void {
    const name = `${tenant} ${kind}`;
    const ids = this.#ids.get(name);
    if (ids === undefined) this.#ids.set(name, [id]);
    else if (!ids.includes(id)) ids.push(id);
  }

  of(tenant: string, kind: MadeKind): readonly string[] {
    return this.#ids.get(`${tenant} ${kind}`) ?? [];
  }
}
