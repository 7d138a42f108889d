import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Operation } from '../../../functions/kernel/core/operation.ts';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import { statementOperations } from '../../../functions/statements/contract/api.ts';
import { getStatementRoute } from '../../../functions/statements/handlers/api/get-statement.ts';
import { getTrialBalanceRoute } from '../../../functions/statements/handlers/api/get-trial-balance.ts';
import { rebuildHistoryRoute } from '../../../functions/statements/handlers/api/rebuild-history.ts';
import { keepEntries } from '../../../functions/statements/store/commit/keep-entries.ts';
import { createTable, domainTable } from '../../support/domain-table.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { tableState } from '../../support/table-state.ts';

const DAYS = { from: '2026-01-01', to: '2026-12-31' };
const entry = (version: number) => ({
  ...{ version, transactionId: `txn_${version}`, direction: 'credit' as const, amount: 5n, pending: 0n },
  ...{ before: BigInt(5 * (version - 1)), after: BigInt(5 * version), at: 0, effectiveAt: 0 },
});

/** A ledger with an account of one currency and a system account of two; it takes no cursor. */
const ask = async ({ path, params, query }: { path: string; params: { id?: string }; query: { cursor?: string } }) => {
  if (params.id === 'nobody') return { status: 404, body: JSON.stringify({ type: '/problems/not-found' }) };
  if (path.endsWith('/entries') && query.cursor !== undefined)
    return { status: 400, body: JSON.stringify({ type: '/problems/cursor-invalid' }) };
  if (path.endsWith('/entries')) return { status: 200, body: JSON.stringify({ data: [], nextCursor: null }) };
  const balances = ['EUR', 'USD'].map((currency) => ({ currency, posted: '0', pendingIn: '0', pendingOut: '0' }));
  const system = { id: '@fees', system: true, balances, asOf: '2026-01-01T00:00:00.000Z' };
  return { status: 200, body: JSON.stringify(params.id === '@fees' ? system : { currency: 'USD', version: 2 }) };
};

type Way = readonly [operation: string, problem: string, account: string, query: object];
const WAYS: readonly Way[] = [
  ['getStatement', 'statement-days', 'alice', { from: '2026-02-01', to: '2026-01-31' }],
  ['getStatement', 'not-found', 'nobody', DAYS],
  ['getStatement', 'not-found', 'alice', { ...DAYS, currency: 'EUR' }],
  ['getStatement', 'currency-needed', '@fees', DAYS],
  ['rebuildHistory', 'not-found', 'nobody', {}],
  ['rebuildHistory', 'not-found', 'alice', { currency: 'EUR' }],
  ['rebuildHistory', 'currency-needed', '@fees', {}],
  ['rebuildHistory', 'cursor-invalid', 'alice', { cursor: 'x' }],
];
const ROUTES = {
  getStatement: getStatementRoute,
  getTrialBalance: getTrialBalanceRoute,
  rebuildHistory: rebuildHistoryRoute,
};

await onEachEngine((engine) => {
  const client = clientOf(engine);

  describe('a call that statements refuses', () => {
    test('is tried here for every refusal of a call that writes', () => {
      const tried = new Set(WAYS.map(([operation, problem]) => `${operation} ${problem}`));
      const declared = (statementOperations as readonly Operation[])
        .filter(({ method }) => method !== 'GET')
        .flatMap(({ operationId, problems }) => problems.map(({ slug }) => `${operationId} ${slug}`));
      // Over its budget a call asks the store for nothing: test/unit/kernel/what-is-charged.test.ts.
      const untried = declared.filter((each) => !tried.has(each) && !each.endsWith(' over-budget'));
      expect(untried).toEqual([]);
    });

    test.each(WAYS)('%s with %s of %s and %j changes nothing at all', async (operation, problem, account, query) => {
      const table = `statements-${randomUUID()}`;
      await createTable(client, domainTable(table, []));
      const clock = { now: () => Date.parse('2026-06-01T00:00:00Z'), sleep: async () => undefined };
      const chance = { fraction: () => 0, bytes: (count: number) => new Uint8Array(count) };
      const deps = { dynamo: client, table, clock, chance, ask, codeVersion: '1' };
      const name = { tenant: 'acme', account: 'alice', currency: 'USD' };
      await keepEntries(
        deps as never,
        [1, 2].map((version) => ({ ...name, entry: entry(version) })),
      );
      const before = await tableState(client, table);
      expect(before.size).toBeGreaterThan(0);
      const route = ROUTES[operation as keyof typeof ROUTES](deps as never);
      const call = { caller: { tenant: 'acme' }, params: { account }, query, headers: {}, requestId: 'r' };
      const refused = await route.handle(call as never).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(refused).toBeInstanceOf(Refusal);
      expect((refused as Refusal).problem.slug).toBe(problem);
      expect(await tableState(client, table)).toEqual(before);
    });
  });
});
