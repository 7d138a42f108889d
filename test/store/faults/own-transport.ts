import { expect } from '@jest/globals';
import type { Recipe } from './hops.ts';
import { cutOffRedrives, parkedIn } from './operator.ts';
import { busyError } from './scene.ts';

const isOdd = (place: number): boolean => place % 2 === 1;

/** More often than a sender repeats by itself, so that it has to hand the rest back to its stream. */
const REFUSALS = 8;

/** Refuses every second thing it meets, the same ones each time, until each was refused so often. */
const everySecond = (): ((text: string) => boolean) => {
  const met = new Map<string, number>();
  return (text) => {
    const left = met.get(text) ?? (isOdd(met.size) ? REFUSALS : 0);
    met.set(text, Math.max(0, left - 1));
    return left > 0;
  };
};

export const PUBLISHING = {
  'half failed': {
    claim: 'entries that the bus leaves out of PutEvents come again, and the others are entered once',
    play: async (scene) => {
      scene.pipeline.bus.refuses = everySecond();
      await scene.round();
      await scene.round();
      return undefined;
    },
  },
  poison: {
    claim: 'a version that no rule knows goes nowhere, and everything else passes',
    play: async (scene, hop) => {
      await scene.step();
      await hop.poison(scene.pipeline);
      await scene.round();
      return undefined;
    },
  },
} as const satisfies Readonly<Record<string, Recipe>>;

export const RULE = {
  'half failed': {
    claim: 'every second event that could not be delivered for a day is parked, and comes back once',
    play: async (scene) => {
      const { bus } = scene.pipeline;
      bus.undeliverable = isOdd;
      await scene.round();
      bus.undeliverable = () => false;
      expect(parkedIn(scene.pipeline).length).toBeGreaterThan(0);
      await scene.bringBack();
      return undefined;
    },
  },
  poison: {
    claim: 'an event with more hops than eight is parked behind the queue, and everything else passes',
    play: async (scene, hop) => {
      await scene.step();
      await hop.poison(scene.pipeline);
      await scene.round();
      return { parked: hop.parks };
    },
  },
  redriven: {
    claim: 'all that could not be delivered comes back once, also when the first redrive was cut off',
    play: async (scene) => {
      const { pipeline } = scene;
      pipeline.bus.undeliverable = () => true;
      await scene.round();
      pipeline.bus.undeliverable = () => false;
      const { length } = parkedIn(pipeline);
      expect(length).toBeGreaterThan(0);
      expect(await cutOffRedrives(pipeline)).toEqual({ brought: length, failed: length });
      await pipeline.settle();
      await scene.bringBack();
      return undefined;
    },
  },
} as const satisfies Readonly<Record<string, Recipe>>;

export const POSTING = {
  'half failed': {
    claim: 'messages that the queue leaves out of SendMessageBatch come again',
    play: async (scene) => {
      scene.pipeline.refusesPost = everySecond();
      await scene.round();
      return undefined;
    },
  },
  poison: {
    claim: 'a message that the queue never takes puts its record aside alone; once it is taken, it comes once',
    play: async (scene) => {
      const { pipeline } = scene;
      pipeline.refusesPost = (body) => body.includes('globex');
      // The alarm clock's messages are refused as well.
      pipeline.schedule.held = true;
      await scene.round();
      pipeline.schedule.held = false;
      pipeline.refusesPost = () => false;
      expect(parkedIn(pipeline)).toEqual([pipeline.feedStream.mapping.id]);
      await scene.bringBack();
      return { repeats: true };
    },
  },
} as const satisfies Readonly<Record<string, Recipe>>;

const DOWN_FOR = 3;

export const DUE = {
  reordered: {
    claim: 'a message that comes after the schedule has sent another makes no second attempt',
    play: async (scene) => {
      const { pipeline } = scene;
      const { brisk } = pipeline;
      scene.always(() => undefined);
      await scene.step();
      // The first attempts, and then messages about the second ones that the queue keeps.
      for (let turns = 0; turns < 4; turns += 1) await pipeline.pump();
      brisk.channel.held = true;
      pipeline.time.now = Math.max(pipeline.time.now, (await pipeline.nextDue()) ?? 0);
      expect(await pipeline.wake()).toBeGreaterThan(0);
      brisk.channel.backwards = true;
      brisk.channel.held = false;
      await pipeline.settle();
      return { repeats: true };
    },
  },
  poison: {
    claim: 'a delivery that nobody can read keeps no other from being woken',
    play: async (scene, hop) => {
      await scene.step();
      await hop.poison(scene.pipeline);
      await scene.round();
      expect(scene.pipeline.errors).toContain('a delivery cannot be read');
      return undefined;
    },
  },
  redriven: {
    claim: 'runs that failed are run once more, also when the first redrive was cut off, and wake each delivery once',
    play: async (scene, hop) => {
      const { pipeline } = scene;
      pipeline.schedule.held = true;
      await scene.round();
      pipeline.time.now = Math.max(pipeline.time.now, (await pipeline.nextDue()) ?? 0);
      scene.arm((call) => (hop.work(call) ? { fails: busyError(call, 'throttled') } : undefined));
      for (let runs = 0; runs < DOWN_FOR; runs += 1) await pipeline.wake();
      scene.disarm();
      expect(parkedIn(pipeline)).toHaveLength(DOWN_FOR);
      expect(await cutOffRedrives(pipeline)).toEqual({ brought: DOWN_FOR, failed: DOWN_FOR });
      await pipeline.settle();
      await scene.bringBack();
      return undefined;
    },
  },
} as const satisfies Readonly<Record<string, Recipe>>;
