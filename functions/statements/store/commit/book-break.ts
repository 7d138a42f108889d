import * as z from 'zod';
import { Refusal } from '../../../kernel/core/problem.ts';
import { statementProblems } from '../../contract/problems.ts';
import type { BankAccount } from '../../model/bank/bank-account.ts';
import type { Resolution } from '../../model/bank/resolution.ts';
import { type Asking, askLedger, findLedgerAccount } from '../queries/ledger.ts';

const made = z.object({ id: z.string() });
const problem = z.object({ detail: z.string() });

/** A hold on the path by which what a key did is known again: the same order counts once. */
const keyOf = ({ id, attempt }: Resolution, step: string): string => `${id}/${attempt}/${step}`;

const answered = (status: number, body: string): string => {
  if (status === 201) return made.parse(JSON.parse(body)).id;
  const { detail } = problem.parse(JSON.parse(body));
  throw new Refusal(statementProblems['booking-refused'], `The ledger refused it: ${detail}`);
};

/**
 * Books the difference of a break between the account that mirrors the bank's and another one, on the day of the break. Its key is the
 * break's and the attempt's, so it is booked once however often it is asked for.
 *
 * @throws Refusal `booking-refused`
 */
export const bookBreak = async (asking: Asking, account: BankAccount, one: Resolution): Promise<string> => {
  const found = await findLedgerAccount(asking, account.account);
  const side = found?.is === 'own' ? found.side : 'credit';
  const other = one.against ?? '';
  // `from` is debited. The account grows by the difference on its own side.
  const grows = one.difference > 0n;
  const debited = (side === 'debit') === grows;
  const amount = String(grows ? one.difference : -one.difference);
  const [from, to] = debited ? [account.account, other] : [other, account.account];
  const body = {
    currency: account.currency,
    postings: [{ from, to, amount }],
    effectiveAt: `${one.on}T12:00:00.000Z`,
    reference: one.id,
    ...(one.reason === undefined ? {} : { description: one.reason }),
    metadata: { break: one.id, bankAccount: account.id },
  };
  const { status, body: text } = await askLedger(asking, {
    ...{ method: 'POST', path: '/v1/transactions', query: {}, key: keyOf(one, 'book') },
    body: JSON.stringify(body),
  });
  return answered(status, text);
};

/** Takes back what was booked, once. @throws Refusal `booking-refused` */
export const unbookBreak = async (asking: Asking, one: Resolution, transaction: string): Promise<string> => {
  const { status, body } = await askLedger(asking, {
    ...{ method: 'POST', path: '/v1/transactions/{id}/reverse', params: { id: transaction } },
    ...{ query: {}, key: keyOf(one, 'undo'), body: JSON.stringify({ effectiveAt: `${one.on}T12:00:00.000Z` }) },
  });
  return answered(status, body);
};
