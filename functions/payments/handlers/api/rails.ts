import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { AMOUNT_LIMIT, formatAmount } from '../../../kernel/values/money.ts';
import { listPaymentRails, startPaymentRail, stopPaymentRail } from '../../contract/payment-api.ts';
import type { RailDeclaration } from '../../model/rail.ts';
import { idempotent } from '../../store/commit/idempotent.ts';
import { switching } from '../../store/commit/payments.ts';
import { isStopped } from '../../store/queries/switches.ts';
import type { PaymentsDeps } from './deps.ts';
import { notFound } from './existing.ts';

const railView = ({ name, currencies, amountMax, timeZone, recalls, takes }: Shown, stopped: boolean) => ({
  name,
  stopped,
  currencies: currencies === undefined ? null : [...currencies].sort(),
  amountMax: formatAmount(amountMax),
  timeZone,
  recalls,
  takes,
});
type Shown = Pick<RailDeclaration, 'name' | 'currencies' | 'amountMax' | 'timeZone' | 'recalls' | 'takes'>;

/** The ledger itself: nothing is handed to anybody, so there is nothing to stop. */
const BOOK: Shown = {
  name: 'book',
  currencies: undefined,
  amountMax: AMOUNT_LIMIT - 1n,
  timeZone: 'UTC',
  recalls: false,
  takes: 'An account of yours: { "account": "..." }.',
};

/** `GET /v1/payment-rails`. */
export const listRailsRoute = (deps: PaymentsDeps): Route<typeof listPaymentRails> =>
  route(listPaymentRails, async ({ caller }) => {
    const others = [...deps.rails.values()].map(async ({ describe }) =>
      railView(describe, await isStopped(deps, caller.tenant, describe.name)),
    );
    return { status: 200, body: { data: [railView(BOOK, false), ...(await Promise.all(others))] } };
  });

const switched = (
  deps: PaymentsDeps,
  call: Call<typeof stopPaymentRail | typeof startPaymentRail>,
  stopped: boolean,
): Promise<Reply> => {
  const { tenant, clientId: by } = call.caller;
  const rail = deps.rails.get(call.params.rail);
  if (rail === undefined) throw notFound('rail that can be stopped');
  return idempotent(deps, call, async () => ({
    status: 200,
    body: JSON.stringify(railView(rail.describe, stopped)),
    at: deps.clock.now(),
    actions: [switching(deps, tenant, call.params.rail, { stopped, by })],
  }));
};

/** `POST /v1/payment-rails/{rail}/stop`. */
export const stopRailRoute = (deps: PaymentsDeps): Route<typeof stopPaymentRail> =>
  route(stopPaymentRail, async (call) => switched(deps, call, true));

/** `POST /v1/payment-rails/{rail}/start`. */
export const startRailRoute = (deps: PaymentsDeps): Route<typeof startPaymentRail> =>
  route(startPaymentRail, async (call) => switched(deps, call, false));
