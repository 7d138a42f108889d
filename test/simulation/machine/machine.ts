import type { Clock, Random, Timer } from '../../../functions/kernel/core/ports.ts';
import { Chance, luckOf } from './chance.ts';
import { type Fate, hasEffect, thrownBy } from './fate.ts';

/** How a run of a function ended, as its invoker hears of it. */
export type Ending =
  | { readonly kind: 'answer'; readonly value: unknown }
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'died' };

/** A call that has left a function and not yet arrived, or a pause that is not yet over. */
export interface Waiting {
  /** Of the run and its place in it: the same when other steps are taken out. */
  readonly id: string;
  readonly by: string;
  readonly name: string;
  /** When a pause is over. */
  readonly due: number | undefined;
  readonly go: (fate: Fate) => void;
}

/** What a function is made of: its ports, as one process has them. */
export interface ProcessPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly timer: Timer;
  readonly release: Release;
  readonly call: <T>(name: string, says: unknown, effect: () => Promise<T>) => Promise<T>;
}

export type Release = 'present' | 'later';
export type Handler = (event: unknown) => Promise<unknown>;
/** A cold start. */
export type Start = (name: string, ports: ProcessPorts) => Handler;

interface Run {
  readonly id: string;
  readonly chance: Chance;
  readonly ended: (ending: Ending) => void;
  calls: number;
  over: boolean;
}

interface Process {
  readonly name: string;
  readonly release: Release;
  readonly handler: Handler;
  readonly current: { run: Run; dead: boolean };
}

/** Clocks of machines differ: most by nothing, some by up to three minutes. */
const SKEW_MAX_MS = 180_000;
const SKEWED_PERCENT = 15;

export interface MachineDeps {
  readonly seed: number;
  readonly start: Start;
  /** For each call that arrives. */
  readonly onCall: (waiting: Waiting, fate: Fate) => void;
  /** Whether a call finds nothing and so is worth no step: it is done where it stands. */
  readonly isIdle: (call: {
    readonly id: string;
    readonly by: string;
    readonly name: string;
    readonly says: unknown;
  }) => boolean;
}

/**
 * Lambda and the wires: processes of functions, one run in each at a time, whose every call to the outside waits until a script says
 * what becomes of it. Between two such calls a process runs on alone, so a script of calls is all that can happen.
 */
export class Machine {
  now: number;
  /** In the order in which they left. */
  readonly waiting: Waiting[] = [];
  /** Limits of calls that may strike. */
  readonly timers = new Map<string, () => void>();
  /** How many commits a read may miss that asks for no consistency; set while a call is made. */
  staleBy = 0;
  fate: Fate = 'done';
  /** The call that is being made. */
  calling = '';
  /** The share of new processes that are of a later release, by function. */
  readonly weights = new Map<string, number>();
  readonly #warm = new Map<string, Process[]>();
  readonly #deps: MachineDeps;
  running = 0;

  constructor(start: number, deps: MachineDeps) {
    this.now = start;
    this.#deps = deps;
  }

  #releaseFor(name: string, id: string): Release {
    const share = this.weights.get(name) ?? 0;
    return share > 0 && luckOf(this.#deps.seed, `${id} release`) / 2 ** 32 < share ? 'later' : 'present';
  }

  /** Runs a function in a warm process, or in a new one. */
  run(name: string, id: string, event: unknown, ended: (ending: Ending) => void): void {
    const release = this.#releaseFor(name, id);
    const run: Run = { id, chance: new Chance(luckOf(this.#deps.seed, id)), ended, calls: 0, over: false };
    const process = this.#warmOf(`${name} ${release}`) ?? this.#start(name, release, run);
    process.current.run = run;
    this.running += 1;
    const end = (ending: Ending): void => {
      if (run.over) return;
      run.over = true;
      this.running -= 1;
      const key = `${name} ${release}`;
      const idle = this.#warm.get(key);
      if (idle === undefined) this.#warm.set(key, [process]);
      else idle.push(process);
      ended(ending);
    };
    process.handler(event).then(
      (value) => end({ kind: 'answer', value }),
      (error: unknown) => end({ kind: 'error', error }),
    );
  }

  /** One that is idle, and not dead of a call that was still on its way. */
  #warmOf(key: string): Process | undefined {
    const idle = this.#warm.get(key) ?? [];
    for (let process = idle.pop(); process !== undefined; process = idle.pop())
      if (!process.current.dead) return process;
    return undefined;
  }

  /** All warm processes of a function go: its next runs start cold. */
  cool(name: string): void {
    for (const key of this.#warm.keys()) if (key.startsWith(`${name} `)) this.#warm.delete(key);
  }

  #start(name: string, release: Release, first: Run): Process {
    const current = { run: first, dead: false };
    const luck = new Chance(luckOf(this.#deps.seed, `${first.id} clock`));
    const skew = luck.is(SKEWED_PERCENT) ? Math.floor((luck.fraction() * 2 - 1) * SKEW_MAX_MS) : 0;
    const ports: ProcessPorts = {
      clock: {
        now: () => this.now + skew,
        sleep: (ms) => this.#sleep(name, current, ms),
      },
      random: {
        bytes: (count) => current.run.chance.bytes(count),
        fraction: () => current.run.chance.fraction(),
      },
      timer: (_, fire) => {
        const { id } = current.run;
        this.timers.set(id, fire);
        return () => void this.timers.delete(id);
      },
      release,
      call: (called, says, effect) => this.#call(name, current, { name: called, says }, effect),
    };
    return { name, release, handler: this.#deps.start(name, ports), current };
  }

  #sleep(by: string, current: Process['current'], ms: number): Promise<void> {
    const { run } = current;
    run.calls += 1;
    const id = `${run.id}.${run.calls}`;
    const due = this.now + Math.max(0, Math.ceil(ms));
    return new Promise((resolve) => {
      this.waiting.push({
        id,
        by,
        name: 'sleep',
        due,
        go: (fate) => {
          this.now = Math.max(this.now, due);
          if (fate === 'dies-before' || fate === 'dies-after') this.#die(run, current);
          else if (!current.dead) resolve();
        },
      });
    });
  }

  #call<T>(
    by: string,
    current: Process['current'],
    { name, says }: { readonly name: string; readonly says: unknown },
    effect: () => Promise<T>,
  ): Promise<T> {
    const { run } = current;
    // The process is gone: what of its code still runs reaches nobody.
    if (current.dead) return new Promise(() => undefined);
    run.calls += 1;
    const id = `${run.id}.${run.calls}`;
    if (this.#deps.isIdle({ id, by, name, says })) return effect();
    return new Promise<T>((resolve, reject) => {
      const waiting: Waiting = {
        id,
        by,
        name,
        due: undefined,
        go: (fate) => {
          this.#deps.onCall(waiting, fate);
          if (fate === 'dies-before') return this.#die(run, current);
          const thrown = thrownBy(name, fate);
          if (!hasEffect(fate)) {
            if (thrown !== undefined) {
              if (!current.dead) reject(thrown);
              return undefined;
            }
          }
          this.staleBy = fate === 'stale' ? STALE_COMMITS : 0;
          this.fate = fate;
          this.calling = id;
          const under = effect();
          this.staleBy = 0;
          this.fate = 'done';
          if (fate === 'dies-after') this.#die(run, current);
          under.then(
            (answer) => {
              if (current.dead) return;
              if (fate === 'lost' && thrown !== undefined) reject(thrown);
              else resolve(answer);
            },
            (error: unknown) => {
              if (!current.dead) reject(fate === 'lost' && thrown !== undefined ? thrown : error);
            },
          );
          return undefined;
        },
      };
      this.waiting.push(waiting);
    });
  }

  #die(run: Run, current: Process['current']): void {
    if (current.dead) return;
    current.dead = true;
    // The run that it dies in may be a later one than that of a call which was still on its way.
    const now = current.run.over ? run : current.run;
    this.timers.delete(now.id);
    if (now.over) return;
    now.over = true;
    this.running -= 1;
    now.ended({ kind: 'died' });
  }
}

/** How far behind an eventually consistent read may be. */
const STALE_COMMITS = 4;
