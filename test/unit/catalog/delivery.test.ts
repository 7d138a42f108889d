import { describe, expect, test } from '@jest/globals';
import { deliveryMetrics } from '../../../functions/catalog/model/delivery/metrics.ts';
import { deliveryOf } from '../../../functions/registry/contract/delivery-log.ts';
import type { ReleaseEvent, ReleaseRecord } from '../../../functions/registry/contract/release-record.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-06-01T00:00:00.000Z');
const at = (hours: number): string => new Date(START + hours * HOUR).toISOString();
const WINDOW = { from: at(0), to: at(240) };

const deployed = (code: string, more: object = {}): ReleaseEvent => ({
  kind: 'deployed',
  stack: 'A',
  functions: [
    { name: 'api', alias: 'a', pin: 'p', probe: 'health', template: code, live: code, codeSha256: `sha-${code}` },
  ],
  dataGeneration: 1,
  dataFloor: 1,
  commit: code,
  ...more,
});
const takenBack = (name: string): ReleaseEvent => ({
  kind: 'taken-back',
  function: name,
  from: '1',
  to: '2',
  deployment: `d-${name}`,
  reason: 'alarm',
});
const rolledBack: ReleaseEvent = { kind: 'rollback-done', begun: 1, to: { api: '1' }, durationMs: 1 };

/** A log out of events at hours. */
const log = (...events: readonly (readonly [number, ReleaseEvent])[]): readonly ReleaseRecord[] =>
  events.map(([hours, event], index) => ({
    format: 1,
    domain: 'a',
    seq: index + 1,
    at: at(hours),
    actor: 'x',
    event,
    previous: '',
    hash: '',
  }));

/** A commit named `c5` was made in hour 5. */
const committedAt = (commit: string): string | undefined => {
  const hours = /^c(\d+)$/.exec(commit)?.[1];
  return hours === undefined ? undefined : at(Number(hours));
};
const metrics = (records: readonly ReleaseRecord[], window = WINDOW) =>
  deliveryMetrics('a', records.flatMap(deliveryOf), window, committedAt);

describe('delivery', () => {
  test('of a log that was counted by hand', () => {
    const found = metrics(
      log(
        [10, deployed('c4')],
        [60, deployed('c50')],
        [62, rolledBack],
        [70, deployed('c66')],
        [150, takenBack('api')],
        [150, takenBack('work')],
        [200, deployed('c190')],
      ),
    );
    expect(found).toEqual({
      domain: 'a',
      ...WINDOW,
      // 6, 10, 4 and 10 hours.
      changeLeadTimeSeconds: { value: 8 * 3600, of: 4 },
      deploymentsPerDay: { value: 0.4, of: 4 },
      failedDeploymentRecoverySeconds: { value: 2 * 3600, of: 1 },
      // One rolled back and one taken back, of five.
      changeFailRate: { value: 0.4, of: 5 },
      // The one eight hours after the rollback; that fifty hours after the canary is none.
      reworkRate: { value: 0.2, of: 5 },
    });
  });

  test('of nothing has no figure at all', () => {
    expect(metrics([])).toMatchObject({
      changeLeadTimeSeconds: { value: null, of: 0 },
      deploymentsPerDay: { value: 0, of: 0 },
      failedDeploymentRecoverySeconds: { value: null, of: 0 },
      changeFailRate: { value: null, of: 0 },
      reworkRate: { value: null, of: 0 },
    });
  });

  test('does not count a deployment that brings the code that is there', () => {
    expect(metrics(log([1, deployed('c0')], [2, deployed('c0')])).deploymentsPerDay.of).toBe(1);
    expect(metrics(log([1, deployed('c0')], [2, deployed('c1')], [3, deployed('c0')])).deploymentsPerDay.of).toBe(3);
  });

  test('counts a second rollback as further back from the same change', () => {
    const found = metrics(log([1, deployed('c0')], [2, deployed('c1')], [5, rolledBack], [9, rolledBack]));
    expect(found.changeFailRate).toEqual({ value: 0.5, of: 2 });
    expect(found.failedDeploymentRecoverySeconds).toEqual({ value: 3 * 3600, of: 1 });
  });

  test('counts what begins in the window, and knows what lies before it', () => {
    const records = log([1, deployed('c0')], [20, rolledBack], [30, deployed('c29')], [300, deployed('c299')]);
    const found = metrics(records, { from: at(24), to: at(48) });
    expect(found.deploymentsPerDay).toEqual({ value: 1, of: 1 });
    expect(found.changeFailRate).toEqual({ value: 0, of: 1 });
    expect(found.reworkRate).toEqual({ value: 1, of: 1 });
  });

  test('counts what happens at the first moment of its window, and not what does at its end', () => {
    const records = log([24, deployed('c0')], [48, deployed('c29')]);
    expect(metrics(records, { from: at(24), to: at(48) }).deploymentsPerDay).toEqual({ value: 1, of: 1 });
    expect(metrics(records, { from: at(48), to: at(72) }).deploymentsPerDay).toEqual({ value: 1, of: 1 });
  });

  test('takes a deployment that no alarm may stop for the mending of what rings', () => {
    expect(metrics(log([1, deployed('c0', { despiteAlarms: true })])).reworkRate).toEqual({ value: 1, of: 1 });
  });

  test('has no lead time of a commit that nobody knows, and none below zero by a clock that is wrong', () => {
    expect(metrics(log([1, deployed('abc')])).changeLeadTimeSeconds).toEqual({ value: null, of: 0 });
    expect(metrics(log([1, deployed('c9')])).changeLeadTimeSeconds).toEqual({ value: 0, of: 1 });
  });

  test('passes over what is no change: floors, pins, observations, records of a later release', () => {
    const later = { kind: 'of-a-later-release', name: 'x' } as unknown as ReleaseEvent;
    const promoted: ReleaseEvent = { kind: 'promoted', function: 'api', from: '1', to: '2', deployment: 'd' };
    const found = metrics(log([1, { kind: 'floor-raised', dataFloor: 1 }], [2, later], [3, promoted]));
    expect(found.changeFailRate.of).toBe(0);
  });
});
