import { luckOf } from '../machine/chance.ts';
import { visible } from '../machine/queues.ts';
import { Violation } from '../violation.ts';
import type { BankSays } from './bank.ts';
import { schedulesOf } from './deployment.ts';
import { tokenRequest } from './identity-requests.ts';
import { TENANTS } from './opening.ts';
import type { Step } from './steps.ts';
import type { World } from './world.ts';

/** Does steps, and then lets run on by itself what can. Whether one of them did anything. */
export type Perform = (steps: readonly Step[]) => Promise<boolean>;

/** All that runs on by itself has run. */
export const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Rounds of a world that comes to rest; one that goes on for longer never would. */
const ROUNDS_MAX = 400;
const CALLS_MAX = 40_000;
const MINUTE = 60_000;
/** The longest wait: for somebody to agree to a payment. */
const LONGEST_MS = 31 * 86_400_000;
/** The longest overlap that is asked for, and how far clocks may be off. */
const OVERLAPS_OVER_MS = 2 * 3_600_000;
const DECIDES: readonly BankSays[] = ['booked', 'booked', 'booked', 'refused', 'returned'];
/** Commits of a minute in which there is nothing to do. */
const BEATS = 8;

/** Brings a world to rest: nothing goes wrong any more, everything arrives, clients ask until they are answered. */
export class Settling {
  readonly #world: World;
  readonly #do: Perform;
  #made = 0;
  #calls = 0;
  /** When the schedules were last started. */
  #started = 0;

  readonly #letter: string;

  /** @param letter of the names of its steps, which no others have */
  constructor(world: World, perform: Perform, letter = 'z') {
    this.#world = world;
    this.#do = perform;
    this.#letter = letter;
  }

  /** A lull: what is on its way gets to where it goes, and what waits for its time still does. */
  async lull(): Promise<void> {
    await this.#rest();
    await this.#schedules();
  }

  #id(): string {
    this.#made += 1;
    return `${this.#letter}${this.#made}`;
  }

  /** All that is on its way arrives, until nothing is. */
  async #arrive(): Promise<void> {
    const { machine } = this.#world;
    while (machine.waiting.length > 0) {
      this.#calls += machine.waiting.length;
      if (this.#calls > CALLS_MAX) throw new Violation('comes-to-rest', `${machine.waiting[0]?.by} never ends`);
      await this.#do(machine.waiting.map(({ id }): Step => ({ do: 'go', call: id, fate: 'done' })));
    }
  }

  /** Everything goes one hop further; whether anything did. */
  async #pump(): Promise<boolean> {
    const { bus, streams, queues, machine } = this.#world;
    let moved = false;
    if (bus.waiting.length > 0) moved = await this.#do([{ do: 'route', skip: 0, count: bus.waiting.length }]);
    for (const { name, records, batchSize } of streams.lanes.values()) {
      if (records.length === 0) continue;
      // A batch that fails as a whole is cut in half by the mapping; one record at a time ends the same.
      const lane = streams.lanes.get(name);
      const count = (lane?.failures ?? 0) > 2 ? 1 : batchSize;
      moved = (await this.#do([{ do: 'deliver', id: this.#id(), lane: name, count }])) || moved;
      await this.#arrive();
    }
    for (const queue of queues.byName.values()) {
      if (visible(queue, machine.now).length === 0) continue;
      moved = (await this.#do([{ do: 'receive', id: this.#id(), queue: queue.name, skip: 0, count: 10 }])) || moved;
      await this.#arrive();
    }
    return moved;
  }

  async #rest(): Promise<void> {
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      await this.#arrive();
      if (!(await this.#pump())) return;
    }
    throw new Violation('comes-to-rest', 'messages go round and round');
  }

  /** By the minute, as they are started: what comes sooner is handed over without them. */
  async #schedules(): Promise<void> {
    const { now } = this.#world.machine;
    if (now - this.#started < MINUTE) return this.#rest();
    this.#started = now;
    await this.#do(schedulesOf(this.#world.profile).map((to): Step => ({ do: 'schedule', id: this.#id(), to })));
    await this.#rest();
  }

  #nextMessage(): number | undefined {
    const times = [...this.#world.queues.byName.values()].flatMap(({ messages }) => messages.map(({ at }) => at));
    return times.length === 0 ? undefined : Math.min(...times);
  }

  async run(): Promise<void> {
    const { machine, clients, profile } = this.#world;
    await this.#do([...machine.weights.keys()].map((of): Step => ({ do: 'flip', of, share: 0, cold: false })));
    machine.timers.clear();
    await this.#rest();
    for (let tries = 0; clients.unanswered.length > 0; tries += 1) {
      if (tries > 20) throw new Violation('comes-to-rest', `${clients.unanswered[0]?.ask.id} gets no answer`);
      for (const { ask } of clients.unanswered) {
        await this.#do([{ do: 'again', id: this.#id(), of: ask.id }]);
        await this.#arrive();
      }
      await this.#do([{ do: 'wait', ms: MINUTE }]);
      await this.#rest();
    }
    await this.#idle();
    if (profile.identity) await this.#tokens();
    if (!profile.payments && !profile.webhooks) return;
    // A payment whose time comes may wait as long again for somebody to agree to it.
    for (let waits = 0; waits < (profile.payments ? 2 : 1); waits += 1) {
      await this.#do([{ do: 'wait', ms: LONGEST_MS }]);
      await this.#idle();
    }
    if (profile.files) await this.#banks();
  }

  /** When no overlap is left, every secret that anybody was ever shown is tried once. */
  async #tokens(): Promise<void> {
    const { secrets } = this.#world.clients;
    await this.#do([{ do: 'wait', ms: OVERLAPS_OVER_MS }]);
    for (const tenant of TENANTS)
      for (const id of secrets.of(tenant))
        for (const secret of secrets.known(id)) {
          await this.#do([{ do: 'ask', id: this.#id(), tenant, client: 'cli_boss', ...tokenRequest(id, secret) }]);
          await this.#arrive();
        }
  }

  /** The bank says of each payment, of which it has said nothing yet, what becomes of it: by its name, most are booked. */
  async #banks(): Promise<void> {
    const { bank, seed } = this.#world;
    const open = bank.sent.filter(({ payment }) => bank.said.get(payment)?.some((one) => one !== 'accepted') !== true);
    const saysOf = (payment: string) => DECIDES[luckOf(seed, payment) % DECIDES.length] ?? 'booked';
    const words = Map.groupBy(open, ({ file, payment }) => `${file} ${saysOf(payment)}`);
    for (const [name, some] of words) {
      const [file = '', says] = name.split(' ') as [string, BankSays];
      await this.#do([{ do: 'bank', id: this.#id(), file, payments: some.map(({ payment }) => payment), says }]);
    }
    if (words.size > 0) await this.#idle();
  }

  /** Until a minute goes by in which neither a message nor a schedule finds anything to do. */
  async #idle(): Promise<void> {
    const { machine, store } = this.#world;
    for (let rounds = 0; rounds <= ROUNDS_MAX; rounds += 1) {
      const next = this.#nextMessage();
      const before = store.commits;
      await this.#do([{ do: 'wait', ms: next === undefined ? MINUTE : Math.max(0, next - machine.now) + 1 }]);
      await this.#schedules();
      // Each sweep leaves a beat behind, which comes to nothing.
      if (next === undefined && store.commits - before <= BEATS) return;
    }
    throw new Violation('comes-to-rest', 'there is always something left to do');
  }
}
