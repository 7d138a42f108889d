import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { paymentProblems } from '../../contract/problems.ts';
import type { Payment } from '../../model/payment.ts';
import { findPayment } from '../../store/queries/payments.ts';
import type { ApiDeps } from './deps.ts';

/** Unknown and another tenant's answer alike. */
export const notFound = (what: string): Refusal => new Refusal(common['not-found'], `There is no such ${what}.`);

export const existingPayment = async (deps: ApiDeps, tenant: string, id: string): Promise<Payment> => {
  const payment = await findPayment(deps, tenant, id);
  if (payment === undefined) throw notFound('payment');
  return payment;
};

export const wrongState = (detail: string): Refusal => new Refusal(paymentProblems['payment-state'], detail);
