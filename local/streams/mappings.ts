import type { Metrics } from '../cloudwatch/metrics.ts';
import type { DynamoCall } from '../dynamodb/json-client.ts';
import type { StreamFile } from '../dynamodb/stream-file.ts';
import { parseTarget } from '../lambda/target.ts';
import { type QueueMapping, QueuePoller, type QueuePollerDeps } from '../sqs/queue-poller.ts';
import { ApiSource } from './api-source.ts';
import { fileSource } from './file-source.ts';
import type { StreamMapping } from './stream-mapping.ts';
import { type PollerDeps, StreamPoller } from './stream-poller.ts';

export type Mapping =
  | { readonly kind: 'stream'; readonly mapping: StreamMapping }
  | { readonly kind: 'queue'; readonly mapping: QueueMapping };

export interface MappingsDeps {
  readonly stream: PollerDeps;
  readonly queue: QueuePollerDeps;
  readonly streamFile: StreamFile | undefined;
  readonly dynamo: DynamoCall;
  readonly metrics: Metrics;
}

type Poller = StreamPoller | QueuePoller;

/** `arn:aws:dynamodb:...:table/NAME/stream/LABEL` */
export const tableOfStream = (streamArn: string): string => streamArn.split('/')[1] ?? '';

/** All event source mappings. Each has one poller, which starts when the cloud is ready, or at once when it is defined later. */
export class Mappings {
  readonly #deps: MappingsDeps;
  readonly #pollers = new Map<string, Poller>();
  #open = false;

  constructor(deps: MappingsDeps) {
    this.#deps = deps;
  }

  /** Replaces a mapping's poller; the old one ends its run first, so that no batch is on its way twice. */
  async set(definition: Mapping): Promise<void> {
    const { id } = definition.mapping;
    await this.#pollers.get(id)?.stop();
    const poller = this.#make(definition);
    this.#pollers.set(id, poller);
    if (this.#open) poller.begin();
  }

  /** Stops reading; the checkpoint stays, and so do the records after it until the stream's own time is over. */
  async pause(id: string): Promise<void> {
    await this.#pollers.get(id)?.stop();
    this.#pollers.delete(id);
  }

  async drop(id: string): Promise<void> {
    await this.pause(id);
    this.#deps.stream.checkpoints.remove(id);
  }

  begin(): void {
    this.#open = true;
    for (const poller of this.#pollers.values()) poller.begin();
  }

  async stop(): Promise<void> {
    this.#open = false;
    await Promise.all([...this.#pollers.values()].map((poller) => poller.stop()));
  }

  /** Those that are read now. */
  list(): readonly Mapping[] {
    return [...this.#pollers.values()].map((poller) =>
      poller instanceof StreamPoller
        ? { kind: 'stream', mapping: poller.mapping }
        : { kind: 'queue', mapping: poller.mapping },
    );
  }

  /** Ids of the mappings that read a table's stream. */
  consumers(table: string): readonly string[] {
    return [...this.#pollers.values()]
      .filter((poller) => poller instanceof StreamPoller)
      .filter(({ mapping }) => tableOfStream(mapping.streamArn) === table)
      .map(({ mapping }) => mapping.id);
  }

  /** Whether a table's stream feeds the function. */
  isFedByStream(functionName: string): boolean {
    return [...this.#pollers.values()].some(
      (poller) => poller instanceof StreamPoller && parseTarget(poller.mapping.functionArn).name === functionName,
    );
  }

  #make(definition: Mapping): Poller {
    if (definition.kind === 'queue') return new QueuePoller(definition.mapping, this.#deps.queue);
    const { mapping } = definition;
    const { streamFile, dynamo, metrics } = this.#deps;
    const table = tableOfStream(mapping.streamArn);
    const source =
      streamFile === undefined
        ? new ApiSource(dynamo, table, mapping.streamArn)
        : fileSource(streamFile, table, mapping.streamArn);
    const { name, qualifier } = parseTarget(mapping.functionArn);
    const dimensions = { FunctionName: name, Resource: `${name}:${qualifier}` };
    return new StreamPoller(mapping, source, {
      ...this.#deps.stream,
      onBatch: (_, __, ageMs) => metrics.put('AWS/Lambda', 'IteratorAge', dimensions, ageMs, Date.now()),
      putAside: async (aside) => {
        await this.#deps.stream.putAside(aside);
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
