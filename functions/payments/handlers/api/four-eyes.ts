import { Refusal } from '../../../kernel/core/problem.ts';
import { paymentProblems } from '../../contract/problems.ts';
import { hasDecided } from '../../model/approval.ts';
import type { Payment } from '../../model/payment.ts';

const refused = (detail: string): Refusal => new Refusal(paymentProblems['four-eyes'], detail);

/**
 * Maker, approvers and who resolves are different clients.
 *
 * @throws Refusal `four-eyes`
 */
export const fourEyes = (payment: Pick<Payment, 'maker' | 'approvals'>, client: string): void => {
  if (client === payment.maker) throw refused('This client asked for the payment itself.');
  if (hasDecided(payment, client)) throw refused('This client has agreed to the payment already.');
};
