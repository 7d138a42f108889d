import { describe, expect, test } from '@jest/globals';
import { formatTime } from '../../../functions/kernel/values/time.ts';
import { getStatementRoute } from '../../../functions/statements/handlers/api/get-statement.ts';
import { clockOf } from '../../support/clock.ts';

const NOW = Date.parse('2026-06-15T12:00:00.000Z');

/** What the ledger is asked about a system account, and what the statement says of it. */
const statementOf = async (from: string, to: string) => {
  const asked: (string | undefined)[] = [];
  const ask = async ({ path, query }: { readonly path: string; readonly query: { readonly at?: string } }) => {
    if (path.endsWith('/balance')) asked.push(query.at);
    // The ledger knows no balance of the future.
    if (path.endsWith('/balance') && Date.parse(query.at ?? '') > NOW) return { status: 422, body: '{}' };
    if (path.endsWith('/balance')) return { status: 200, body: '{"complete":true}' };
    if (path.endsWith('/entries')) return { status: 200, body: '{"data":[],"nextCursor":null}' };
    return { status: 200, body: '{"system":true,"balances":[{"currency":"USD"}]}' };
  };
  const deps = { ask, table: 't', clock: clockOf(() => NOW), dynamo: { send: async () => ({ Items: [] }) } } as never;
  const call = {
    ...{ caller: { tenant: 'acme' }, params: { account: '@fees' }, query: { from, to }, headers: {}, requestId: 'r' },
    deadline: Number.MAX_SAFE_INTEGER,
  };
  const { body } = await getStatementRoute(deps).handle(call as never);
  return { asked, complete: (JSON.parse(String(body)) as { readonly complete: boolean }).complete };
};

describe('a statement of a system account', () => {
  test('of days that are over asks the ledger up to the last millisecond of the last one', async () => {
    const end = '2026-06-14T23:59:59.999Z';
    expect(await statementOf('2026-06-01', '2026-06-14')).toEqual({ asked: [end], complete: true });
  });

  test('of days that are not over is complete as far as there can be anything', async () => {
    expect(await statementOf('2026-06-01', '2026-06-30')).toEqual({ asked: [formatTime(NOW)], complete: true });
    expect(await statementOf('2026-06-15', '2026-06-15')).toEqual({ asked: [formatTime(NOW)], complete: true });
  });
});
