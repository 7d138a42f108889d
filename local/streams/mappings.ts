import type { Metrics } from '../cloudwatch/metrics.ts';
import type { Feed } from '../dynamodb/streams/feed.ts';
import { MAX_ENVIRONMENTS } from '../lambda/pool.ts';
import { parseTarget } from '../lambda/target.ts';
import { type QueueMapping, QueuePoller, type QueuePollerDeps } from '../sqs/queue-poller.ts';
import type { DynamoCall } from '../store/json-client.ts';
import { ApiSource } from './api-source.ts';
import { type Backpressure, watchBackpressure } from './backpressure.ts';
import { feedSource } from './feed-source.ts';
import type { StreamMapping } from './stream-mapping.ts';
import { type PollerDeps, StreamPoller } from './stream-poller.ts';

export type Mapping =
  | { readonly kind: 'stream'; readonly mapping: StreamMapping }
  | { readonly kind: 'queue'; readonly mapping: QueueMapping };

export interface MappingsDeps {
  readonly stream: Omit<PollerDeps, 'rushMs'>;
  readonly queue: QueuePollerDeps;
  readonly feed: Feed | undefined;
  readonly dynamo: DynamoCall;
  readonly metrics: Metrics;
  /** How many invocations of each function wait for an environment. */
  readonly counts: () => readonly { readonly name: string; readonly waiting: number }[];
}

type Poller = StreamPoller | QueuePoller;

interface Entry {
  readonly definition: Mapping;
  /** None while the mapping is disabled. */
  poller: Poller | undefined;
}

/** `arn:aws:dynamodb:...:table/NAME/stream/LABEL` */
export const tableOfStream = (streamArn: string): string => streamArn.split('/')[1] ?? '';

/** All event source mappings. An enabled one has one poller, which starts when the cloud is ready, or at once when that is later. */
export class Mappings {
  readonly #deps: MappingsDeps;
  readonly #entries = new Map<string, Entry>();
  #open = false;
  #rush: Backpressure | undefined;

  constructor(deps: MappingsDeps) {
    this.#deps = deps;
  }

  /** Replaces a mapping's poller; the old one ends its run first, so that no batch is on its way twice. */
  async set(definition: Mapping, isEnabled = true): Promise<void> {
    const { id } = definition.mapping;
    await this.#entries.get(id)?.poller?.stop();
    const entry: Entry = { definition, poller: undefined };
    this.#entries.set(id, entry);
    if (isEnabled) this.#start(entry);
  }

  /**
   * Stops reading or goes on where it stopped, until the next deployment or start, which follow the template. What comes
   * meanwhile waits. False where there is no such mapping.
   */
  async enable(id: string, isEnabled: boolean): Promise<boolean> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return false;
    const { poller } = entry;
    if (isEnabled && poller === undefined) this.#start(entry);
    if (!isEnabled) {
      await poller?.stop();
      entry.poller = undefined;
    }
    return true;
  }

  async drop(id: string): Promise<void> {
    await this.#entries.get(id)?.poller?.stop();
    this.#entries.delete(id);
    this.#deps.stream.checkpoints.remove(id);
  }

  begin(): void {
    this.#open = true;
    this.#rush ??= watchBackpressure(() => this.requestsWait());
    for (const { poller } of this.#entries.values()) poller?.begin();
  }

  async stop(): Promise<void> {
    this.#open = false;
    this.#rush?.stop();
    this.#rush = undefined;
    await Promise.all([...this.#entries.values()].map(({ poller }) => poller?.stop()));
  }

  list(): readonly (Mapping & { readonly isEnabled: boolean })[] {
    return [...this.#entries.values()].map(({ definition, poller }) => ({
      ...definition,
      isEnabled: poller !== undefined,
    }));
  }

  /** Ids of the mappings that read a table's stream, or will go on to: a disabled one still needs what it has not read. */
  consumers(table: string): readonly string[] {
    return this.#streams()
      .filter(({ streamArn }) => tableOfStream(streamArn) === table)
      .map(({ id }) => id);
  }

  /** Whether a queue or a stream feeds the function. */
  isFed(functionName: string): boolean {
    return [...this.#entries.values()].some(
      ({ definition: { mapping } }) => parseTarget(mapping.functionArn).name === functionName,
    );
  }

  /** Whether a function that somebody waits for has more to do than it can: one who waits for the next round is no flood. */
  requestsWait(): boolean {
    return this.#deps.counts().some(({ name, waiting }) => waiting > MAX_ENVIRONMENTS && !this.isFed(name));
  }

  #streams(): readonly StreamMapping[] {
    return [...this.#entries.values()].flatMap(({ definition }) =>
      definition.kind === 'stream' ? [definition.mapping] : [],
    );
  }

  #start(entry: Entry): void {
    entry.poller = this.#make(entry.definition);
    if (this.#open) entry.poller.begin();
  }

  #make(definition: Mapping): Poller {
    if (definition.kind === 'queue') return new QueuePoller(definition.mapping, this.#deps.queue);
    const { mapping } = definition;
    const { feed, dynamo, metrics } = this.#deps;
    const table = tableOfStream(mapping.streamArn);
    const source =
      feed === undefined ? new ApiSource(dynamo, table, mapping.streamArn) : feedSource(feed, table, mapping.streamArn);
    const { name, qualifier } = parseTarget(mapping.functionArn);
    const dimensions = { FunctionName: name, Resource: `${name}:${qualifier}` };
    return new StreamPoller(mapping, source, {
      ...this.#deps.stream,
      rushMs: () => this.#rush?.lastsMs() ?? 0,
      onBatch: (_, __, ageMs) => metrics.put('AWS/Lambda', 'IteratorAge', dimensions, ageMs, Date.now()),
      discard: async (aside) => {
        await this.#deps.stream.discard(aside);
        const dimension = { EventSourceMappingUUID: mapping.id };
        metrics.put(
          'AWS/Lambda',
          'OnFailureDestinationDeliveredEventCount',
          dimension,
          aside.records.length,
          Date.now(),
        );
      },
    });
  }
}
