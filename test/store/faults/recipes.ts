import { expect } from '@jest/globals';
import type { Allowed } from './counts.ts';
import type { Call, Fate } from './environment.ts';
import type { FaultName, Hop, Recipe } from './hops.ts';
import { cutOffRedrives, parkedIn, redrive } from './operator.ts';
import { busyError, type Scene } from './scene.ts';

const HOUR_MS = 3_600_000;
const LATE_HOURS = 6;
/** Calls of one round that a worker makes; far more than any does. */
const CALLS_MAX = 200;
/** Half of a batch fails more often than any worker repeats by itself, and less often than its transport does. */
const HALF_FAILS = 3;

const duplicated = async (scene: Scene, hop: Hop): Promise<Allowed | undefined> => {
  hop.channel(scene.pipeline).twice = true;
  await scene.round();
  await scene.round();
  return undefined;
};

const reordered = async (scene: Scene, hop: Hop): Promise<Allowed | undefined> => {
  const channel = hop.channel(scene.pipeline);
  channel.held = true;
  for (let rounds = 0; rounds < 3; rounds += 1) await scene.step();
  await scene.pipeline.settle();
  channel.backwards = true;
  channel.held = false;
  await scene.round();
  return undefined;
};

const delayed = async (scene: Scene, hop: Hop): Promise<Allowed | undefined> => {
  const { pipeline } = scene;
  const channel = hop.channel(pipeline);
  channel.held = true;
  await scene.round();
  pipeline.time.now += LATE_HOURS * HOUR_MS;
  channel.held = false;
  await pipeline.settle();
  pipeline.time.now += hop.copiesForHours * HOUR_MS;
  await hop.replay?.(pipeline);
  await pipeline.settle();
  return undefined;
};

const halfFailed = async (scene: Scene, hop: Hop): Promise<Allowed | undefined> => {
  const left = scene.armFor(HALF_FAILS, hop.half, (call) => ({ fails: busyError(call, 'out of order') }));
  await scene.round();
  expect(left()).toBe(0);
  await scene.round();
  await scene.bringBack();
  return undefined;
};

const poison = async (scene: Scene, hop: Hop): Promise<Allowed | undefined> => {
  const { pipeline } = scene;
  await scene.step();
  await hop.poison(pipeline);
  await scene.round();
  expect(parkedIn(pipeline)).toEqual(hop.parks);
  // A redrive of what is still poison changes nothing: it comes back to where it lay.
  expect((await redrive(pipeline)).brought).toBe(hop.parks.length);
  await pipeline.settle();
  return { parked: hop.parks };
};

/** Round by round the next call of the worker meets each of these fates, until a round needs no such call. */
const callByCall = async (
  scene: Scene,
  { work }: Hop,
  fates: Readonly<Record<string, (call: Call) => Fate>>,
): Promise<undefined> => {
  let met = 0;
  for (let nth = 1; nth <= CALLS_MAX; nth += 1) {
    for (const [fate, of] of Object.entries(fates)) {
      const hit = scene.armAt(nth, work, of);
      await scene.round();
      const call = hit();
      if (call === undefined) {
        expect(met).toBeGreaterThan(1);
        return undefined;
      }
      met += 1;
      scene.disarm();
      if (parkedIn(scene.pipeline).length > 0) await scene.bringBack();
      scene.expectArrived(`${fate} call ${nth}, ${call.by} ${call.name}`);
    }
  }
  throw new Error('a round has no end of calls');
};

const killed: Recipe['play'] = (scene, hop) =>
  callByCall(scene, hop, { 'killed before': () => ({ dies: 'before' }), 'killed after': () => ({ dies: 'after' }) });

const throttled: Recipe['play'] = (scene, hop) =>
  callByCall(scene, hop, {
    'throttled at': (call) => ({ fails: busyError(call, 'throttled') }),
    'in conflict at': (call) => ({ fails: busyError(call, 'in conflict') }),
  });

/** The worker fails until everything is parked; then its cause is mended, and an operator is cut off in the first redrive. */
const redriven = async (scene: Scene, hop: Hop): Promise<Allowed | undefined> => {
  const { pipeline } = scene;
  scene.arm((call) => (hop.work(call) ? { fails: busyError(call, 'throttled') } : undefined));
  // The alarm clock would send more messages to be parked, for as long as it lasts.
  pipeline.schedule.held = true;
  await scene.round();
  pipeline.schedule.held = false;
  const { length } = parkedIn(pipeline);
  expect(length).toBeGreaterThan(0);
  scene.disarm();
  expect(await cutOffRedrives(pipeline)).toEqual({ brought: length, failed: length });
  await pipeline.settle();
  await scene.bringBack();
  return undefined;
};

export const RECIPES: Readonly<Record<FaultName, Recipe>> = {
  duplicated: { claim: 'what comes twice makes one entry in the feed and one delivery', play: duplicated },
  reordered: { claim: 'what comes in another order comes whole, and the feed stays in one order', play: reordered },
  'delayed by hours': {
    claim: 'six hours later all goes on, and a copy at the end of its retention is known',
    play: delayed,
  },
  'half failed': { claim: 'the half that failed comes again, and the other half no more', play: halfFailed },
  poison: { claim: 'is put aside alone, a redrive of it changes nothing, and everything else passes', play: poison },
  killed: { claim: 'between any two awaits, it leaves nothing half done and nothing out', play: killed },
  throttled: { claim: 'at each of its calls in turn, it loses and doubles nothing', play: throttled },
  redriven: { claim: 'all that was parked comes back once, also when the first redrive was cut off', play: redriven },
};
