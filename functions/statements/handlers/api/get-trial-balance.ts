import { type Route, route } from '../../../kernel/core/call.ts';
import { inParallel } from '../../../kernel/core/parallel.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { parseCivilDate } from '../../../kernel/values/civil-date.ts';
import { formatBalance } from '../../../kernel/values/money.ts';
import { getTrialBalance } from '../../contract/api.ts';
import { statementProblems } from '../../contract/problems.ts';
import type { HistoryName } from '../../model/history/kept-entry.ts';
import { type HistorySum, HistorySumming, trialBalanceOf } from '../../model/history/trial-balance.ts';
import { historiesOf } from '../../store/queries/histories.ts';
import { walkHistory } from '../../store/queries/walk-history.ts';
import type { StatementsDeps } from './deps.ts';

const ACCOUNTS_MAX = 5_000;
/** Sums of a thousand entries, and entries of which there are no sums yet. */
const STEPS_MAX = 200_000;
/** Histories that are looked through for those of a currency. */
const NAMES_MAX = 50_000;
const WIDTH = 8;

const tooLarge = (): Refusal =>
  new Refusal(
    statementProblems['trial-balance-too-large'],
    `There are more than ${ACCOUNTS_MAX} accounts or ${STEPS_MAX} entries without sums: say a currency.`,
  );

const namesOf = async (deps: StatementsDeps, tenant: string, currency: string | undefined) => {
  const names: HistoryName[] = [];
  let seen = 0;
  for await (const name of historiesOf(deps, tenant)) {
    seen += 1;
    if (seen > NAMES_MAX) throw tooLarge();
    if (currency !== undefined && name.currency !== currency) continue;
    if (names.length >= ACCOUNTS_MAX) throw tooLarge();
    names.push(name);
  }
  return names;
};

/** `GET /v1/trial-balance`: every history walked by the sums of its runs, so that a gap in one is seen. */
export const getTrialBalanceRoute = (deps: StatementsDeps): Route<typeof getTrialBalance> =>
  route(getTrialBalance, async ({ caller, query }) => {
    const until = query.at === undefined ? undefined : parseCivilDate(query.at);
    const names = await namesOf(deps, caller.tenant, query.currency);
    const sums: HistorySum[] = [];
    let steps = 0;
    const places = new Map(names.map((name, place) => [name, place]));
    await inParallel(names, WIDTH, async (name) => {
      const summing = new HistorySumming(name, until);
      for await (const step of walkHistory(deps, name, { looksInto: () => false })) {
        steps += 1;
        if (steps > STEPS_MAX) throw tooLarge();
        if (step.is === 'run') summing.carry(step.carried);
        else summing.add(step.entry);
      }
      sums[places.get(name) ?? 0] = summing.sum;
    });
    const { accounts, totals, gapFree } = trialBalanceOf(sums);
    const body = {
      at: until ?? null,
      accounts: accounts.map((one) => ({
        ...one,
        debit: formatBalance(one.debit),
        credit: formatBalance(one.credit),
      })),
      totals: totals.map(({ currency, debits, credits, difference }) => ({
        currency,
        debits: formatBalance(debits),
        credits: formatBalance(credits),
        difference: formatBalance(difference),
      })),
      gapFree,
    };
    return { status: 200, body };
  });
