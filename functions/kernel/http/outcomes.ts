import * as z from 'zod';
import { type Route, route } from '../core/call.ts';
import { common } from '../core/common-problems.ts';
import { defineOperation, type Operation, type Scope } from '../core/operation.ts';
import { Refusal } from '../core/problem.ts';
import { findReceipt, type IdempotencyStore, type Receipts } from '../idempotency/exactly-once.ts';
import { IDEMPOTENCY_KEY, type Receipt, receiptId } from '../idempotency/receipt.ts';
import { chars } from '../values/bounded.ts';
import { formatTime } from '../values/time.ts';

const key = z.string().regex(IDEMPOTENCY_KEY);

/** `GET /v1/outcomes` as each domain mounts it, for the operations that are its own. `meta` forwards it to the owner. */
const getOutcome = (scopes: readonly Scope[]) =>
  defineOperation({
    operationId: 'getOutcome',
    method: 'GET',
    path: '/v1/outcomes',
    summary: 'What became of an Idempotency-Key.',
    scopes,
    query: z.strictObject({ operation: chars(64), key }),
    idempotency: 'none',
    replies: { 200: z.unknown() },
    problems: [],
  });

export type FindOutcome = (tenant: string, operation: string, key: string) => Promise<Receipt | undefined>;

/** Finds receipts where a domain keeps them. */
export const findIn =
  (store: Pick<IdempotencyStore, 'dynamo' | 'table'>, { form, keyOf }: Receipts): FindOutcome =>
  (tenant, operation, key) =>
    findReceipt(store, form, keyOf(tenant, receiptId(tenant, operation, key)));

/**
 * What became of a key, refusals included.
 * @param scopes the read scope of the domain
 */
export const outcomesRoute = (
  scopes: readonly Scope[],
  operations: readonly Pick<Operation, 'operationId' | 'idempotency'>[],
  find: FindOutcome,
): Route<ReturnType<typeof getOutcome>> => {
  const keyed = new Set(operations.filter((one) => one.idempotency !== 'none').map((one) => one.operationId));
  return route(getOutcome(scopes), async ({ query, caller }) => {
    if (!keyed.has(query.operation)) throw new Refusal(common.query, 'No operation of this name takes a key.');
    const receipt = await find(caller.tenant, query.operation, query.key);
    if (receipt === undefined) throw new Refusal(common['not-found'], 'Nothing is on record for this key.');
    const { status, at } = receipt;
    const body: unknown = receipt.body === '' ? null : JSON.parse(receipt.body);
    return { status: 200, body: { operation: query.operation, key: query.key, status, body, at: formatTime(at) } };
  });
};

const getHealth = defineOperation({
  operationId: 'getDomainHealth',
  method: 'GET',
  path: '/v1/health',
  summary: 'Whether this domain answers, and by which version.',
  scopes: [],
  idempotency: 'none',
  replies: { 200: z.unknown() },
  problems: [],
});

/** The probe that `meta` and a rollback send through the alias: the answer names the version that gave it. */
export const healthRoute = (version: string): Route<typeof getHealth> =>
  route(getHealth, async () => ({ status: 200, body: { status: 'ok', version } }));
