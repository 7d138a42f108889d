import type { Caller, Route } from '../../../kernel/core/call.ts';
import type { Operation } from '../../../kernel/core/operation.ts';
import type { StoredClient } from '../../model/client.ts';
import { standingOf } from '../../model/standing.ts';
import { findClient } from '../../store/queries/clients.ts';
import type { IdentityDeps } from '../deps.ts';
import { outOfForce } from './refused.ts';

/** @throws Refusal `client-deleted`, `secret-rotated` */
export const assertInForce = (caller: Caller, client: StoredClient | undefined): void => {
  const standing = standingOf(caller, client);
  if (standing !== 'in-force') throw outOfForce(standing);
};

/** The same route for those in force alone: what it reads of clients is for who manages them. One more read for each call. */
export const inForceOnly = <O extends Operation>(deps: IdentityDeps, route: Route<O>): Route<O> => ({
  ...route,
  handle: async (call) => {
    assertInForce(call.caller, await findClient(deps, call.caller.clientId));
    return route.handle(call);
  },
});
