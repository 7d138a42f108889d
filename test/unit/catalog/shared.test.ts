import { describe, expect, test } from '@jest/globals';
import { activityRoute } from '../../../functions/catalog/handlers/api/releases.ts';
import { graphOf } from '../../../functions/catalog/model/graph.ts';
import { releasesOf } from '../../../functions/catalog/store/queries/releases.ts';
import { shared } from '../../../functions/catalog/store/queries/shared.ts';
import { clockOf } from '../../support/clock.ts';

test('what many ask within a moment is asked once, and so is what is not answered', async () => {
  let [now, asked, works] = [1_000_000, 0, true];
  const read = shared({ now: () => now } as never, { freshMs: 10_000, failedMs: 1_000 }, async () => {
    asked += 1;
    if (!works) throw new Error('throttled');
    return asked;
  });
  const many = () => Promise.allSettled(Array.from({ length: 50 }, () => read()));
  expect(new Set((await many()).map((one) => (one.status === 'fulfilled' ? one.value : 0)))).toEqual(new Set([1]));
  now += 9_999;
  await many();
  expect(asked).toBe(1);
  now += 1;
  works = false;
  for (let calls = 0; calls < 20; calls += 1)
    expect((await many()).every(({ status }) => status === 'rejected')).toBe(true);
  expect(asked).toBe(2);
  now += 1_000;
  works = true;
  expect(await read()).toBe(3);
});

describe('what a client can ask in a loop', () => {
  const clock = clockOf(() => 1_000_000);
  const release = (domain: string) => ({
    ...{ domain, release: 1, removed: false, functions: [], problems: [], notes: [], open: null },
    ...{ back: null, noWayBack: null, entries: [] },
  });

  test('of the release of a domain is asked of the registry once, and of domains that are not there not at all', async () => {
    const asked: unknown[] = [];
    const releases = releasesOf(async (request) => {
      asked.push(request);
      return { domains: [release('ledger'), release('webhooks')] };
    }, clock);
    for (let times = 0; times < 50; times += 1) {
      expect((await releases.of('ledger'))?.domain).toBe('ledger');
      expect(await releases.of(`no-${times}`)).toBeUndefined();
    }
    await releases.of('webhooks');
    expect(asked).toEqual([{ entries: 60 }, { domain: 'ledger', entries: 200 }, { domain: 'webhooks', entries: 200 }]);
  });

  test('of what happened is asked of CloudWatch and the bucket once', async () => {
    const asked: string[] = [];
    const noted =
      <T>(what: string, answer: T) =>
      async () => {
        asked.push(what);
        return answer;
      };
    const graph = graphOf({ format: 1, components: [], edges: [], events: [], rights: [], strays: [] });
    const route = activityRoute(async () => ({ graph, health: { named: () => undefined } }) as never, {
      clock,
      log: { error: () => {} } as never,
      releases: { all: noted('releases', []) } as never,
      alarmHistory: noted('alarms', []),
      snapshots: { list: noted('snapshots', { snapshots: [], more: false }) } as never,
    });
    const call = {
      query: {},
      headers: {},
      requestId: 'r',
      caller: { tenant: 'acme' },
      operation: route.operation,
      params: {},
    };
    for (let times = 0; times < 20; times += 1) expect((await route.handle(call as never)).status).toBe(200);
    expect(asked.filter((one) => one !== 'releases').toSorted()).toEqual(['alarms', 'snapshots']);
  });
});
