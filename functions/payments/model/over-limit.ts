import { Refusal } from '../../kernel/core/problem.ts';
import { formatTime } from '../../kernel/values/time.ts';
import { paymentProblems } from '../contract/problems.ts';
import { boundsAt, type Limit } from './limit.ts';

const EACH: Readonly<Record<Limit['window'], string>> = {
  payment: 'each payment',
  day: 'a day',
  week: 'a week',
  month: 'a month',
};

/** What is left of a limit, and until when, for the client that asked for more. */
const leftOf = (limit: Limit, now: number, used: { readonly amount: bigint; readonly count: number }): string => {
  const left = [
    ...(limit.amount === undefined ? [] : [`${limit.amount - used.amount} minor units`]),
    ...(limit.count === undefined ? [] : [`${limit.count - used.count} payments`]),
  ].join(' and ');
  return ` It leaves ${left} until ${formatTime(boundsAt(limit, now).until)}.`;
};

export const overLimitText = (
  limit: Limit,
  now: number,
  used?: { readonly amount: bigint; readonly count: number },
): string =>
  `The limit ${limit.id}, for ${EACH[limit.window]}, does not allow it.${used ? leftOf(limit, now, used) : ''}`;

export const overLimit = (
  limit: Limit,
  now: number,
  used?: { readonly amount: bigint; readonly count: number },
): Refusal => new Refusal(paymentProblems['limit-exceeded'], overLimitText(limit, now, used));
