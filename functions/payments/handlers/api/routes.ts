import type { Call } from '../../../kernel/core/call.ts';
import { budgeted } from '../../../kernel/http/budgeted.ts';
import { type HttpDeps, http } from '../../../kernel/http/http.ts';
import { healthRoute, outcomesRoute } from '../../../kernel/http/outcomes.ts';
import { perCall } from '../../../kernel/http/until-answered.ts';
import { receiptId } from '../../../kernel/idempotency/receipt.ts';
import { paymentsOperations } from '../../contract/api.ts';
import type { createPaymentBatch } from '../../contract/batch-api.ts';
import { BATCH_LINES_MAX } from '../../model/batch.ts';
import { findReceipt } from '../../store/commit/once.ts';
import { createRuleRoute, deleteRuleRoute, listRulesRoute } from './approval-rules.ts';
import { approvePaymentRoute, rejectPaymentRoute } from './approve-payment.ts';
import { createBatchRoute, getBatchReportRoute, getBatchRoute, listBatchesRoute } from './batches.ts';
import { cancelPaymentRoute } from './cancel-payment.ts';
import { createPaymentRoute } from './create-payment.ts';
import type { PaymentsDeps } from './deps.ts';
import { createLimitRoute, deleteLimitRoute, getLimitRoute, listLimitsRoute } from './limits.ts';
import { getOriginatorRoute, setOriginatorRoute } from './originator.ts';
import { listRailsRoute, startRailRoute, stopRailRoute } from './rails.ts';
import { getFileContentRoute, getFileRoute, listFilesRoute } from './read-files.ts';
import { getPaymentRoute, listPaymentsRoute } from './read-payments.ts';
import { refundPaymentRoute } from './refund-payment.ts';
import { resolvePaymentRoute } from './resolve-payment.ts';
import { cancelScheduleRoute, createScheduleRoute, getScheduleRoute, listSchedulesRoute } from './schedules.ts';
import { closeTaskRoute, listTasksRoute } from './tasks.ts';
import { uploadFileRoute } from './upload-file.ts';
import { writeFileRoute } from './write-file.ts';

/** What a call may make others wait for: events and orders to the ledger, whose own budget is charged besides. */
const ITEMS = { create: 4, refund: 2 } as const;

/** A batch is as many payments as it has lines; what is more than it may have is refused by its story. */
const linesOf = ({ body: { payments, csv = '' } }: Call<typeof createPaymentBatch>): number =>
  ITEMS.create * Math.min(BATCH_LINES_MAX, payments?.length ?? csv.split('\n').length);

/** Every call of payments' contract, and the two that meta forwards. */
const routes = (deps: PaymentsDeps) => [
  budgeted(deps.budgeting, perCall(deps, createPaymentRoute), () => ITEMS.create),
  perCall(deps, listPaymentsRoute),
  perCall(deps, getPaymentRoute),
  budgeted(deps.budgeting, perCall(deps, cancelPaymentRoute)),
  budgeted(deps.budgeting, perCall(deps, refundPaymentRoute), () => ITEMS.refund),
  budgeted(deps.budgeting, perCall(deps, resolvePaymentRoute)),
  budgeted(deps.budgeting, perCall(deps, approvePaymentRoute)),
  budgeted(deps.budgeting, perCall(deps, rejectPaymentRoute)),
  perCall(deps, listRailsRoute),
  budgeted(deps.budgeting, perCall(deps, stopRailRoute)),
  budgeted(deps.budgeting, perCall(deps, startRailRoute)),
  budgeted(deps.budgeting, perCall(deps, createBatchRoute), linesOf),
  perCall(deps, listBatchesRoute),
  perCall(deps, getBatchRoute),
  perCall(deps, getBatchReportRoute),
  budgeted(deps.budgeting, perCall(deps, createScheduleRoute)),
  perCall(deps, listSchedulesRoute),
  perCall(deps, getScheduleRoute),
  budgeted(deps.budgeting, perCall(deps, cancelScheduleRoute)),
  budgeted(deps.budgeting, perCall(deps, createLimitRoute)),
  perCall(deps, listLimitsRoute),
  perCall(deps, getLimitRoute),
  budgeted(deps.budgeting, perCall(deps, deleteLimitRoute)),
  budgeted(deps.budgeting, perCall(deps, createRuleRoute)),
  perCall(deps, listRulesRoute),
  budgeted(deps.budgeting, perCall(deps, deleteRuleRoute)),
  budgeted(deps.budgeting, perCall(deps, setOriginatorRoute)),
  perCall(deps, getOriginatorRoute),
  budgeted(deps.budgeting, perCall(deps, writeFileRoute)),
  perCall(deps, listFilesRoute),
  perCall(deps, getFileRoute),
  perCall(deps, getFileContentRoute),
  budgeted(deps.budgeting, perCall(deps, uploadFileRoute)),
  perCall(deps, listTasksRoute),
  budgeted(deps.budgeting, perCall(deps, closeTaskRoute)),
  perCall(deps, (store) =>
    outcomesRoute(['payments:read'], paymentsOperations, (tenant, operation, key) =>
      findReceipt(store, tenant, receiptId(tenant, operation, key)),
    ),
  ),
  healthRoute(deps.codeVersion),
];

/** The only HTTP function of payments. */
export const build = (deps: PaymentsDeps & HttpDeps) => http({ domain: 'payments', routes: routes(deps), deps });
