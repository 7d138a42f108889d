import { randomUUID } from 'node:crypto';
import type { LocalStore } from '../aws/local-store.ts';
import type { Queues } from '../sqs/queues.ts';
import type { Archives } from './archive.ts';
import { type BusEvent, eventJson } from './event.ts';
import { parseKeepingNumbers } from './json-numbers.ts';
import type { Pattern } from './pattern.ts';

export interface Rule {
  readonly name: string;
  readonly bus: string;
  readonly enabled: boolean;
  readonly matches: Pattern;
  readonly targets: readonly QueueTarget[];
}

export interface QueueTarget {
  readonly queue: string;
  /** Where an event goes that the target does not take. */
  readonly deadLetterQueue: string | undefined;
  /** The group of an event's message in a fair queue. */
  readonly groupOf?: ((event: unknown) => string | undefined) | undefined;
}

/** Where services of AWS tell what happens to them. */
export const DEFAULT_BUS = 'default';

/** Sees every event that is put on a bus of the app's own, as JSON; for people who watch, so it may miss some. */
export type Tap = (event: string) => void;

export type NewEvent = Omit<BusEvent, 'id'>;

/**
 * Buses and rules. Targets are queues of the same store, so an event reaches its archive and all of its queues in one
 * transaction, before PutEvents answers: nothing is ever on its way. With that a retry policy has nothing to retry. A target
 * that does not exist any more is the one failure, and leads to the dead letters.
 */
export class EventBuses {
  readonly #store: LocalStore;
  readonly #queues: Queues;
  readonly #archives: Archives;
  readonly #log: (line: string) => void;
  readonly #buses = new Set<string>([DEFAULT_BUS]);
  readonly #rules = new Map<string, Rule>();
  readonly #taps = new Set<Tap>();

  constructor(store: LocalStore, queues: Queues, archives: Archives, log: (line: string) => void) {
    this.#store = store;
    this.#queues = queues;
    this.#archives = archives;
    this.#log = log;
  }

  define(bus: string): void {
    this.#buses.add(bus);
  }

  drop(bus: string): void {
    this.#buses.delete(bus);
  }

  has(bus: string): boolean {
    return this.#buses.has(bus);
  }

  setRule(rule: Rule): void {
    this.#rules.set(`${rule.bus}/${rule.name}`, rule);
  }

  dropRule(bus: string, name: string): void {
    this.#rules.delete(`${bus}/${name}`);
  }

  /** Watches events until the returned function is called. */
  tap(tap: Tap): () => void {
    this.#taps.add(tap);
    return () => this.#taps.delete(tap);
  }

  /** Delivers events, all or none; their ids in order. */
  put(events: readonly NewEvent[]): readonly string[] {
    const texts: string[] = [];
    const ids = this.#store.atomically(() =>
      events.map((event) => {
        const id = randomUUID();
        const json = eventJson({ ...event, id });
        if (event.bus !== DEFAULT_BUS) texts.push(json);
        this.#deliver(event.bus, event.at, json);
        return id;
      }),
    );
    if (this.#taps.size > 0) for (const text of texts) for (const tap of this.#taps) tap(text);
    return ids;
  }

  #deliver(bus: string, at: number, json: string): void {
    let whole: unknown;
    const parsed = (): unknown => {
      whole ??= parseKeepingNumbers(json);
      return whole;
    };
    this.#archives.keep(bus, at, json, parsed);
    for (const rule of this.#rules.values()) {
      if (rule.bus !== bus || !rule.enabled || !rule.matches(parsed())) continue;
      for (const target of rule.targets) this.#send(rule, target, json, parsed);
    }
  }

  #send(rule: Rule, target: QueueTarget, body: string, parsed: () => unknown): void {
    if (this.#queues.has(target.queue)) {
      const group = target.groupOf?.(parsed());
      this.#queues.send(target.queue, [{ body, ...(group === undefined ? {} : { group }) }]);
    } else if (target.deadLetterQueue !== undefined && this.#queues.has(target.deadLetterQueue)) {
      const reason = (StringValue: string) => ({ DataType: 'String', StringValue });
      const attributes = { ERROR_CODE: reason('TARGET_NOT_FOUND'), RULE_ARN: reason(rule.name) };
      this.#queues.send(target.deadLetterQueue, [{ body, attributes }]);
    } else
      this.#log(
        `the rule ${rule.name} has lost an event: its target ${target.queue} is gone and it has no dead letters`,
      );
  }
}
