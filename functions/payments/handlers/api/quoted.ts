import type { Call } from '../../../kernel/core/call.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { parseAmount } from '../../../kernel/values/money.ts';
import type { createPayment } from '../../contract/payment-api.ts';
import { paymentProblems } from '../../contract/problems.ts';
import type { Destination } from '../../model/payment.ts';
import type { Rails } from '../../model/rails.ts';

/**
 * The name of a rail, `book` among them.
 *
 * @throws Refusal `rail-unknown`
 */
export const knownRail = (rails: Rails, name: string, pointer = '/rail'): string => {
  if (name === 'book' || rails.has(name)) return name;
  throw new Refusal(paymentProblems['rail-unknown'], 'No such rail.', [{ pointer, detail: 'No such rail.' }]);
};

/**
 * Where a payment goes, once its rail takes it.
 *
 * @throws Refusal `rail-unknown`, `destination-invalid`
 */
export const quotedDestination = (
  rails: Rails,
  { body }: { readonly body: Pick<Call<typeof createPayment>['body'], 'to' | 'amount' | 'currency' | 'reference'> },
  now: number,
): Destination => {
  if ('account' in body.to) return { rail: 'book', account: body.to.account };
  const { rail: name } = body.to;
  const rail = rails.get(name);
  if (rail === undefined) {
    const detail = name === 'book' ? 'Over book a payment goes to an account: { "account": "..." }.' : 'No such rail.';
    throw new Refusal(paymentProblems['rail-unknown'], detail, [{ pointer: '/to/rail', detail }]);
  }
  const { to } = body;
  const { currency, reference } = body;
  const quote = rail.quote({ to, amount: parseAmount(body.amount), currency, reference, now });
  if (quote.kind === 'taken') return to;
  const { pointer, detail } = quote;
  throw new Refusal(paymentProblems['destination-invalid'], detail, [{ pointer, detail }]);
};
