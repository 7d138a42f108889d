import type { Functions } from '../lambda/functions.ts';
import type { Queues } from '../sqs/queues.ts';
import type { NextRun } from './schedule-expression.ts';

export interface Schedule {
  readonly name: string;
  readonly next: NextRun;
  readonly enabled: boolean;
  readonly functionArn: string;
  readonly input: string;
  readonly deadLetterQueue: string | undefined;
}

/** setTimeout takes no more. */
const LONGEST_TIMER_MS = 2_000_000_000;

/**
 * Runs functions on a clock. A run is an asynchronous invocation, durable once it is started. Runs that fell into a time when
 * the cloud was down are not made up for, since EventBridge Scheduler would have made them and nothing here could have.
 */
export class Schedules {
  readonly #functions: Pick<Functions, 'invoke'>;
  readonly #queues: Queues;
  readonly #log: (line: string) => void;
  readonly #schedules = new Map<string, Schedule>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #due = new Map<string, number>();
  #open = false;

  constructor(functions: Pick<Functions, 'invoke'>, queues: Queues, log: (line: string) => void) {
    this.#functions = functions;
    this.#queues = queues;
    this.#log = log;
  }

  set(schedule: Schedule): void {
    this.#schedules.set(schedule.name, schedule);
    if (this.#open) this.#plan(schedule);
  }

  drop(name: string): void {
    this.#schedules.delete(name);
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
    this.#due.delete(name);
  }

  begin(): void {
    this.#open = true;
    for (const schedule of this.#schedules.values()) this.#plan(schedule);
  }

  stop(): void {
    this.#open = false;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  /** Makes up for the runs that fell into a time that the clock has skipped: one of each schedule. */
  catchUp(): void {
    if (!this.#open) return;
    for (const schedule of this.#schedules.values()) {
      if (Date.now() >= (this.#due.get(schedule.name) ?? Number.POSITIVE_INFINITY)) void this.run(schedule);
      this.#plan(schedule);
    }
  }

  #plan(schedule: Schedule): void {
    clearTimeout(this.#timers.get(schedule.name));
    this.#due.delete(schedule.name);
    const at = schedule.enabled ? schedule.next(Date.now()) : undefined;
    if (at === undefined) return;
    this.#due.set(schedule.name, at);
    const wait = Math.min(at - Date.now(), LONGEST_TIMER_MS);
    const timer = setTimeout(() => {
      if (Date.now() >= at) void this.run(schedule);
      if (this.#open) this.#plan(schedule);
    }, wait);
    timer.unref();
    this.#timers.set(schedule.name, timer);
  }

  /** Starts one run; when it cannot even be started, its input goes to the dead letters. */
  async run(schedule: Schedule): Promise<void> {
    try {
      await this.#functions.invoke(schedule.functionArn, schedule.input, { type: 'Event' });
    } catch (error) {
      this.#log(`the schedule ${schedule.name} could not start its function: ${String(error)}`);
      const { deadLetterQueue } = schedule;
      if (deadLetterQueue === undefined || !this.#queues.has(deadLetterQueue)) return;
      const ERROR_CODE = { DataType: 'String', StringValue: 'TARGET_NOT_STARTED' };
      this.#queues.send(deadLetterQueue, [{ body: schedule.input, attributes: { ERROR_CODE } }]);
    }
  }
}
