import { Chance } from '../machine/chance.ts';
import type { Fate } from '../machine/fate.ts';
import type { Waiting } from '../machine/machine.ts';
import { visible } from '../machine/queues.ts';
import { SAYS } from './bank.ts';
import { functionsOf, HINTS, schedulesOf } from './deployment.ts';
import { Requests } from './requests.ts';
import type { Step } from './steps.ts';
import type { World } from './world.ts';

/** How often each fate comes, of a thousand calls that can meet it; a run draws its own share of it. */
const RATES: readonly (readonly [Fate, number])[] = [
  ['lost', 30],
  ['stale', 60],
  ['throttled', 20],
  ['conflict', 60],
  ['failed', 15],
  ['half', 30],
  ['dies-before', 20],
  ['dies-after', 20],
];
const PER = 1_000;
const WAITS = [1, 50, 1_000, 15_000, 60_000, 180_000, 3_600_000, 86_400_000] as const;
const SHARES = [0, 0.1, 0.5, 0.9, 1] as const;

/** What a run draws once: how rough it is, how much happens at the same time, and what there is more of than elsewhere. */
interface Weather {
  readonly rough: number;
  readonly openMax: number;
  readonly asks: number;
  readonly mixes: boolean;
  readonly jumps: number;
  /** How much more often reads are stale, and servers of clients fail, than the rates say. */
  readonly stale: number;
  readonly servers: number;
  /** How often of a hundred looks at a queue a message of it is there twice. */
  readonly copies: number;
  /** Steps of a time in which much is asked, and of the one behind it, in which what is under way comes far; none where it is 0. */
  readonly tide: number;
  readonly storms: boolean;
}

/** Calls of one function that one thing goes wrong with, again and again: faults come together. */
interface Storm {
  readonly by: string;
  readonly fate: Fate;
  left: number;
}
const STORM_FATES: readonly Fate[] = ['lost', 'throttled', 'conflict', 'failed', 'dies-before', 'dies-after'];
/** Of a thousand calls the one that begins a storm, how many of its calls it meets, and how long it lasts. */
const STORM_BEGINS = 8;
const STORM_PERCENT = 80;
const STORM_MAX = 24;
/** What is asked at ebb, as a part of what is asked else. */
const EBB = 0.1;

/** Chooses the next step of a run by chance. */
export class Generator {
  readonly #chance: Chance;
  readonly #weather: Weather;
  readonly #requests: Requests;
  readonly #functions: readonly string[];
  readonly #schedules: readonly string[];
  #made = 0;
  #steps = 0;
  #storm: Storm | undefined;

  constructor(seed: number, world: World) {
    this.#chance = new Chance(seed);
    const chance = this.#chance;
    this.#weather = {
      rough: chance.is(10) ? 0 : 0.2 + chance.fraction() * 1.6,
      openMax: 1 + chance.below(6),
      asks: 40 + chance.below(120),
      mixes: chance.is(40),
      jumps: chance.below(4),
      stale: chance.pick([0.3, 1, 1, 5]),
      servers: chance.pick([1, 1, 8]),
      copies: chance.pick([5, 5, 40]),
      tide: chance.pick([0, 0, 40, 120]),
      storms: chance.is(40),
    };
    this.#requests = new Requests(chance, world.profile);
    this.#functions = functionsOf(world.profile);
    this.#schedules = schedulesOf(world.profile);
  }

  #id(letter: string): string {
    this.#made += 1;
    return `${letter}${this.#made}`;
  }

  #fate({ by, name }: Waiting): Fate {
    const storm = this.#stormOver(by);
    if (storm !== undefined && this.#chance.is(STORM_PERCENT)) return storm;
    const { rough, stale, servers } = this.#weather;
    let left = this.#chance.fraction() * PER;
    for (const [fate, rate] of RATES) {
      left -= rate * rough * (fate === 'stale' ? stale : name === 'POST' ? servers : 1);
      if (left < 0) return fate;
    }
    return 'done';
  }

  /** What goes wrong with the calls of a function for a while. */
  #stormOver(by: string): Fate | undefined {
    const chance = this.#chance;
    if (!this.#weather.storms) return undefined;
    if (this.#storm === undefined && chance.below(PER) < STORM_BEGINS)
      this.#storm = { by, fate: chance.pick(STORM_FATES), left: 1 + chance.below(STORM_MAX) };
    const storm = this.#storm;
    if (storm?.by !== by) return undefined;
    storm.left -= 1;
    if (storm.left <= 0) this.#storm = undefined;
    return storm.fate;
  }

  #asks(): number {
    const { asks, tide } = this.#weather;
    return tide > 0 && Math.floor(this.#steps / tide) % 2 === 1 ? Math.ceil(asks * EBB) : asks;
  }

  /** Mostly what is under way; else something new. */
  next(world: World): Step {
    const { waiting } = world.machine;
    const chance = this.#chance;
    this.#steps += 1;
    if (waiting.length > 0 && chance.is(waiting.length > 12 ? 90 : 66)) {
      const call = chance.pick(waiting);
      // A pause is over when its time has come: most are.
      return { do: 'go', call: call.id, fate: this.#fate(call) };
    }
    for (let tries = 0; tries < 8; tries += 1) {
      const step = this.#start(world);
      if (step !== undefined) return step;
    }
    return { do: 'wait', ms: 1_000 };
  }

  #start(world: World): Step | undefined {
    const chance = this.#chance;
    const { openMax, mixes, jumps } = this.#weather;
    const asks = this.#asks();
    const draw = chance.below(asks + 200);
    if (draw < asks) {
      if (world.machine.running >= openMax + 4) return undefined;
      if (chance.is(25) && world.clients.known.size > 0) return this.#again(world);
      return this.#requests.next(this.#id('a'), world);
    }
    if (draw < asks + 60) return this.#deliver(world);
    if (draw < asks + 110) return this.#receive(world);
    if (draw < asks + 160) {
      if (world.bus.waiting.length === 0) return undefined;
      const skip = chance.is(60) ? 0 : chance.below(world.bus.waiting.length);
      const step: Step = { do: 'route', skip, count: 1 + chance.below(8) };
      return chance.is(10) ? { ...step, twice: true } : step;
    }
    if (draw < asks + 180) {
      if (chance.is(50)) return this.#schedule();
      return world.profile.files ? this.#bank(world) : undefined;
    }
    if (draw < asks + 190) {
      if (!mixes) return undefined;
      return { do: 'flip', of: chance.pick(this.#functions), share: chance.pick(SHARES), cold: chance.is(50) };
    }
    if (draw < asks + 196) return { do: 'wait', ms: chance.pick(WAITS.slice(0, 5 + jumps)) };
    const [run] = [...world.machine.timers.keys()];
    return run !== undefined && chance.is(30) ? { do: 'timeout', run } : undefined;
  }

  #again(world: World): Step {
    const { unanswered } = world.clients;
    const known = unanswered.length > 0 && this.#chance.is(70) ? unanswered : [...world.clients.known.values()];
    return { do: 'again', id: this.#id('r'), of: this.#chance.pick(known).ask.id };
  }

  #deliver(world: World): Step | undefined {
    const chance = this.#chance;
    const lanes = [...world.streams.lanes.values()].filter(({ isBusy, records }) => !isBusy && records.length > 0);
    if (lanes.length === 0 || chance.is(3)) {
      const back = [...world.streams.lanes.values()].filter(({ isBusy, last }) => !isBusy && last.length > 0);
      if (back.length === 0 || chance.is(80)) return undefined;
      return { do: 'deliver', id: this.#id('s'), lane: chance.pick(back).name, count: 0, back: true };
    }
    const lane = chance.pick(lanes);
    const count = chance.is(50) ? lane.batchSize : 1 + chance.below(lane.records.length);
    return { do: 'deliver', id: this.#id('s'), lane: lane.name, count };
  }

  #receive(world: World): Step | undefined {
    const chance = this.#chance;
    const queues = [...world.queues.byName.values()].filter(({ messages }) => messages.length > 0);
    if (queues.length === 0) return undefined;
    const queue = chance.pick(queues);
    if (chance.is(this.#weather.copies))
      return { do: 'copy', queue: queue.name, skip: chance.below(queue.messages.length) };
    if (HINTS.has(queue.name) && chance.is(4))
      return { do: 'lose', queue: queue.name, skip: chance.below(queue.messages.length) };
    const ready = visible(queue, world.machine.now).length;
    if (ready === 0 || queue.runs >= queue.runsMax) return undefined;
    return {
      do: 'receive',
      id: this.#id('q'),
      queue: queue.name,
      skip: chance.below(ready),
      count: 1 + chance.below(10),
    };
  }

  /** A bank says something of a payment or two; one in ten times of one that it has said something of already. */
  #bank(world: World): Step | undefined {
    const chance = this.#chance;
    const all = world.bank.sent;
    const open = all.filter(({ payment }) => !world.bank.said.has(payment));
    const some = open.length > 0 && chance.is(90) ? open : all;
    if (some.length === 0) return undefined;
    const { file } = chance.pick(some);
    const payments = some.filter((one) => one.file === file && chance.is(60)).map(({ payment }) => payment);
    if (payments.length === 0) return undefined;
    return { do: 'bank', id: this.#id('b'), file, payments, says: chance.pick(SAYS) };
  }

  #schedule(): Step {
    return { do: 'schedule', id: this.#id('t'), to: this.#chance.pick(this.#schedules) };
  }
}
