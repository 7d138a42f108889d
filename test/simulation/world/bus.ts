import { ledgerEvents } from '../../../functions/ledger/contract/events.ts';
import { paymentsEvents } from '../../../functions/payments/contract/events.ts';
import { webhooksEvents } from '../../../functions/webhooks/contract/events.ts';
import { eventJson } from '../../../local/events/event.ts';
import type { Queues } from '../machine/queues.ts';
import type { Profile } from './profile.ts';

interface Entry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
}

/** An event on the bus, and how often it still passes. */
interface Passing {
  readonly entry: Entry;
  readonly number: number;
}

const PUBLIC: ReadonlySet<string> = new Set(
  [...Object.values(ledgerEvents), ...Object.values(paymentsEvents), ...Object.values(webhooksEvents)]
    .filter((event) => event.public)
    .map(({ detailType }) => detailType),
);
export const isPublic = (detailType: string): boolean => PUBLIC.has(detailType);

/** The bus, with its rules: every public event to the intake of webhooks, entries to statements, digests to the log. */
export class Bus {
  /** What has come and not yet passed. */
  readonly waiting: Passing[] = [];
  /** All that it ever took. */
  readonly taken: Entry[] = [];
  readonly #queues: Queues;
  readonly #profile: Profile;
  readonly #now: () => number;

  constructor(queues: Queues, profile: Profile, now: () => number) {
    this.#queues = queues;
    this.#profile = profile;
    this.#now = now;
  }

  /** PutEvents. */
  put(input: object, isHalf: boolean): object {
    const { Entries: entries } = input as { readonly Entries: readonly Entry[] };
    const Entries = entries.map((entry, place) => {
      if (isHalf && place % 2 === 1) return { ErrorCode: 'ThrottlingException', ErrorMessage: 'busy' };
      this.taken.push(entry);
      if (this.#queueOf(entry) !== undefined) this.waiting.push({ entry, number: this.taken.length });
      return { EventId: `e${this.taken.length}` };
    });
    return { Entries, FailedEntryCount: Entries.filter(({ EventId }) => EventId === undefined).length };
  }

  #queueOf({ DetailType }: Entry): string | undefined {
    if (DetailType === 'ledger.EntriesAppended') return this.#profile.statements ? 'entries' : undefined;
    if (DetailType === 'ledger.ReceiptsCommitted') return this.#profile.proof ? 'receipts' : undefined;
    return this.#profile.webhooks && isPublic(DetailType) ? 'intake' : undefined;
  }

  /** Some pass to where their rules send them; false where there are none. */
  route(skip: number, count: number, twice: boolean): boolean {
    const from = skip % Math.max(1, this.waiting.length);
    const some = twice ? this.waiting.slice(from, from + count) : this.waiting.splice(from, count);
    for (const { entry, number } of some) {
      const queue = this.#queueOf(entry);
      if (queue === undefined) continue;
      const { Source: source, DetailType: detailType, Detail: detail } = entry;
      const event = { id: `e${number}`, bus: 'folio', source, detailType, at: this.#now(), resources: [], detail };
      this.#queues.send(queue, eventJson(event), this.#now());
    }
    return some.length > 0;
  }
}
