import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { build } from '../../../functions/registry/handlers/watch.ts';
import type { WatchDeps } from '../../../functions/registry/handlers/watch-deps.ts';
import type { Pin } from '../../../functions/registry/model/forgotten-pins.ts';
import type { Shift } from '../../../functions/registry/store/shifts.ts';
import { clockOf } from '../../support/clock.ts';
import { World } from '../release/world.ts';

const DAY_MS = 24 * 3_600_000;
const context = { getRemainingTimeInMillis: () => 30_000 } as Context;

let world: World;
let figures: (readonly [string, number])[];
let shifts: readonly Shift[];
beforeEach(() => {
  world = new World();
  world.deploy();
  world.deploy();
  figures = [];
  shifts = [];
});

const pinned = (value: string, setAt: number): Pin => ({ name: '/folio/release/ledger/api/pin', value, setAt });

const watch = (changes: Partial<WatchDeps> = {}) => {
  const { log } = world.ports();
  const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
  return build({
    clock: clockOf(() => world.clock),
    log: quiet,
    gauge: { count: (name, value) => void figures.push([name, value]) },
    releases: log,
    pins: async () => [pinned('none', 0)],
    shifts: async () => shifts,
    ...changes,
  });
};

const batch = (...events: readonly object[]) => ({
  Records: events.map((event, index) => ({
    messageId: String(index),
    body: JSON.stringify(event),
    attributes: {},
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:watch',
  })),
});

const moved = (functionName = 'api', eventID = 'e-1') => ({
  source: 'aws.lambda',
  'detail-type': 'AWS API Call via CloudTrail',
  detail: {
    eventName: 'UpdateAlias20150331',
    eventTime: new Date(world.clock).toISOString(),
    eventID,
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::1:user/mallory' },
    requestParameters: { functionName, name: 'live', functionVersion: '1' },
  },
});
const ended = (deploymentId = 'd-1') => ({
  source: 'aws.codedeploy',
  'detail-type': 'CodeDeploy Deployment State-change Notification',
  detail: { deploymentId, application: 'Folio-Ledger-App', state: 'STOP' },
});
const last = () => world.records.at(-1);

describe('the watch', () => {
  test('rings at a move that nobody decided, and puts it on record once, however often it is told', async () => {
    const run = watch();
    await run(batch(moved(), moved()), context);
    expect(await run(batch(moved()), context)).toEqual({ batchItemFailures: [] });
    expect(figures).toEqual([['outOfBandChanges', 1]]);
    expect(world.records).toHaveLength(3);
    expect(last()).toMatchObject({
      actor: 'arn:aws:iam::1:user/mallory',
      event: { kind: 'out-of-band', function: 'api', change: 'alias-moved', version: '1', call: 'e-1' },
    });
    expect(world.history.live).toEqual({ api: '2', relay: '2' });
  });

  test('is silent about a move that a rollback decided', async () => {
    const { records } = world;
    const event = {
      kind: 'rollback-begun',
      ...{ from: { api: '2' }, to: { api: '1' }, revisions: {}, reason: 'bad' },
    } as const;
    await world.ports().log.append(records, { domain: 'ledger', at: world.clock, actor: 'ann', event });
    await watch()(batch(moved()), context);
    expect([figures, world.records.length]).toEqual([[], 3]);
  });

  test('rings for a function that has no log, such as itself', async () => {
    await watch()(batch(moved('Folio-Registry-Watch')), context);
    expect([figures, world.records.length]).toEqual([[['outOfBandChanges', 1]], 2]);
  });

  test('rings also when the log cannot be written, and is told again', async () => {
    const { log } = world.ports();
    const releases = { ...log, append: () => Promise.reject(new Error('no table')) };
    expect(await watch({ releases })(batch(moved()), context)).toEqual({
      batchItemFailures: [{ itemIdentifier: '0' }],
    });
    expect(figures).toEqual([['outOfBandChanges', 1]]);
  });

  test('parks what it cannot read, and does the rest', async () => {
    const answer = await watch()(batch({ source: 'aws.s3' }, moved()), context);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '0' }] });
    expect(last()?.event.kind).toBe('out-of-band');
  });

  test('puts the end of a canary on record once: by the alarm that took it back, or as promoted', async () => {
    const shift = { functionName: 'api', from: '2', to: '3' };
    shifts = [{ ...shift, outcome: 'taken-back', reason: 'alarms rang', alarm: 'Ledger-Faults' }];
    const run = watch();
    await run(batch(ended(), ended()), context);
    expect(world.records).toHaveLength(3);
    expect(last()).toMatchObject({
      actor: 'alarm:Ledger-Faults',
      event: { kind: 'taken-back', function: 'api', from: '2', to: '3', deployment: 'd-1', alarm: 'Ledger-Faults' },
    });
    shifts = [{ ...shift, outcome: 'promoted', reason: '', alarm: undefined }];
    await run(batch(ended('d-2')), context);
    expect(last()?.event).toEqual({ kind: 'promoted', function: 'api', from: '2', to: '3', deployment: 'd-2' });
    expect(world.history.live).toEqual({ api: '2', relay: '2' });
  });

  test('passes over canaries of functions that have no log', async () => {
    shifts = [
      { functionName: 'Folio-Registry-Watch', from: '1', to: '2', outcome: 'promoted', reason: '', alarm: undefined },
    ];
    await watch()(batch(ended()), context);
    expect(world.records).toHaveLength(2);
  });
});

describe('a pin', () => {
  const look = async (pin: Pin) => {
    await watch({ pins: async () => [pin] })({}, context);
    return figures.map(([name, value]) => (name === 'forgottenPins' ? value : name));
  };

  test('rings when it has held a version for more than seven days', async () => {
    const setAt = world.clock;
    world.clock += 7 * DAY_MS;
    expect(await look(pinned('1', setAt))).toEqual([]);
    world.clock += 1;
    expect(await look(pinned('1', setAt))).toEqual([1]);
  });

  test('that holds nothing is never forgotten', async () => {
    world.clock += 100 * DAY_MS;
    expect(await look(pinned('none', 0))).toEqual([]);
  });
});
