import type { Balances } from './balances.ts';
import { KINDS, type Kind, type Stated } from './book.ts';
import type { Made } from './to-journal.ts';

/** A balance as the source states it and as Folio would hold it, or holds it. Amounts are debits less credits in minor units. */
export interface Row {
  readonly account: string;
  readonly currency: string;
  readonly kind: Kind;
  /** Undefined where Folio has no such account. */
  readonly id: string | undefined;
  readonly side: 'debit' | 'credit';
  /** Undefined where the source does not say, or has no such account. */
  readonly stated: bigint | undefined;
  readonly here: bigint;
  readonly is: 'equal' | 'differs' | 'not-stated' | 'own';
}

const keyOf = (account: string, currency: string): string => `${account}\n${currency}`;

/** Every balance of either side. A held amount that neither has is no row, nor what was never moved. */
export const compare = (accounts: readonly Made[], stated: readonly Stated[], here: Balances): readonly Row[] => {
  const places = new Map(accounts.map((one) => [keyOf(one.account, one.currency), one]));
  const figures = new Map(stated.map((one) => [`${keyOf(one.account, one.currency)}\n${one.kind}`, one.minor]));
  const missing = stated
    .filter(({ account, currency, minor }) => minor !== 0n && !places.has(keyOf(account, currency)))
    .map(({ account, currency }) => ({ account, currency }));
  const all = [...places.values(), ...new Map(missing.map((one) => [keyOf(one.account, one.currency), one])).values()];
  return all.flatMap(({ account, currency }) =>
    KINDS.flatMap((kind): Row[] => {
      const made = places.get(keyOf(account, currency));
      const figure = figures.get(`${keyOf(account, currency)}\n${kind}`);
      const minor = here.of(account, currency, kind);
      const isSilent = kind !== 'posted' || (figure === undefined && made?.moved === false);
      if (isSilent && (figure ?? 0n) === 0n && minor === 0n) return [];
      const own = made?.own === true;
      const is = own ? 'own' : figure === undefined ? 'not-stated' : figure === minor ? 'equal' : 'differs';
      return [{ account, currency, kind, id: made?.id, side: made?.side ?? 'debit', stated: figure, here: minor, is }];
    }),
  );
};
