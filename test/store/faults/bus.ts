import { randomUUID } from 'node:crypto';
import { ledgerEvents } from '../../../functions/ledger/contract/events.ts';
import { webhooksEvents } from '../../../functions/webhooks/contract/events.ts';
import { eventJson } from '../../../local/events/event.ts';
import { compilePattern } from '../../../local/events/pattern.ts';
import type { Queues } from '../../../local/sqs/queues.ts';
import { type Channel, freely } from './channel.ts';
import { deadLettersOf } from './queue-tap.ts';

interface Entry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
}

/** A rule for each public event, as lib/platform/event-route.ts makes it. */
const rules = [...Object.values(ledgerEvents), ...Object.values(webhooksEvents)]
  .filter((event) => event.public)
  .map(({ source, detailType, version }) =>
    compilePattern({ source: [source], 'detail-type': [detailType], detail: { version: [version] } }),
  );

/** The event bus, with its rules to the one queue. */
export class Bus {
  /** From PutEvents to the bus. */
  readonly entering: Channel = freely();
  /** From the rules to the queue. */
  readonly leaving: Channel = freely();
  /** Entries of a request, by their text, that it does not take. */
  refuses: (detail: string) => boolean = () => false;
  /** The queue does not take the nth event, for as long as EventBridge tries. */
  undeliverable: (routed: number) => boolean = () => false;
  readonly #queues: Queues;
  readonly #queue: string;
  readonly #now: () => number;
  readonly #arrived: Entry[] = [];
  /** All that it ever took. */
  readonly taken: Entry[] = [];
  readonly #passed: Entry[] = [];
  readonly #copies: Entry[] = [];
  #routed = 0;

  constructor(queues: Queues, queue: string, now: () => number) {
    this.#queues = queues;
    this.#queue = queue;
    this.#now = now;
  }

  /** PutEvents. */
  put(entries: readonly Entry[]) {
    const Entries = entries.map(({ Detail }) =>
      this.refuses(Detail) ? { ErrorCode: 'ThrottlingException', ErrorMessage: 'busy' } : { EventId: randomUUID() },
    );
    const taken = entries.filter((_, place) => Entries[place]?.EventId !== undefined);
    this.taken.push(...taken);
    for (const entry of this.entering.backwards ? taken.toReversed() : taken)
      this.#arrived.push(...(this.entering.twice ? [entry, entry] : [entry]));
    return { Entries, FailedEntryCount: entries.length - taken.length };
  }

  pump(): number {
    if (this.entering.held || this.leaving.held) return 0;
    const copies = this.#copies.splice(0);
    for (const entry of copies) this.#route(entry);
    const entries = this.#arrived.splice(0);
    this.#passed.push(...entries);
    for (const entry of this.leaving.backwards ? entries.toReversed() : entries) {
      this.#route(entry);
      // After the first has been handled: two in one batch are told apart without any mark.
      if (this.leaving.twice) this.#copies.push(entry);
    }
    return entries.length + copies.length;
  }

  /** All that ever came is played again, as from an archive. */
  replay(): void {
    this.#arrived.push(...this.#passed.splice(0));
  }

  #route({ Source: source, DetailType: detailType, Detail: detail }: Entry): void {
    const event = { id: randomUUID(), bus: 'folio', source, detailType, at: this.#now(), resources: [], detail };
    const body = eventJson(event);
    if (!rules.some((matches) => matches(JSON.parse(body)))) return;
    this.#routed += 1;
    if (!this.undeliverable(this.#routed)) {
      this.#queues.send(this.#queue, [{ body }]);
      return;
    }
    const text = (StringValue: string) => ({ DataType: 'String', StringValue });
    const attributes = { ERROR_CODE: text('SDK_CLIENT_ERROR'), RETRY_ATTEMPTS: text('185'), RULE_ARN: text('a rule') };
    this.#queues.send(deadLettersOf(this.#queue), [{ body, attributes }]);
  }
}
