import type { Refuse } from '../statement/refuse.ts';
import type { StatedBalance } from '../statement/statement.ts';
import type { CamtBalance, CamtItem } from './camt.ts';

type Statement = Extract<CamtItem, { readonly kind: 'statement' }>;

/** What a statement says of its beginning and its end. */
export interface StatedBalances {
  readonly opening: StatedBalance | undefined;
  readonly closing: StatedBalance | undefined;
  readonly available: StatedBalance | undefined;
}

const statedOf = ({ amount, direction, date }: CamtBalance): StatedBalance | undefined =>
  date === undefined ? undefined : { amount: direction === 'credit' ? amount.minor : -amount.minor, on: date };

/**
 * Opening balance is OPBD, else PRCD, which the statement before closed with. A page other than the first opens with the interim
 * balance (ITBD) of its own, and one other than the last closes with it: banks repeat those of the whole on every page.
 */
export const balancesOf = (statement: Statement, currency: string, refuse: Refuse): StatedBalances => {
  const { page, balances, line } = statement;
  const of = (...types: readonly string[]): readonly StatedBalance[] => {
    for (const type of types) {
      const found = balances
        .filter((one) => one.type === type && one.amount.currency === currency)
        .flatMap((one) => statedOf(one) ?? []);
      if (found.length > 0) return found.toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
    }
    return [];
  };
  const single = (found: readonly StatedBalance[], one: StatedBalance | undefined): StatedBalance | undefined => {
    if (found.some(({ amount, on }) => on === one?.on && amount !== one.amount))
      refuse(line, 'totals', 'The statement states two different balances of one kind and day.');
    return one;
  };
  const isFirst = page === undefined || Number(page.number) === 1;
  const isLast = page === undefined || page.last;
  const interim = of('ITBD');
  const [opening, closing, available] = [of('OPBD', 'PRCD'), of('CLBD'), of('CLAV')];
  return {
    opening: isFirst ? single(opening, opening[0]) : interim[0],
    closing: isLast ? single(closing, closing.at(-1)) : interim.at(-1),
    available: available.at(-1),
  };
};
