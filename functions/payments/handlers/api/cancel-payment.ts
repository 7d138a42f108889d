import { type Route, route } from '../../../kernel/core/call.ts';
import { cancelPayment } from '../../contract/payment-api.ts';
import { changePayment } from './change-payment.ts';
import type { PaymentsDeps } from './deps.ts';
import { wrongState } from './existing.ts';

/** `POST /v1/payments/{id}/cancel`. */
export const cancelPaymentRoute = (deps: PaymentsDeps): Route<typeof cancelPayment> =>
  route(cancelPayment, (call) =>
    changePayment(deps, call, call.params.id, ({ step, to }) => {
      if (step === 'submitted' && deps.rails.get(to.rail)?.describe.recalls !== true)
        throw wrongState('The rail has it, and cannot be asked to stop it.');
      return { type: 'cancel-asked', by: call.caller.clientId };
    }),
  );
