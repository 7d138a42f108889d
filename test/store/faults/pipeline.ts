import { join } from 'node:path';
import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Dynamo } from '../../../functions/kernel/aws/dynamodb.ts';
import { RELAYED_SORT_KEYS } from '../../../functions/ledger/store/table/keys.ts';
import { DUE_SHARDS, FEED_PREFIX, JOB_SORT, OUTBOX_SORT, TABLE } from '../../../functions/webhooks/store/table/keys.ts';
import { arn } from '../../../local/account.ts';
import { LocalStore } from '../../../local/aws/local-store.ts';
import type { InvokeResult } from '../../../local/lambda/functions.ts';
import { Buckets } from '../../../local/s3/buckets.ts';
import { queueUrl } from '../../../local/sqs/queue-names.ts';
import { Queues } from '../../../local/sqs/queues.ts';
import { sqsOperations } from '../../../local/sqs/sqs-api.ts';
import { feedSource } from '../../../local/streams/feed-source.ts';
import { sendToOnFailureDestination } from '../../../local/streams/on-failure.ts';
import { createLedgerTable } from '../../support/ledger-table.ts';
import { randomFrom } from '../../support/random.ts';
import { createWebhooksTable } from '../../support/webhooks-table.ts';
import { Bus } from './bus.ts';
import { type Channel, freely } from './channel.ts';
import { Environment, type Fault } from './environment.ts';
import { type FunctionName, type Handler, type Outside, start } from './functions.ts';
import type { Machine } from './machine.ts';
import { QueueTap } from './queue-tap.ts';
import { Receivers } from './receivers.ts';
import { StreamTap, type StreamTapOptions } from './stream-tap.ts';

const domainOf = (name: FunctionName): string => (/^(?:ledger|republish)/.test(name) ? 'Ledger' : 'Webhooks');
export const functionArn = (name: FunctionName): string =>
  arn('lambda', `function:Folio-${domainOf(name)}-${name}:live`);
export const functionOf = (text: string): FunctionName =>
  text.split(':function:')[1]?.split(':')[0]?.split('-').slice(2).join('-') as FunctionName;

interface Posting {
  readonly Id: string;
  readonly MessageBody: string;
}

/** Turns of a settling pipeline; one that goes on for longer never would end. */
const TURNS_MAX = 400;
const START = Date.parse('2026-11-22T10:00:00.000Z');

let made = 0;

/**
 * Folio's own functions from a transfer to the client's server, on real tables with their real streams, and between them queues,
 * bus, mappings and servers that do what a test wants of them, on a clock that only the test moves.
 */
export class Pipeline {
  readonly time = { now: START };
  readonly receivers = new Receivers();
  readonly queues: Queues;
  readonly buckets: Buckets;
  readonly bus: Bus;
  readonly ledgerStream: StreamTap;
  readonly feedStream: StreamTap;
  readonly outboxStream: StreamTap;
  readonly intake: QueueTap;
  readonly brisk: QueueTap;
  readonly patient: QueueTap;
  readonly tables: Outside['tables'];
  readonly client: DynamoDBClient;
  /** What stands in the way of the functions' calls. */
  fault: Fault = () => undefined;
  /** SendMessageBatch, and which of its entries the queue does not take. */
  readonly posting: Channel = freely();
  refusesPost: (body: string) => boolean = () => false;
  readonly schedule: Channel = freely();
  /** What functions logged as errors. */
  readonly errors: string[] = [];
  readonly #store: LocalStore;
  readonly #drop: () => Promise<void>;
  readonly #outside: Outside;
  readonly #warm = new Map<FunctionName, { readonly environment: Environment; readonly handler: Handler }>();
  readonly #heldPosts: unknown[] = [];

  constructor({ client, dynamo, streams, newFolder, drop }: Machine) {
    made += 1;
    const now = () => this.time.now;
    this.client = client;
    this.#drop = async () => {
      await Promise.all(Object.values(this.tables).map(drop));
    };
    this.tables = { ledger: `ledger-${made}`, webhooks: `webhooks-${made}` };
    const folder = newFolder();
    this.#store = new LocalStore(join(folder, 'local.sqlite'));
    this.queues = new Queues(this.#store, now);
    this.buckets = new Buckets(join(folder, 'buckets'));
    const aside = sendToOnFailureDestination(this.buckets, this.queues, () => undefined);
    const tap = (
      id: string,
      to: FunctionName,
      table: string,
      options: Pick<StreamTapOptions, 'sortKeys' | 'batchSize' | 'insertsOnly'>,
    ) => {
      this.buckets.define(id);
      const source = feedSource(streams, table, `arn:stream/${table}`);
      const invoke = (_: string, payload: string) => this.invoke(to, JSON.parse(payload));
      return new StreamTap({ ...options, id, functionArn: functionArn(to), source, now, invoke, discard: aside });
    };
    const { ledger, webhooks } = this.tables;
    this.ledgerStream = tap('ledger-aside', 'ledger-relay', ledger, { sortKeys: RELAYED_SORT_KEYS, batchSize: 500 });
    const fannedOut = [{ prefix: FEED_PREFIX }, JOB_SORT];
    this.feedStream = tap('feed-aside', 'fan-out', webhooks, {
      sortKeys: fannedOut,
      insertsOnly: true,
      batchSize: 100,
    });
    this.outboxStream = tap('outbox-aside', 'webhooks-relay', webhooks, {
      sortKeys: [OUTBOX_SORT],
      insertsOnly: true,
      batchSize: 100,
    });
    const queue = (name: string, visibilitySeconds: number, to: FunctionName) =>
      new QueueTap({
        name: `Folio-Webhooks-${name}`,
        queues: this.queues,
        visibilitySeconds,
        invoke: (payload) => this.invoke(to, JSON.parse(payload)),
      });
    this.intake = queue('Intake', 120, 'on-event');
    this.brisk = queue('Deliveries', 90, 'deliver');
    this.patient = queue('PatientDeliveries', 180, 'deliver-patiently');
    this.bus = new Bus(this.queues, this.intake.name, now);
    this.#outside = this.#makeOutside(dynamo);
  }

  static async on(machine: Machine): Promise<Pipeline> {
    const pipeline = new Pipeline(machine);
    await createLedgerTable(machine.client, pipeline.tables.ledger);
    await createWebhooksTable(machine.client, pipeline.tables.webhooks);
    return pipeline;
  }

  async close(): Promise<void> {
    this.#store.close();
    await this.#drop();
  }

  #makeOutside(dynamo: Dynamo): Outside {
    const clock = {
      now: () => this.time.now,
      sleep: () => new Promise<void>((resolve) => setImmediate(resolve)),
    };
    return {
      clock,
      dynamo,
      tables: this.tables,
      random: randomFrom(made),
      put: async ({ input }) => this.bus.put((input as { readonly Entries: [] }).Entries),
      queue: async ({ input }) => this.#post(input as { readonly Entries: readonly Posting[] }),
      send: async (outgoing) => this.receivers.answer(outgoing),
      urls: { brisk: queueUrl(this.brisk.name), patient: queueUrl(this.patient.name) },
      logsError: (message) => this.errors.push(message),
    };
  }

  /** SendMessageBatch. */
  #post(input: { readonly Entries: readonly Posting[] }) {
    const taken = input.Entries.filter(({ MessageBody }) => !this.refusesPost(MessageBody));
    const refused = input.Entries.filter((entry) => !taken.includes(entry));
    const ordered = this.posting.backwards ? taken.toReversed() : taken;
    if (ordered.length > 0) {
      const times = this.posting.twice ? 2 : 1;
      for (let time = 0; time < times; time += 1) this.#heldPosts.push({ ...input, Entries: ordered });
    }
    this.#releasePosts();
    return { Successful: [], Failed: refused.map(({ Id }) => ({ Id, Code: 'RequestThrottled', SenderFault: false })) };
  }

  #releasePosts(): number {
    if (this.posting.held) return 0;
    const posts = this.#heldPosts.splice(0);
    const { signal } = new AbortController();
    for (const post of posts) sqsOperations(this.queues, () => undefined).SendMessageBatch?.(post as never, { signal });
    return posts.length;
  }

  /** Runs a function in its warm process, or in a new one where that has died. @throws Died, and what the function throws */
  async run(name: FunctionName, event: unknown): Promise<unknown> {
    let warm = this.#warm.get(name);
    if (warm === undefined || warm.environment.isDead) {
      const environment = new Environment(name, (call) => this.fault(call));
      warm = { environment, handler: start(name, this.#outside, environment) };
      this.#warm.set(name, warm);
    }
    const { environment, handler } = warm;
    return environment.run(() => handler(event));
  }

  /** The same as Lambda tells it to who invokes: a death or an error of the function is an answer. */
  async invoke(name: FunctionName, event: unknown): Promise<InvokeResult> {
    const ran = { statusCode: 200, executedVersion: '1', requestId: 'r' } as const;
    try {
      return { ...ran, payload: JSON.stringify(await this.run(name, event)) ?? 'null' };
    } catch {
      return { ...ran, functionError: 'Unhandled', payload: '{}' };
    }
  }

  /** One run of the schedule; where it fails its input is parked, as lib/platform/schedule-route.ts has it. */
  async wake(): Promise<number> {
    const result = await this.invoke('due', {});
    if (result.functionError === undefined) return JSON.parse(result.payload).woken;
    const requestContext = {
      functionArn: functionArn('due'),
      condition: 'RetriesExhausted',
      approximateInvokeCount: 1,
    };
    const body = JSON.stringify({
      requestContext,
      requestPayload: {},
      responseContext: { functionError: 'Unhandled' },
    });
    this.queues.define(DUE_LETTERS, { ...this.queues.settings(`${this.intake.name}DeadLetters`) });
    this.queues.send(DUE_LETTERS, [{ body }]);
    return 0;
  }

  /** Everything goes one hop further; how much did. */
  async pump(): Promise<number> {
    let moved = await this.ledgerStream.pump();
    moved += this.bus.pump();
    moved += await this.intake.pump();
    moved += await this.feedStream.pump();
    moved += await this.outboxStream.pump();
    moved += this.#releasePosts();
    moved += await this.brisk.pump();
    moved += await this.patient.pump();
    return moved;
  }

  /** Goes on, and lets the clock run to whatever waits for its time, until nothing is on its way any more. */
  async settle(): Promise<void> {
    for (let turns = 0; turns < TURNS_MAX; turns += 1) {
      if ((await this.pump()) > 0) continue;
      const next = this.#nextMessage();
      const due = this.#isClockHeld ? undefined : await this.nextDue();
      if (next === undefined && due === undefined) return;
      if (due !== undefined && (next === undefined || due < next)) {
        this.time.now = Math.max(this.time.now, due);
        if (this.schedule.twice) await Promise.all([this.wake(), this.wake()]);
        else await this.wake();
      } else this.time.now = Math.max(this.time.now, next ?? 0);
    }
    throw new Error('the pipeline never comes to rest');
  }

  /**
   * Whatever is pending has an alarm. While its messages are held on their way the clock would send others after them for ever,
   * more and more seldom: it counts as held with them.
   */
  get #isClockHeld(): boolean {
    return [this.schedule, this.posting, this.brisk.channel, this.patient.channel].some(({ held }) => held);
  }

  /** When the next message of a queue that is not held can be taken. */
  #nextMessage(): number | undefined {
    const open = [this.intake, this.brisk, this.patient].filter(({ channel }) => !channel.held).map(({ name }) => name);
    const places = open.map(() => '?').join(', ');
    const query = this.#store.db.prepare(`SELECT MIN(visible_at) AS at FROM messages WHERE queue IN (${places})`);
    return (query.get(...open) as { readonly at: number | null }).at ?? undefined;
  }

  /** When the table's own alarm clock rings next. */
  async nextDue(): Promise<number | undefined> {
    const { name, partition, sort } = TABLE.indexes.due;
    const shards = Array.from({ length: DUE_SHARDS }, async (_, shard) => {
      const { Items: items = [] } = await this.#outside.dynamo.send(
        new QueryCommand({
          TableName: this.tables.webhooks,
          IndexName: name,
          KeyConditionExpression: '#shard = :shard',
          ExpressionAttributeNames: { '#shard': partition },
          ExpressionAttributeValues: { ':shard': { S: `due#${shard}` } },
          Limit: 2,
        }),
      );
      return items.filter(({ pk }) => pk?.S !== BROKEN_DELIVERY).map((item) => Number(item[sort]?.N));
    });
    const all = (await Promise.all(shards)).flat();
    return all.length === 0 ? undefined : Math.min(...all);
  }
}

/** One that no release can read, and that stands in the index until somebody mends it. */
export const BROKEN_DELIVERY = 'acme#D#dlv_broken';
export const DUE_LETTERS = 'Folio-Webhooks-DueScheduleDeadLetters';
