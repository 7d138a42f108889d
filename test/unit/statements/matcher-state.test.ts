import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { BankItem, LedgerItem, Outcome } from '../../../functions/statements/model/matching/items.ts';
import { Looks } from '../../../functions/statements/model/matching/looks.ts';
import {
  Matcher,
  type MatcherState,
  matchAll,
  matchDays,
  WINDOWS,
} from '../../../functions/statements/model/matching/matcher.ts';
import { runs } from '../../support/runs.ts';
import { bankMonth } from './bank-month.ts';

const seed = fc.integer({ min: 0, max: 2 ** 31 });

/** The same items, cut at a day: what one matcher leaves goes into the next one. */
const cut = (
  { bank, ledger }: { readonly bank: readonly BankItem[]; readonly ledger: readonly LedgerItem[] },
  days: readonly string[],
): readonly Outcome[] => {
  const outcomes: Outcome[] = [];
  let state: MatcherState | undefined;
  let before = '';
  for (const day of [...days.toSorted(), '9999-12-31']) {
    const within = ({ on }: { readonly on: string }) => on > before && on <= day;
    const matcher = new Matcher(WINDOWS, new Looks(), state);
    outcomes.push(...matchDays(matcher, bank.filter(within), ledger.filter(within)));
    state = matcher.state;
    before = day;
  }
  outcomes.push(...new Matcher(WINDOWS, new Looks(), state).end());
  return outcomes;
};

describe('a matcher that goes on from what another one knew', () => {
  test('decides the same as one that has seen all days', () => {
    fc.assert(
      fc.property(seed, fc.array(fc.nat({ max: 1_000 }), { minLength: 1, maxLength: 4 }), (number, cuts) => {
        const month = bankMonth(number, 400);
        const all = [...new Set([...month.bank, ...month.ledger].map(({ on }) => on))];
        const days = cuts.map((at) => all[at % all.length] ?? '');
        expect(cut(month, days)).toEqual([...matchAll(month.bank, month.ledger)]);
      }),
      { numRuns: runs(20, 4) },
    );
  }, 120_000);
});
