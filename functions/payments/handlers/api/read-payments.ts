import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { pageReply } from '../../../kernel/http/page-reply.ts';
import { pageLimit } from '../../../kernel/http/paging.ts';
import { getPayment, listPayments } from '../../contract/payment-api.ts';
import { paymentView } from '../../model/view.ts';
import { paymentsPage as pageOf } from '../../store/queries/payments.ts';
import type { PaymentsDeps } from './deps.ts';
import { existingPayment } from './existing.ts';

/** `GET /v1/payments/{id}`. */
export const getPaymentRoute = (deps: PaymentsDeps): Route<typeof getPayment> =>
  route(getPayment, async ({ caller, params }) => {
    const payment = await existingPayment(deps, caller.tenant, params.id);
    return { status: 200, body: paymentView(payment) };
  });

const list = async (deps: PaymentsDeps, call: Call<typeof listPayments>): Promise<Reply> => {
  const after = await deps.cursors.read(call, call.query.cursor);
  const { account, state } = call.query;
  const page = await pageOf(deps, call.caller.tenant, { account, state }, pageLimit(call.query), after);
  return pageReply(page, (next) => deps.cursors.sign(call, next));
};

/** `GET /v1/payments`, newest first. */
export const listPaymentsRoute = (deps: PaymentsDeps): Route<typeof listPayments> =>
  route(listPayments, (call) => list(deps, call));
