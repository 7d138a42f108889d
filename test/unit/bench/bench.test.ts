import { describe, expect, test } from '@jest/globals';
import { figuresTable } from '../../../bin/bench/figures.ts';
import { untilSo } from '../../../bin/bench/relay-backlog.ts';
import { chosen } from '../../../bin/bench/run.ts';
import { figuresOf, loadAndDrain, SCENARIOS } from '../../../bin/bench/scenarios.ts';
import { WrongUse } from '../../../bin/client/problem-error.ts';

describe('folio bench --only', () => {
  test.each([
    ['fair', 'fair shares'],
    ['middy', 'middy'],
    ['floor', 'floor'],
    ['proof', 'proof'],
    ['bulk', 'bulk of 100'],
    ['commit to arrival', 'webhooks from commit to arrival'],
  ])('%s measures %s, and not all the others', (only, name) => {
    const wanted = chosen(only);
    expect([wanted(name), wanted('one hot account')]).toEqual([true, false]);
  });

  test('of a name that no scenario has is wrong use, and says which there are', () => {
    expect(() => chosen('nosuch')).toThrow(WrongUse);
    expect(() => chosen('nosuch')).toThrow(
      /floor, middy, files, statements, cold start, uniform, .*dead endpoints, payments, statements beside the ledger, proof, console, fair shares\.$/,
    );
  });
});

describe('a relay that has not caught up when the benchmark goes on', () => {
  const load = async () => ({ statuses: { 201: 3 }, latenciesMs: [1, 2, 3], elapsedMs: 1000 });
  const [scenario] = SCENARIOS;
  if (scenario === undefined) throw new Error('there are scenarios');

  test('is told as such in its row, and the figures of the load stand beside it', async () => {
    const backlog = { records: () => 4711, drained: async () => undefined, close: () => undefined };
    const figures = figuresOf(scenario, await loadAndDrain(load, backlog, process.pid));
    expect(figures).toMatchObject({ drainMs: null, recordsBehind: 4711, perSecond: 3 });
    expect(figuresTable([figures])).toMatch(/uniform +3 .* 4711 +not caught up in 120 s /);
  });

  test('is waited for no longer than said, and its drain is timed', async () => {
    expect(await untilSo(() => false, 30)).toBeUndefined();
    let looks = 0;
    const isSo = () => {
      looks += 1;
      return looks > 3;
    };
    expect(await untilSo(isSo, 10_000)).toBeGreaterThan(20);
  });
});
