import { expect, test } from '@jest/globals';
import { statementsAims, statementsBench, statementsTable } from '../../bin/bench/statements/statements-bench.ts';

test('the bench of statements runs each of its tasks, ours and the peers’, and counts what came', async () => {
  const measured = await statementsBench({ statement: 100, match: 3_000, read: 200, peers: 100 });
  for (const { name, items, perSecond, peakMegabytes } of Object.values(measured)) {
    expect([name, items > 0, perSecond > 0, peakMegabytes > 0]).toEqual([name, true, true, true]);
    expect(statementsTable(measured)).toContain(name);
  }
  expect(statementsAims(measured).map(({ target, good }) => `${good} ${target}`)).toEqual([
    ...['at most 1', 'at most 120', 'at most 256', 'at least 3', 'at least 3'],
  ]);
}, 120_000);
