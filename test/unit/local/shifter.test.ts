import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type DeployMode, Shifter } from '../../../local/codedeploy/shifter.ts';
import { type Routing, trafficOf } from '../../../local/codedeploy/traffic.ts';
import { ControlPlane, type Settings } from '../../../local/lambda/control-plane.ts';
import { functionStore } from '../../../local/lambda/function-store.ts';
import { temporaryFolder } from '../../support/folder.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const settings = (code: string): Settings => ({
  ...{ code, codeSize: 1, handler: 'index.handler', memoryMb: 128, timeoutSeconds: 3, environment: {} },
  ...{ description: '', logGroup: 'g', jsonLogs: true },
});
const CANARY: Routing = { kind: 'canary', percent: 10, minutes: 5 };
const PACE = { canaryPercent: 25, bakeMs: 1000 };

let rigs = 0;

/** Functions `f` and `g` with versions 1 and 2, alias `live` at 1, and a clock that only waiting moves. */
const rig = (names: readonly string[] = ['f']) => {
  rigs += 1;
  const root = join(folder.path, String(rigs));
  const control = new ControlPlane(functionStore(root));
  for (const name of names) {
    for (const code of ['a', 'b']) {
      control.putFunction(name, settings(code), undefined);
      control.publishVersion(name);
    }
    control.putAlias(name, 'live', { functionVersion: '1', weights: {}, description: '' });
  }
  let now = 0;
  const looks: number[] = [];
  const told: string[] = [];
  const seen: string[] = [];
  const at = new Map<number, () => void>();
  const alarms = new Set<string>();
  const make = () =>
    new Shifter({
      functions: control,
      path: join(root, 'codedeploy.json'),
      inAlarm: (asked, since) => {
        looks.push(since);
        return asked.filter((name) => alarms.has(name));
      },
      ended: ({ id, status }) => told.push(`${id} ${status}`),
      ringsSince: () => Date.parse('2026-11-29T14:49:00Z'),
      now: () => now,
      wait: async (ms) => {
        seen.push(names.map((name) => share(name)).join(' '));
        now += ms;
        at.get(now)?.();
      },
    });
  const share = (name: string): string => {
    const { functionVersion, weights } = control.alias(name, 'live');
    return `${functionVersion}${weights['2'] === undefined ? '' : `+2:${weights['2']}`}`;
  };
  const shifter = make();
  const group = (name: string, routing: Routing = CANARY) =>
    shifter.groups.put({ application: 'app', name, routing, alarms: [`${name}-errors`] });
  const move = (functionName: string, hasHook = false) => {
    const policy = { group: functionName, hasHook };
    return { stack: 'S', functionName, alias: 'live', to: '2', policy };
  };
  const said: string[] = [];
  const run = async (hasHook = false, mode: Partial<DeployMode> = {}): Promise<string | undefined> => {
    let reason: string | undefined;
    await shifter.during({ pace: PACE, say: (line) => said.push(line), ...mode }, async () => {
      for (const name of names) shifter.decide(move(name, hasHook));
      reason = await shifter.settle();
    });
    return reason;
  };
  const pass = (ms: number) => {
    now += ms;
  };
  return { control, shifter, make, group, move, run, at, alarms, seen, said, share, looks, told, pass };
};

describe('traffic', () => {
  test('follows the template, and the pace where one is given', () => {
    const canary = trafficOf(CANARY, false, undefined);
    expect(canary.steps).toEqual([
      { at: 0, weight: 0.1 },
      { at: 300_000, weight: 1 },
    ]);
    const linear = trafficOf({ kind: 'linear', percent: 40, minutes: 1 }, false, undefined);
    expect([linear.steps.map(({ weight }) => weight), linear.endsAt]).toEqual([[0.4, 0.8, 1], 120_000]);
    expect(trafficOf({ kind: 'linear', percent: 40, minutes: 1 }, false, PACE).steps[0]).toEqual({
      at: 0,
      weight: 0.25,
    });
  });

  test('is watched for as long as it moves, and longer only where a hook holds the deployment open', () => {
    const atOnce: Routing = { kind: 'all-at-once' };
    expect(trafficOf(atOnce, false, PACE)).toEqual({ steps: [{ at: 0, weight: 1 }], endsAt: 0 });
    expect(trafficOf(atOnce, true, PACE)).toEqual({ steps: [{ at: 0, weight: 1 }], endsAt: 1000 });
    expect(trafficOf(atOnce, true, undefined).endsAt).toBe(0);
    expect([trafficOf(CANARY, false, PACE).endsAt, trafficOf(CANARY, true, PACE).endsAt]).toEqual([1000, 2000]);
  });
});

describe('a shift', () => {
  test('gives the new version its share for the bake time, then everything', async () => {
    const { group, run, seen, share, shifter } = rig();
    group('f');
    expect(await run()).toBeUndefined();
    expect([seen, share('f')]).toEqual([['1+2:0.25', '1+2:0.25', '1+2:0.25', '1+2:0.25'], '2']);
    expect(shifter.history.all()).toMatchObject([{ functionName: 'f', from: '1', to: '2', status: 'Succeeded' }]);
  });

  test('of a function that goes all at once is watched after it has moved by its hook, and taken back as well', async () => {
    const { group, run, seen, share, at, alarms } = rig();
    group('f', { kind: 'all-at-once' });
    at.set(500, () => alarms.add('f-errors'));
    expect(await run(true)).toBe('taken back: the alarm f-errors is in ALARM');
    expect([seen, share('f')]).toEqual([['2', '2'], '1']);
  });

  test('of a function that goes all at once without a hook is over before an alarm can ring', async () => {
    const { group, run, seen, share, at, alarms } = rig();
    group('f', { kind: 'all-at-once' });
    at.set(250, () => alarms.add('f-errors'));
    expect([await run(), seen, share('f')]).toEqual([undefined, [], '2']);
  });

  test('is taken back with all others of its stack when the alarm of one rings', async () => {
    const { group, run, share, at, alarms, shifter } = rig(['f', 'g']);
    group('f');
    group('g');
    at.set(750, () => alarms.add('g-errors'));
    expect(await run()).toBe('taken back: the alarm g-errors is in ALARM');
    expect([share('f'), share('g')]).toEqual(['1', '1']);
    expect(shifter.history.all().map(({ status }) => status)).toEqual(['Stopped', 'Stopped']);
  });

  test('does not begin under an alarm that rings already, and says since when and from which version', async () => {
    const { group, run, seen, share, alarms, said } = rig();
    group('f');
    alarms.add('f-errors');
    const reason =
      'the alarm f-errors is in ALARM since 14:49:00 UTC, from before this deployment (f 1): wait until it is quiet, or say --despite-alarms';
    expect([await run(), seen, share('f')]).toEqual([`not begun: ${reason}`, [], '1']);
    expect(said).toEqual([`f 1 -> 2: not begun, ${reason}`]);
  });

  test('says by the name that people use what bakes, how long still, and that no alarm rings', async () => {
    const { group, run, said } = rig();
    group('f');
    const label = (name: string): string => `ledger/${name}`;
    await run(false, { pace: { ...PACE, bakeMs: 70_000 }, label });
    expect(said).toEqual([
      'ledger/f 1 -> 2: shifting, 1:10 min until it is taken for good',
      'ledger/f 1 -> 2: 25 % of the traffic',
      'baking: ledger/f 1 -> 2, 55 s left, none of 1 alarms in ALARM',
      'baking: ledger/f 1 -> 2, 40 s left, none of 1 alarms in ALARM',
      'baking: ledger/f 1 -> 2, 25 s left, none of 1 alarms in ALARM',
      'baking: ledger/f 1 -> 2, 10 s left, none of 1 alarms in ALARM',
      'ledger/f 1 -> 2: 100 % of the traffic',
    ]);
  });

  test('leaves an alias alone that somebody has moved meanwhile, and takes back the rest', async () => {
    const { group, run, share, at, control } = rig(['f', 'g']);
    group('f');
    group('g');
    at.set(500, () => control.updateAlias('f', 'live', { functionVersion: '2', weights: { 1: 0.5 } }));
    expect(await run()).toBe('taken back: the alias was moved by somebody else meanwhile');
    expect([control.alias('f', 'live').weights, share('g')]).toEqual([{ 1: 0.5 }, '1']);
  });

  test('ends on request, and one that a crash cut off is taken back at the next start', async () => {
    const { group, run, at, shifter, share } = rig();
    group('f');
    at.set(250, () => shifter.stop(shifter.history.all()[0]?.id ?? ''));
    expect([await run(), share('f')]).toEqual(['taken back: it was stopped', '1']);
    const crashed = rig();
    crashed.group('f');
    crashed.at.set(250, () => {
      throw new Error('power cut');
    });
    await expect(crashed.run()).rejects.toThrow('power cut');
    expect(crashed.share('f')).toBe('1+2:0.25');
    const next = crashed.make();
    next.recover();
    expect(crashed.control.alias('f', 'live')).toMatchObject({ functionVersion: '1', weights: {} });
  });

  test('is none for an alias that stands there already, and its history says nothing of it', async () => {
    const { group, run, shifter, control } = rig();
    group('f');
    control.updateAlias('f', 'live', { functionVersion: '2', weights: {} });
    expect([await run(), shifter.history.all()]).toEqual([undefined, []]);
  });

  test('that was taken back is not made by a start, only by the next deployment', async () => {
    const { group, run, at, alarms, shifter, move, share } = rig();
    group('f');
    at.set(250, () => alarms.add('f-errors'));
    await run();
    expect([shifter.decide(move('f')), shifter.decide({ ...move('f'), to: '1' })]).toEqual(['never', 'now']);
    alarms.clear();
    expect([await run(), share('f'), shifter.decide(move('f'))]).toEqual([undefined, '2', 'now']);
  });

  test('is none for an alias without a deployment group: it moves at once', async () => {
    const { shifter, move } = rig();
    let decided = '';
    await shifter.during({ pace: PACE, say: () => undefined }, async () => {
      decided = shifter.decide({ ...move('f'), policy: undefined });
    });
    expect(decided).toBe('now');
  });

  test('heeds an alarm that has rung since its own start, however long ago, and none from before', async () => {
    const { group, run, looks, pass } = rig();
    group('f');
    pass(5_000);
    await run();
    expect(looks.length).toBeGreaterThan(3);
    expect(new Set(looks)).toEqual(new Set([5_000]));
  });

  test('that was stopped does not stop the next one', async () => {
    const { group, run, at, shifter, share } = rig();
    group('f');
    at.set(250, () => shifter.stop(shifter.history.all()[0]?.id ?? ''));
    expect(await run()).toBe('taken back: it was stopped');
    expect([await run(), share('f')]).toEqual([undefined, '2']);
    expect(shifter.stop(shifter.history.all()[0]?.id ?? '')).toBe(false);
  });

  test('is told of once when it has ended, and after a crash at the next start', async () => {
    const { group, run, shifter, told } = rig();
    group('f');
    await run();
    const [{ id } = { id: '' }] = shifter.history.all();
    shifter.tell();
    expect(told).toEqual([`${id} Succeeded`]);
    const crashed = rig();
    crashed.group('f');
    crashed.at.set(250, () => {
      throw new Error('power cut');
    });
    await expect(crashed.run()).rejects.toThrow('power cut');
    const next = crashed.make();
    next.recover();
    next.tell();
    next.tell();
    expect(crashed.told).toEqual([`${next.history.all()[0]?.id} Stopped`]);
    expect(crashed.make().history.all()).toMatchObject([{ status: 'Stopped', endedAt: 250 }]);
    expect(crashed.make().history.all()[0]?.untold).toBeUndefined();
  });
});
