import type { Call } from '../../../kernel/core/call.ts';
import { type Route, route } from '../../../kernel/core/call.ts';
import { pageRoom } from '../../../kernel/http/page-reply.ts';
import { parseCivilDate } from '../../../kernel/values/civil-date.ts';
import { bankAccountOf } from '../../contract/bank-ids.ts';
import {
  approveBreakResolution,
  getReconciliation,
  listBreaks,
  resolveBreak,
  undoBreakResolution,
} from '../../contract/reconciliation-api.ts';
import { breaksView, reconciliationView } from '../../model/bank/reconciled.ts';
import { dayInZone } from '../../model/history/kept-entry.ts';
import { reconcile } from '../../store/commit/reconcile.ts';
import { approve, resolve, undo } from '../../store/commit/resolve.ts';
import { existingBankAccount } from './bank-accounts.ts';
import type { BankDeps } from './bank-deps.ts';

const foundBy = async (deps: BankDeps, call: Call<typeof getReconciliation> | Call<typeof listBreaks>) => {
  const account = await existingBankAccount(deps, call.caller, call.params.bankAccount);
  const at = call.query.at === undefined ? undefined : parseCivilDate(call.query.at);
  return reconcile(deps, account, at, call);
};

/** As many of them, from the first on, as one answer has room for: what persons said of a break may be long. */
const withinAnswer = <T>(all: readonly T[]): readonly T[] => {
  const fits = pageRoom();
  return all.filter((one) => fits(JSON.stringify(one)));
};

/** `GET /v1/reconciliations/{bankAccount}`. */
export const getReconciliationRoute = (deps: BankDeps): Route<typeof getReconciliation> =>
  route(getReconciliation, async (call) => {
    const view = reconciliationView(await foundBy(deps, call));
    return { status: 200, body: { ...view, items: withinAnswer(view.items) } };
  });

/** `GET /v1/reconciliations/{bankAccount}/breaks`. */
export const listBreaksRoute = (deps: BankDeps): Route<typeof listBreaks> =>
  route(listBreaks, async (call) => {
    const found = await foundBy(deps, call);
    const today = dayInZone(found.account.timeZone)(deps.clock.now());
    const view = breaksView(found, call.query.state ?? 'open', today);
    return { status: 200, body: { ...view, data: withinAnswer(view.data) } };
  });

/** `POST /v1/breaks/{id}/resolve`. */
export const resolveBreakRoute = (deps: BankDeps): Route<typeof resolveBreak> =>
  route(resolveBreak, async (call) => {
    const account = await existingBankAccount(deps, call.caller, bankAccountOf(call.params.id));
    return resolve(deps, call, account, call.params.id, call.body);
  });

/** `POST /v1/breaks/{id}/approve`. */
export const approveBreakResolutionRoute = (deps: BankDeps): Route<typeof approveBreakResolution> =>
  route(approveBreakResolution, async (call) => {
    const account = await existingBankAccount(deps, call.caller, bankAccountOf(call.params.id));
    return approve(deps, call, account, call.params.id, call.body?.attempt);
  });

/** `POST /v1/breaks/{id}/undo`. */
export const undoBreakResolutionRoute = (deps: BankDeps): Route<typeof undoBreakResolution> =>
  route(undoBreakResolution, async (call) => {
    const account = await existingBankAccount(deps, call.caller, bankAccountOf(call.params.id));
    return undo(deps, call, account, call.params.id, call.body.reason);
  });
