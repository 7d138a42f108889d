import { assert } from '../core/assert.ts';
import type { Route } from '../core/call.ts';
import type { Domain } from '../core/domain.ts';
import { liveLog } from '../core/log.ts';
import type { Operation } from '../core/operation.ts';
import { tracing } from '../core/tracing.ts';
import { callScopedStore } from '../http/call-scoped-store.ts';
import { type HttpDeps, type HttpHandler, http } from '../http/http.ts';
import type { AnyRoute } from '../http/http-router.ts';
import { findIn, healthRoute, outcomesRoute } from '../http/outcomes.ts';
import { type DomainStore, liveDomainStore, RECEIPTS } from './domain-store.ts';

/** Answers one operation over the domain's store. */
// biome-ignore lint/suspicious/noExplicitAny: handlers are contravariant in their operation; each is bound to its own contract.
export type RouteOf = (store: DomainStore) => Route<any>;

/**
 * The HTTP function of a standard domain: its own calls, each over a store that serves it only until it is answered, and the two
 * that meta forwards.
 */
export const buildApi = (
  domain: Domain,
  routes: readonly RouteOf[],
  deps: DomainStore & Pick<HttpDeps, 'log'>,
): HttpHandler => {
  const own: readonly AnyRoute[] = routes.map((make) => callScopedStore<DomainStore, Operation>(deps, make));
  const answered = new Set(own.map(({ operation }) => operation.operationId));
  const open = domain.operations.filter(({ operationId }) => !answered.has(operationId));
  assert(open.length === 0, 'every operation of the contract has a route');
  const { outcomes } = domain;
  const forwarded = [
    ...(outcomes === undefined
      ? []
      : [callScopedStore(deps, (store) => outcomesRoute([outcomes], domain.operations, findIn(store, RECEIPTS)))]),
    healthRoute(deps.codeVersion),
  ];
  return http({ domain: domain.name, routes: [...own, ...forwarded], deps });
};

/**
 * The same as it runs on Lambda.
 *
 * @example export const handler = domainApi(example, [addPayeeRoute, getPayeeRoute]);
 */
export const domainApi = (domain: Domain, routes: readonly RouteOf[]) =>
  buildApi(domain, routes, { ...liveDomainStore(), log: liveLog() }).use(tracing());
