import { type Route, route } from '../../../kernel/core/call.ts';
import { parseAmount } from '../../../kernel/values/money.ts';
import { refundPayment } from '../../contract/payment-api.ts';
import { refundable } from '../../model/payment.ts';
import { changePayment } from './change-payment.ts';
import type { PaymentsDeps } from './deps.ts';
import { wrongState } from './existing.ts';

/** `POST /v1/payments/{id}/refund`: all that is left unless it names a part. */
export const refundPaymentRoute = (deps: PaymentsDeps): Route<typeof refundPayment> =>
  route(refundPayment, (call) =>
    changePayment(deps, call, call.params.id, (payment) => {
      if (deps.rails.get(payment.to.rail)?.describe.refunds === false)
        throw wrongState('Over this rail nothing is asked back: what the payee sends back comes as a return.');
      const asked = call.body?.amount;
      const amount = asked === undefined ? refundable(payment) : parseAmount(asked);
      return { type: 'refund-asked', amount, by: call.caller.clientId };
    }),
  );
