import type { Call } from '../../../kernel/core/call.ts';
import { type Route, route } from '../../../kernel/core/call.ts';
import { idempotent } from '../../../kernel/idempotency/exactly-once.ts';
import { idempotentRequest, type KeyedCall } from '../../../kernel/idempotency/idempotent-request.ts';
import { closePeriod, getPeriod, reopenPeriod } from '../../contract/period.ts';
import { closed, type Period, periodViewOf, reopened } from '../../model/period.ts';
import type { LedgerStore } from '../../store/table/ledger-store.ts';
import { findPeriod, puttingPeriod } from '../../store/table/period-item.ts';
import { RECEIPTS } from '../../store/table/receipt-item.ts';

/** `GET /v1/periods/{period}`: a month that was never closed is open. */
export const getPeriodRoute = (store: LedgerStore): Route<typeof getPeriod> =>
  route(getPeriod, async ({ caller, params }) => {
    const period = await findPeriod(store, caller.tenant, params.period);
    return { status: 200, body: periodViewOf(period, store.clock.now()) };
  });

const change = (
  store: LedgerStore,
  call: KeyedCall & Pick<Call<typeof closePeriod>, 'params'>,
  turn: (period: Period, by: string, now: number) => Period,
) =>
  idempotent(store, RECEIPTS, idempotentRequest(call), async () => {
    const { tenant, clientId } = call.caller;
    const now = store.clock.now();
    const after = turn(await findPeriod(store, tenant, call.params.period), clientId, now);
    return {
      status: 200,
      body: JSON.stringify(periodViewOf(after, now)),
      at: now,
      actions: [puttingPeriod(store.table, tenant, after)],
    };
  });

/** `POST /v1/periods/{period}/close`. */
export const closePeriodRoute = (store: LedgerStore): Route<typeof closePeriod> =>
  route(closePeriod, (call) => change(store, call, closed));

/** `POST /v1/periods/{period}/reopen`. */
export const reopenPeriodRoute = (store: LedgerStore): Route<typeof reopenPeriod> =>
  route(reopenPeriod, (call) => change(store, call, (period, by, now) => reopened(period, by, call.body.reason, now)));
