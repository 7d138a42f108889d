import { availableParallelism } from 'node:os';
import { type Environment, type EnvironmentOptions, type Outcome, startEnvironment } from './environment.ts';
import { type InjectedFault, suffer } from './injected-fault.ts';
import { LambdaFault } from './lambda-fault.ts';
import { failure, type Run } from './protocol.ts';

/**
 * Environments of one function at once, all its versions together, unless a smaller concurrency is reserved. Two for each core
 * keep it busy while one waits for the store; more answer nothing sooner and take some 35 MB each.
 */
export const MAX_ENVIRONMENTS = Math.min(8, Math.max(4, 2 * availableParallelism()));
/** Invocations that may wait for one; more are refused with TooManyRequestsException. */
export const MAX_WAITING = 1_000;
/**
 * An environment that has not been used for this long is ended. One beside others sooner, since its memory serves nobody, and so
 * is one that has run only once: at a start each version is asked whether it is well, and most are not called for a long time.
 */
const IDLE_MS = 10 * 60_000;
const SPARE_IDLE_MS = 10_000;
const SWEEP_MS = 5_000;

/** What of a version the pool needs to run it. */
export interface Runnable {
  readonly version: string;
  readonly timeoutMs: number;
  /** Builds what the environment is started with; called at each cold start. */
  readonly prepare: () => Pick<EnvironmentOptions, 'data' | 'env'>;
}

export interface PoolCounts {
  cold: number;
  warm: number;
  errors: number;
  throttles: number;
}

export interface PoolOptions {
  readonly onLog: (text: string) => void;
  readonly start?: (options: EnvironmentOptions) => Environment;
  readonly now?: () => number;
  readonly idleMs?: number;
  readonly spareIdleMs?: number;
}

interface Slot {
  readonly version: string;
  environment: Environment | undefined;
  state: 'starting' | 'idle' | 'busy' | 'gone';
  runs: number;
  retired: boolean;
  idleSince: number;
}

interface Waiting {
  readonly runnable: Runnable;
  readonly run: Omit<Run, 'deadline'>;
  readonly resolve: (outcome: Outcome) => void;
}

/**
 * The environments of one function. An invocation takes the environment that was used last, else waits while a new one
 * starts, and gets whichever is free first, in the order of arrival.
 */
export class Pool {
  readonly #options: PoolOptions;
  readonly #now: () => number;
  readonly #slots = new Set<Slot>();
  readonly #idle = new Map<string, Slot[]>();
  readonly #queue: Waiting[] = [];
  readonly #counts = new Map<string, PoolCounts>();
  readonly #sweep: NodeJS.Timeout;
  #limit = MAX_ENVIRONMENTS;
  #stopped = false;
  #fault: InjectedFault | undefined;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#sweep = setInterval(() => this.expire(), SWEEP_MS).unref();
  }

  /** Resolves also when the function failed; rejects with TooManyRequestsException when too many wait already. */
  run(runnable: Runnable, run: Omit<Run, 'deadline'>): Promise<Outcome> {
    if (this.#fault === 'stop') return this.#throttle(runnable);
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const free = this.#idleOf(runnable.version).pop();
    if (free !== undefined) {
      this.#execute(free, { runnable, run, resolve });
      return promise;
    }
    if (this.#stopped || this.#limit === 0 || this.#queue.length >= MAX_WAITING) return this.#throttle(runnable);
    this.#queue.push({ runnable, run, resolve });
    if (this.#slots.size < this.#limit || this.#idle.size > 1) this.#startForWaiting();
    return promise;
  }

  setLimit(reserved: number | undefined): void {
    this.#limit = Math.min(reserved ?? MAX_ENVIRONMENTS, MAX_ENVIRONMENTS);
    this.#startForWaiting();
  }

  /** From the next invocation on; undefined heals. */
  inject(fault: InjectedFault | undefined): void {
    this.#fault = fault;
  }

  /** Ends the idle environments of a version whose configuration has changed; busy ones end with their invocation. */
  retire(version: string): void {
    for (const slot of this.#slots) {
      if (slot.version !== version) continue;
      if (slot.state === 'idle') this.#end(slot);
      else slot.retired = true;
    }
  }

  /** Ends environments that were idle for too long. */
  expire(): void {
    const { idleMs = IDLE_MS, spareIdleMs = SPARE_IDLE_MS } = this.#options;
    const now = this.#now();
    for (const slot of [...this.#slots].sort((a, b) => a.idleSince - b.idleSince)) {
      const limit = this.#slots.size > 1 || slot.runs <= 1 ? Math.min(idleMs, spareIdleMs) : idleMs;
      if (slot.state === 'idle' && slot.idleSince + limit <= now) this.#end(slot);
    }
  }

  /** Ends idle environments that have run so often at most. */
  trim(runsMax: number): void {
    for (const slot of [...this.#slots]) if (slot.state === 'idle' && slot.runs <= runsMax) this.#end(slot);
  }

  counts(): ReadonlyMap<string, Readonly<PoolCounts>> {
    return this.#counts;
  }

  size(): { readonly environments: number; readonly waiting: number } {
    return { environments: this.#slots.size, waiting: this.#queue.length };
  }

  /** Ends every environment at once; what runs or waits is answered as failed. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#sweep);
    const payload = failure('ServiceException', 'the local cloud is stopping');
    for (const waiting of this.#queue.splice(0)) waiting.resolve({ payload, failed: true });
    await Promise.all([...this.#slots].map((slot) => slot.environment?.end()));
  }

  #throttle({ version }: Runnable): Promise<never> {
    this.#countsOf(version).throttles += 1;
    return Promise.reject(new LambdaFault('TooManyRequestsException', 'Rate Exceeded.'));
  }

  #execute(slot: Slot, { runnable, run, resolve }: Waiting): void {
    const tally = this.#countsOf(slot.version);
    tally[slot.runs === 0 ? 'cold' : 'warm'] += 1;
    slot.runs += 1;
    slot.state = 'busy';
    const { timeoutMs } = runnable;
    const fault = this.#fault === 'stop' ? undefined : this.#fault;
    // An environment that timed out is not used again.
    if (fault === 'hang') slot.retired = true;
    const started =
      fault === undefined
        ? slot.environment?.run({ ...run, deadline: this.#now() + timeoutMs }, timeoutMs)
        : suffer(fault, run.requestId, timeoutMs);
    void started?.then((outcome) => {
      if (outcome.failed) tally.errors += 1;
      resolve(outcome);
      if (slot.state === 'busy') this.#release(slot);
    });
  }

  #release(slot: Slot): void {
    const leave = this.#stopped || slot.retired || this.#slots.size > this.#limit;
    const next = leave ? undefined : this.#nextFor(slot.version);
    if (leave) this.#end(slot);
    else if (next !== undefined) this.#execute(slot, next);
    else {
      slot.state = 'idle';
      slot.idleSince = this.#now();
      this.#idleOf(slot.version).push(slot);
      this.#startForWaiting();
    }
  }

  #nextFor(version: string): Waiting | undefined {
    const index = this.#queue.findIndex((each) => each.runnable.version === version);
    return index < 0 ? undefined : this.#queue.splice(index, 1)[0];
  }

  #end(slot: Slot): void {
    this.#drop(slot);
    void slot.environment?.end();
    this.#startForWaiting();
  }

  #drop(slot: Slot): void {
    slot.state = 'gone';
    this.#slots.delete(slot);
    const rest = this.#idleOf(slot.version).filter((each) => each !== slot);
    if (rest.length === 0) this.#idle.delete(slot.version);
    else this.#idle.set(slot.version, rest);
  }

  #start(runnable: Runnable): void {
    const { version } = runnable;
    const slot: Slot = {
      version,
      environment: undefined,
      state: 'starting',
      runs: 0,
      retired: false,
      idleSince: 0,
    };
    this.#slots.add(slot);
    slot.environment = (this.#options.start ?? startEnvironment)({
      ...runnable.prepare(),
      timeoutMs: runnable.timeoutMs,
      onLog: this.#options.onLog,
      onReady: (failed) => {
        if (slot.state !== 'starting') return;
        if (failed === undefined) this.#release(slot);
        else this.#failFirst(slot, failed);
      },
      onGone: () => {
        if (slot.state !== 'gone') this.#drop(slot);
        this.#startForWaiting();
      },
    });
  }

  /** A bundle that cannot be loaded fails the invocation that waited for it, as on Lambda; the next one tries again. */
  #failFirst(slot: Slot, payload: string): void {
    this.#drop(slot);
    const first = this.#nextFor(slot.version);
    if (first === undefined) return;
    this.#countsOf(slot.version).errors += 1;
    first.resolve({ payload, failed: true });
  }

  /** One environment starts for each invocation that waits, within the limit; an idle one of another version makes room. */
  #startForWaiting(): void {
    if (this.#queue.length === 0 || this.#stopped) return;
    const wanted = new Map<string, { readonly runnable: Runnable; missing: number }>();
    for (const { runnable } of this.#queue) {
      const entry = wanted.get(runnable.version) ?? { runnable, missing: -this.#starting(runnable.version) };
      entry.missing += 1;
      wanted.set(runnable.version, entry);
    }
    for (const { runnable, missing } of wanted.values()) {
      for (let left = missing; left > 0; left -= 1) {
        if (this.#slots.size >= this.#limit && !this.#evictIdle(runnable.version)) return;
        this.#start(runnable);
      }
    }
  }

  #starting(version: string): number {
    let count = 0;
    for (const slot of this.#slots) if (slot.version === version && slot.state === 'starting') count += 1;
    return count;
  }

  #evictIdle(except: string): boolean {
    for (const [version, list] of this.#idle) {
      const victim = version === except ? undefined : list[0];
      if (victim === undefined) continue;
      this.#drop(victim);
      void victim.environment?.end();
      return true;
    }
    return false;
  }

  #idleOf(version: string): Slot[] {
    const known = this.#idle.get(version) ?? [];
    this.#idle.set(version, known);
    return known;
  }

  #countsOf(version: string): PoolCounts {
    const known = this.#counts.get(version) ?? { cold: 0, warm: 0, errors: 0, throttles: 0 };
    this.#counts.set(version, known);
    return known;
  }
}
