import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { figuresTable } from '../../../bin/bench/figures.ts';
import { postRequest, runSteadyLoad } from '../../../bin/bench/http-load.ts';
import { attempting } from '../../../bin/bench/not-measured.ts';
import { loadToSettled } from '../../../bin/bench/payments/request-to-settled.ts';
import { added, isMeasured } from '../../../bin/bench/refusals.ts';
import { figuresOf, SCENARIOS } from '../../../bin/bench/scenarios.ts';
import { aimsTable } from '../../../bin/bench/targets.ts';
import type { Answer, ApiRequest } from '../../../bin/client/api.ts';
import { CommandFailure } from '../../../bin/client/problem-error.ts';

const COUNT = 12;
let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server that is busy at every third request, and cuts every fourth off. */
const busyServer = async (): Promise<number> => {
  let asked = 0;
  const made = createServer((request, response) => {
    asked += 1;
    if (asked % 4 === 0) return void request.socket.destroy();
    response.statusCode = asked % 3 === 0 ? 503 : 201;
    response.setHeader('content-length', 2);
    response.end('{}');
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return (made.address() as AddressInfo).port;
};

const row = (statuses: Readonly<Record<number, number>>, latenciesMs: readonly number[]) => {
  const [scenario] = SCENARIOS;
  if (scenario === undefined) throw new Error('there are scenarios');
  const result = { statuses, latenciesMs, elapsedMs: 1000 };
  const cost = { cpuMs: 1, storeCpuMs: 1, clientCpuMs: 1, peakBytes: 1, behind: 0, drainMs: 0 };
  return figuresOf(scenario, { result, ...cost });
};

describe('a benchmark of a busy server', () => {
  test('counts refusals and lost connections by status, goes on to its last request, and times what was done', async () => {
    const load = { port: await busyServer(), connections: 1, perSecond: 1_000, count: COUNT };
    const { statuses, latenciesMs } = await runSteadyLoad({
      ...load,
      request: () => postRequest('/', 'token', undefined, '{}'),
    });
    expect(statuses).toEqual({ 0: 3, 201: 6, 503: 3 });
    expect(latenciesMs).toHaveLength(6);
  });

  test('has a row that says how many were refused by which status, and no ratio where it was more than one in a hundred', () => {
    const few = row({ 201: 99, 503: 1 }, [1, 2, 3]);
    const many = row({ 201: 98, 429: 1, 0: 1 }, [1, 2, 3]);
    const none = row({ 503: 5 }, []);
    expect([few, many, none].map(({ statuses }) => isMeasured(statuses))).toEqual([true, false, false]);
    expect([few.refused, many.refused, none.refused]).toEqual([1, 2, 5]);
    const [, first, second, third] = figuresTable([few, many, none]).split('\n');
    expect(first).toMatch(/ 1 by 503$/);
    expect(second).toMatch(/ 1 by no answer, 1 by 429: measures refusals$/);
    expect(third).toMatch(/^uniform +0 +- +- +- .* 5 by 503: measures refusals$/);
  });

  test('counts the answers of two loads together', () => {
    expect(added({ 201: 2, 503: 1 }, { 201: 3, 429: 4 })).toEqual({ 201: 5, 429: 4, 503: 1 });
  });

  test('tells an aim that was not measured as such, and as missed', () => {
    const aim = { name: 'share', measured: Number.NaN, target: 0.5, good: 'at least', unit: '' } as const;
    expect(aimsTable([aim]).split('\n')[1]).toMatch(/^share +not measured +at least 0\.50 +missed$/);
  });

  test('tells what it went on without, and why', async () => {
    const missing: unknown[] = [];
    const lines: string[] = [];
    const attempt = attempting({ line: (text = '') => void lines.push(text) }, missing as never);
    const broken = async () => {
      throw new Error('no account: 503');
    };
    expect(await attempt('payments', broken)).toBeUndefined();
    expect(await attempt('floor', async () => 7)).toBe(7);
    expect(missing).toEqual([{ name: 'payments', reason: 'no account: 503' }]);
    expect(lines.join()).toContain('payments: not measured. no account: 503');
  });
});

describe('payments from the request to settled', () => {
  /** Refuses each tenth, loses each twenty-fifth, and settles all but each twentieth. */
  const fakeApi = () => {
    let asked = 0;
    return {
      call: async ({ method, path }: ApiRequest): Promise<Answer> => {
        const answer = (status: number, body: unknown) => ({ status, body, headers: new Headers(), told: '' });
        if (method === 'GET') {
          const id = path.split('/').at(-1) ?? '';
          const step = Number(id) % 20 === 1 ? 'submitted' : 'settled';
          return answer(200, { id, timeline: [{ step, at: new Date(Date.now() + 1_000).toISOString() }] });
        }
        asked += 1;
        if (asked % 10 === 0) return answer(503, {});
        if (asked % 25 === 0) throw new CommandFailure('does not answer');
        return answer(201, { id: String(asked), timeline: [] });
      },
    };
  };

  test('counts what was refused and what never settled, and measures the rest', async () => {
    const found = await loadToSettled(fakeApi(), 'run', 1, 0);
    expect(found).toMatchObject({ payments: 44, unsettled: 3, statuses: { 0: 1, 201: 44, 503: 5 } });
    expect(found.p50Ms).toBeGreaterThanOrEqual(1_000);
    expect([found.p99Ms, found.longestMs]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });
});
