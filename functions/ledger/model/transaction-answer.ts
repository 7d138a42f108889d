import { formatBalance } from '../../kernel/values/money.ts';
import { formatTime } from '../../kernel/values/time.ts';
import type { TransactionPlan } from './transaction-plan.ts';

const timeOrNull = (ms: number | undefined): string | null => (ms === undefined ? null : formatTime(ms));

/** The members that an answer and a dry run share, in the order in which clients see them. */
export const answerHead = ({ body, pending, expiresAt, effectiveAt, at }: TransactionPlan) => ({
  state: pending ? ('pending' as const) : ('posted' as const),
  ...(body.currency === undefined ? {} : { currency: body.currency }),
  ...(body.postings === undefined ? {} : { postings: body.postings }),
  pending,
  expiresAt: timeOrNull(expiresAt),
  ...(body.reference === undefined ? {} : { reference: body.reference }),
  ...(body.uniqueReference === undefined ? {} : { uniqueReference: body.uniqueReference }),
  ...(body.description === undefined ? {} : { description: body.description }),
  effectiveAt: timeOrNull(effectiveAt),
  metadata: body.metadata ?? {},
  createdAt: formatTime(at),
});

/** The answer to a new transaction, verbatim as it is stored and repeated. Sums of amounts may pass 10^18. */
export const transactionAnswer = (plan: TransactionPlan): string =>
  JSON.stringify({
    id: plan.id,
    ...answerHead(plan),
    entries: plan.legs.map(({ account, side, amount, currency }) => ({
      account,
      direction: side,
      amount: formatBalance(amount),
      currency,
    })),
    ...(plan.reverses === undefined ? {} : { reverses: plan.reverses }),
  });
