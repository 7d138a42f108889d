import { budgeted } from '../../../kernel/http/budgeted.ts';
import { callScopedStore } from '../../../kernel/http/call-scoped-store.ts';
import { type HttpDeps, http } from '../../../kernel/http/http.ts';
import { healthRoute, outcomesRoute } from '../../../kernel/http/outcomes.ts';
import { receiptId } from '../../../kernel/idempotency/receipt.ts';
import { keyedElsewhere } from '../../contract/keyed-elsewhere.ts';
import { paymentOperations } from '../../contract/payment-api.ts';
import { findReceipt } from '../../store/commit/idempotent.ts';
import { approvePaymentRoute, rejectPaymentRoute } from './approve-payment.ts';
import { cancelPaymentRoute } from './cancel-payment.ts';
import { CREATE_ITEMS } from './charges.ts';
import { createPaymentRoute } from './create-payment.ts';
import type { PaymentsDeps } from './deps.ts';
import { listRailsRoute, startRailRoute, stopRailRoute } from './rails.ts';
import { getPaymentRoute, listPaymentsRoute } from './read-payments.ts';
import { refundPaymentRoute } from './refund-payment.ts';
import { resolvePaymentRoute } from './resolve-payment.ts';

const REFUND_ITEMS = 2;

/** All operations whose keys are on record in the domain's table, whichever function wrote them. */
const recorded = [
  ...paymentOperations,
  ...keyedElsewhere.map((operationId) => ({ operationId, idempotency: 'required' }) as const),
];

/** Every call of a payment's life and of the rails, and the two that meta forwards. */
const routes = (deps: PaymentsDeps) => [
  budgeted(deps.budgeting, callScopedStore(deps, createPaymentRoute), () => CREATE_ITEMS),
  callScopedStore(deps, listPaymentsRoute),
  callScopedStore(deps, getPaymentRoute),
  budgeted(deps.budgeting, callScopedStore(deps, cancelPaymentRoute)),
  budgeted(deps.budgeting, callScopedStore(deps, refundPaymentRoute), () => REFUND_ITEMS),
  budgeted(deps.budgeting, callScopedStore(deps, resolvePaymentRoute)),
  budgeted(deps.budgeting, callScopedStore(deps, approvePaymentRoute)),
  budgeted(deps.budgeting, callScopedStore(deps, rejectPaymentRoute)),
  callScopedStore(deps, listRailsRoute),
  budgeted(deps.budgeting, callScopedStore(deps, stopRailRoute)),
  budgeted(deps.budgeting, callScopedStore(deps, startRailRoute)),
  callScopedStore(deps, (store) =>
    outcomesRoute(['payments:read'], recorded, (tenant, operation, key) =>
      findReceipt(store, tenant, receiptId(tenant, operation, key)),
    ),
  ),
  healthRoute(deps.codeVersion),
];

/** The function of payments themselves: meta asks it for outcomes of all of the domain's keys. */
export const build = (deps: PaymentsDeps & HttpDeps) => http({ domain: 'payments', routes: routes(deps), deps });
