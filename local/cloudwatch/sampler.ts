import type { FunctionCounts } from '../lambda/functions.ts';
import type { Queues } from '../sqs/queues.ts';
import type { Alarms } from './alarms.ts';
import type { Metrics } from './metrics.ts';

const EVERY_MS = 10_000;

export interface SamplerDeps {
  readonly metrics: Metrics;
  readonly alarms: Alarms;
  readonly queues: Queues;
  readonly counts: () => readonly FunctionCounts[];
}

/** Looks, a few times a minute, at what AWS measures by itself: runs of functions and fill of queues; then at the alarms. */
export class Sampler {
  readonly #deps: SamplerDeps;
  readonly #seen = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: SamplerDeps) {
    this.#deps = deps;
  }

  begin(): void {
    this.#timer = setInterval(() => this.sample(Date.now()), EVERY_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  sample(now: number): void {
    for (const each of this.#deps.counts()) this.#function(each, now);
    for (const queue of this.#deps.queues.names()) this.#queue(queue, now);
    this.#deps.alarms.tick(now);
  }

  #function({ name, version, cold, warm, errors, throttles }: FunctionCounts, now: number): void {
    const growth = { Invocations: cold + warm, Errors: errors, Throttles: throttles };
    for (const [metric, total] of Object.entries(growth)) {
      const key = `${name}:${version}:${metric}`;
      const value = total - (this.#seen.get(key) ?? 0);
      this.#seen.set(key, total);
      if (value === 0 && metric !== 'Invocations') continue;
      this.#deps.metrics.put('AWS/Lambda', metric, {}, value, now);
      this.#deps.metrics.put('AWS/Lambda', metric, { FunctionName: name }, value, now);
      // Everything calls functions by this alias, so its runs are the function's.
      const alias = { FunctionName: name, Resource: `${name}:live` };
      this.#deps.metrics.put('AWS/Lambda', metric, alias, value, now);
      this.#deps.metrics.put('AWS/Lambda', metric, { ...alias, ExecutedVersion: version }, value, now);
    }
  }

  #queue(queue: string, now: number): void {
    const { visible, inFlight, oldest } = this.#deps.queues.counts(queue);
    const put = (metric: string, value: number): void =>
      this.#deps.metrics.put('AWS/SQS', metric, { QueueName: queue }, value, now);
    put('ApproximateNumberOfMessagesVisible', visible);
    put('ApproximateNumberOfMessagesNotVisible', inFlight);
    put('ApproximateAgeOfOldestMessage', oldest === undefined ? 0 : Math.max(0, (now - oldest) / 1000));
  }
}
