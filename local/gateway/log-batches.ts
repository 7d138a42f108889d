import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { ACCOUNT } from '../account.ts';

/** CloudWatch Logs hands lines on within seconds. */
const EVERY_MS = 5_000;
/** Packed far below the megabyte that Lambda takes of an asynchronous call. */
const BATCH_LINES = 5_000;
/** Lines that wait where nobody takes them; older ones are dropped, and that is said. */
const WAITING_MAX = 50_000;

/** A subscription filter: which log group, and the function that gets its lines. */
export interface LogSubscription {
  readonly name: string;
  readonly group: string;
  readonly target: string;
}

export interface LogBatchesOptions {
  /** As of now: whoever subscribes later gets what is logged later. */
  readonly subscriptions: () => readonly LogSubscription[];
  /** An asynchronous call; it is on disk when this resolves. */
  readonly deliver: (target: string, payload: string) => Promise<unknown>;
  readonly log: (line: string) => void;
}

interface LogEvent {
  readonly id: string;
  readonly timestamp: number;
  readonly message: string;
}

/** What a function gets of CloudWatch Logs ("Using CloudWatch Logs subscription filters", example 2). */
const payloadOf = ({ name, group }: LogSubscription, logEvents: readonly LogEvent[]): string => {
  const batch = {
    ...{ messageType: 'DATA_MESSAGE', owner: ACCOUNT, logGroup: group, logStream: 'local' },
    ...{ subscriptionFilters: [name], logEvents },
  };
  return JSON.stringify({ awslogs: { data: gzipSync(JSON.stringify(batch)).toString('base64') } });
};

/** Hands the lines of log groups to their subscribers, in batches. What waits in memory is lost at `kill -9`, as the lines themselves are. */
export class LogBatches {
  readonly #options: LogBatchesOptions;
  readonly #waiting = new Map<string, { readonly subscription: LogSubscription; events: LogEvent[] }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LogBatchesOptions) {
    this.#options = options;
  }

  add(group: string, line: string): void {
    const event = { id: randomUUID(), timestamp: Date.now(), message: line };
    for (const subscription of this.#options.subscriptions()) {
      if (subscription.group !== group) continue;
      const known = this.#waiting.get(subscription.name) ?? { subscription, events: [] };
      known.events.push(event);
      this.#waiting.set(subscription.name, known);
      if (known.events.length >= BATCH_LINES) void this.flush();
      else this.#timer ??= setTimeout(() => void this.flush(), EVERY_MS).unref();
    }
  }

  /** Hands over what waits; what could not be handed over waits on. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { subscription, events } of all)
      for (let at = 0; at < events.length; at += BATCH_LINES) {
        const some = events.slice(at, at + BATCH_LINES);
        try {
          await this.#options.deliver(subscription.target, payloadOf(subscription, some));
        } catch (error) {
          this.#options.log(`${subscription.target} could not be handed ${some.length} lines: ${String(error)}`);
          this.#putBack(subscription, some);
        }
      }
  }

  #putBack(subscription: LogSubscription, events: readonly LogEvent[]): void {
    const known = this.#waiting.get(subscription.name) ?? { subscription, events: [] };
    const all = [...events, ...known.events];
    if (all.length > WAITING_MAX)
      this.#options.log(`${all.length - WAITING_MAX} lines for ${subscription.target} were dropped`);
    known.events = all.slice(-WAITING_MAX);
    this.#waiting.set(subscription.name, known);
    this.#timer ??= setTimeout(() => void this.flush(), EVERY_MS).unref();
  }
}
