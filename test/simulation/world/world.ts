import { DynamoError } from '../../../local/dynamodb/errors.ts';
import { asThrown } from '../../support/short-client.ts';
import { type Command, operationOf, type Services } from '../functions/outside.ts';
import type { startFunction } from '../functions/start.ts';
import { Credentials } from '../invariants/identity.ts';
import { Ledger } from '../invariants/ledger-commits.ts';
import { checkPaymentCommit } from '../invariants/payment-commits.ts';
import { LoggedReceipts } from '../invariants/proof.ts';
import { checkFeedCommit } from '../invariants/webhooks.ts';
import { Buckets, createdEvent, type Written } from '../machine/buckets.ts';
import { luckOf } from '../machine/chance.ts';
import { type Ending, Machine, type Release } from '../machine/machine.ts';
import { type Message, type Queue, Queues, queueEvent, receivesMax, visible } from '../machine/queues.ts';
import { type StreamLane, Streams, sequenceOf, streamEvent, TRIES } from '../machine/streams.ts';
import { type Change, MemoryStore } from '../store/memory-store.ts';
import { Violation } from '../violation.ts';
import { Bank } from './bank.ts';
import { Bus } from './bus.ts';
import { Clients } from './clients.ts';
import { consumersOf, defineQueues, schedulesOf, tablesOf } from './deployment.ts';
import { halfOf } from './half.ts';
import { type Policy, policyOf } from './policy.ts';
import type { Profile } from './profile.ts';
import { Servers } from './servers.ts';
import { States } from './states.ts';
import type { Step } from './steps.ts';
import type { Trace } from './trace.ts';
import { watchingLog } from './watching-log.ts';

const START = Date.parse('2026-11-22T10:00:00.000Z');
/** Sweeps look into dozens of shards, nearly all of them empty: one such look in so many is a call like any other. */
const LOOKS = 16;

export type OnStoreCall = (operation: string, input: object, answer: object) => void;

export interface WorldOptions {
  /** Cold starts of the functions of each release. */
  readonly starts: Readonly<Record<Release, typeof startFunction>>;
  readonly trace: Trace;
}

/** The whole of Folio in one process, in virtual time, where nothing happens but by a step of a script. */
export class World {
  readonly seed: number;
  readonly profile: Profile;
  readonly policy: Policy;
  readonly trace: Trace;
  readonly machine: Machine;
  readonly store: MemoryStore;
  readonly queues = new Queues();
  readonly streams: Streams;
  readonly bus: Bus;
  readonly servers = new Servers();
  /** What is put into the inbox is told to its queue, as EventBridge tells of it. */
  readonly buckets = new Buckets((written) => this.#written(written));
  readonly bank = new Bank(this.buckets);
  readonly clients: Clients;
  readonly ledger = new Ledger();
  readonly credentials = new Credentials();
  readonly log = new LoggedReceipts();
  /** The first invariant that did not hold. */
  violation: Violation | undefined;
  /** Told of each call of the store that is not stale, in the order in which they are done, with its answer or refusal. */
  onStoreCall: OnStoreCall | undefined;
  /** Calls by function, name and fate: what the run has met. */
  readonly met = new Map<string, number>();
  readonly states = new States();

  constructor(seed: number, profile: Profile, { starts, trace }: WorldOptions) {
    this.seed = seed;
    this.profile = profile;
    this.policy = policyOf(seed);
    this.trace = trace;
    this.store = new MemoryStore(
      () => this.machine.now,
      (changes) => this.#committed(changes),
    );
    for (const table of tablesOf(profile)) this.store.create(table);
    this.streams = new Streams(consumersOf(profile));
    defineQueues(this.queues, profile);
    this.bus = new Bus(this.queues, profile, () => this.machine.now);
    const schedules = new Set(schedulesOf(profile));
    this.machine = new Machine(START, {
      seed,
      isIdle: ({ id, by, name, says }) =>
        name === 'Query' && schedules.has(by) && luckOf(seed, id) % LOOKS !== 0 && this.store.isEmpty(says as object),
      start: (name, ports) => starts[ports.release](name, ports, this.#services()),
      onCall: ({ id, by, name }, fate) => {
        if (trace.isOn) trace.add(`${id} ${name} ${fate}`);
        const key = `${by} ${name} ${fate}`;
        this.met.set(key, (this.met.get(key) ?? 0) + 1);
      },
    });
    this.clients = new Clients(this);
  }

  /** Remembers the first; a handler would swallow what is thrown at it. */
  violated(error: unknown): void {
    this.violation ??= error instanceof Violation ? error : new Violation('simulator', String((error as Error).stack));
  }

  #committed(changes: readonly Change[]): void {
    if (this.trace.isOn)
      for (const { table, pk, sk, after } of changes) this.trace.add(`${table} ${pk} ${sk} ${after?.json.length ?? 0}`);
    this.streams.append(changes, this.machine.now);
    this.states.onCommit(changes);
    this.clients.made.onCommit(changes);
    this.#holds(() => {
      this.ledger.onCommit(changes, this.machine.now);
      if (this.profile.webhooks) checkFeedCommit(changes);
      if (this.profile.payments) checkPaymentCommit(changes, this.policy);
      if (this.profile.proof) this.log.onCommit(changes);
      if (this.profile.identity) this.credentials.onCommit(changes);
    });
  }

  #holds(check: () => void): void {
    try {
      check();
    } catch (error) {
      this.violated(error);
    }
  }

  #services(): Services {
    const { machine } = this;
    return {
      log: watchingLog((violation) => this.violated(violation)),
      table: async (command: Command) => {
        const input = command.input as Readonly<Record<string, unknown>>;
        const { done, left } =
          machine.fate === 'half' ? halfOf(operationOf(command), input) : { done: input, left: {} };
        const { staleBy } = machine;
        const operation = operationOf(command);
        try {
          const answer = await this.store.call(operation, done, staleBy);
          if (staleBy === 0) this.onStoreCall?.(operation, done, answer);
          return { ...answer, ...left };
        } catch (error) {
          if (!(error instanceof DynamoError)) this.violated(error);
          else this.onStoreCall?.(operation, done, error);
          throw asThrown(error);
        }
      },
      bus: async (input) => this.bus.put(input, machine.fate === 'half'),
      queue: async (input) => this.#send(input, machine.fate === 'half'),
      server: async (outgoing) => this.servers.answer(outgoing, machine.fate),
      buckets: this.buckets,
      invoke: (name, payload) => this.#invoke(name, `${machine.calling}>`, payload),
    };
  }

  #send(input: object, isHalf: boolean): object {
    const { QueueUrl, Entries } = input as {
      readonly QueueUrl: string;
      readonly Entries: readonly {
        readonly Id: string;
        readonly MessageBody: string;
        readonly DelaySeconds?: number;
      }[];
    };
    const taken = Entries.filter((_, place) => !isHalf || place % 2 === 0);
    for (const { MessageBody, DelaySeconds = 0 } of taken)
      this.queues.send(QueueUrl, MessageBody, this.machine.now + DelaySeconds * 1000);
    const refused = Entries.filter((entry) => !taken.includes(entry));
    return { Successful: [], Failed: refused.map(({ Id }) => ({ Id, Code: 'Throttled', SenderFault: false })) };
  }

  #written({ bucket, key, content }: Written): void {
    this.trace.add(`${bucket} ${key} ${content.length}`);
    if (bucket === 'inbox') this.queues.send('payments-inbox', createdEvent(key, content), this.machine.now);
  }

  /** One function asks another. */
  #invoke(name: string, id: string, payload: unknown): Promise<string> {
    return new Promise((resolve, reject) => {
      this.machine.run(name, id, payload, (ending) => {
        if (ending.kind === 'answer') resolve(JSON.stringify(ending.value));
        else reject(Object.assign(new Error('the function failed'), { name: 'ServiceUnavailable' }));
      });
    });
  }

  /** Does one step; false where what it is about is not there. */
  step(step: Step): boolean {
    switch (step.do) {
      case 'ask':
        return this.clients.ask(step);
      case 'again':
        return this.clients.again(step.id, step.of);
      case 'go': {
        const place = this.machine.waiting.findIndex(({ id }) => id === step.call);
        if (place < 0) return false;
        const [call] = this.machine.waiting.splice(place, 1);
        this.machine.now += 1;
        call?.go(step.fate);
        return true;
      }
      case 'deliver':
        return this.#deliver(step);
      case 'receive':
        return this.#receive(step);
      case 'copy': {
        const queue = this.queues.byName.get(step.queue);
        const message = queue?.messages[step.skip];
        if (message === undefined) return false;
        this.queues.send(step.queue, message.body, this.machine.now);
        return true;
      }
      case 'lose':
        return (this.queues.byName.get(step.queue)?.messages.splice(step.skip, 1).length ?? 0) > 0;
      case 'route':
        return this.bus.route(step.skip, step.count, step.twice === true);
      case 'bank':
        return this.bank.say(step);
      case 'wait':
        this.machine.now += step.ms;
        return true;
      case 'schedule':
        this.machine.run(step.to, step.id, {}, () => undefined);
        return true;
      case 'flip':
        this.machine.weights.set(step.of, step.share);
        if (step.cold) this.machine.cool(step.of);
        return true;
      case 'timeout': {
        const fire = this.machine.timers.get(step.run);
        this.machine.timers.delete(step.run);
        fire?.();
        return fire !== undefined;
      }
    }
  }

  #deliver({ id, lane: name, count, back }: Extract<Step, { readonly do: 'deliver' }>): boolean {
    const lane = this.streams.lanes.get(name);
    if (lane === undefined || lane.isBusy) return false;
    const records = back ? lane.last : lane.records.slice(0, count);
    if (records.length === 0) return false;
    lane.isBusy = true;
    this.machine.run(lane.to, id, streamEvent(records), (ending) => {
      lane.isBusy = false;
      if (!back) this.#delivered(lane, records, ending);
    });
    return true;
  }

  #delivered(lane: StreamLane, records: StreamLane['last'], ending: Ending): void {
    const failures =
      ending.kind === 'answer'
        ? (ending.value as { readonly batchItemFailures: readonly { readonly itemIdentifier: string }[] })
            .batchItemFailures
        : undefined;
    const failed = new Set(failures?.map(({ itemIdentifier }) => itemIdentifier));
    const first = failures === undefined ? 0 : records.findIndex((record) => failed.has(sequenceOf(record)));
    const done = first < 0 ? records.length : first;
    if (done > 0) {
      lane.last = records.slice(0, done);
      lane.records.splice(0, done);
      lane.failures = 0;
    } else if (ending.kind !== 'died') lane.failures += 1;
    if (lane.failures >= TRIES) this.violated(new Violation('nothing-put-aside', `${lane.name} gives up on a record`));
  }

  #receive({ id, queue: name, skip, count }: Extract<Step, { readonly do: 'receive' }>): boolean {
    const queue = this.queues.byName.get(name);
    if (queue === undefined || queue.runs >= queue.runsMax) return false;
    const all = visible(queue, this.machine.now);
    const messages = [...all.slice(skip), ...all.slice(0, skip)].slice(0, Math.min(count, queue.batchSize));
    if (messages.length === 0) return false;
    for (const message of messages) {
      message.at = this.machine.now + queue.hiddenMs;
      message.receives += 1;
      if (message.receives > receivesMax(queue))
        this.violated(new Violation('nothing-put-aside', `a message of ${name} is given up: ${message.body}`));
    }
    queue.runs += 1;
    this.machine.run(queue.to, id, queueEvent(messages), (ending) => this.#received(queue, messages, ending));
    return true;
  }

  #received(queue: Queue, messages: readonly Message[], ending: Ending): void {
    queue.runs -= 1;
    if (ending.kind !== 'answer') return;
    const { batchItemFailures } = ending.value as {
      readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
    };
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { id, body } of messages) {
      if (failed.has(id)) continue;
      if (queue.name === 'receipts') this.#holds(() => this.log.onDone(body));
      const place = queue.messages.findIndex((message) => message.id === id);
      if (place >= 0) queue.messages.splice(place, 1);
    }
  }
}
