import { type Route, route } from '../../../kernel/core/call.ts';
import { resolvePayment } from '../../contract/payment-api.ts';
import { changePayment } from './change-payment.ts';
import type { PaymentsDeps } from './deps.ts';
import { fourEyes } from './four-eyes.ts';

/** `POST /v1/payments/{id}/resolve`: by another client than those that asked for the payment or agreed to it. */
export const resolvePaymentRoute = (deps: PaymentsDeps): Route<typeof resolvePayment> =>
  route(resolvePayment, (call) =>
    changePayment(deps, call, call.params.id, (payment) => {
      const { clientId: by } = call.caller;
      fourEyes(payment, by);
      return { type: `resolved-${call.body.outcome}`, by };
    }),
  );
