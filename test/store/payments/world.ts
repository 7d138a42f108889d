import { randomUUID } from 'node:crypto';
import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Budget } from '../../../functions/kernel/aws/budget.ts';
import { classifyAwsError } from '../../../functions/kernel/aws/classify-aws-error.ts';
import type { Message } from '../../../functions/kernel/aws/put-events.ts';
import type { Budgeting } from '../../../functions/kernel/http/budgeted.ts';
import { cursors } from '../../../functions/kernel/http/cursor.ts';
import { askedBudgeting } from '../../../functions/payments/handlers/live-budgeting.ts';
import type { Payment } from '../../../functions/payments/model/payment.ts';
import { allRails } from '../../../functions/payments/rails/rails.ts';
import { buildBank } from '../../../functions/payments/rails/sandbox/bank.ts';
import { buildSweep } from '../../../functions/payments/store/jobs/sweep.ts';
import { buildWork } from '../../../functions/payments/store/jobs/work.ts';
import { buildRelay } from '../../../functions/payments/store/relay/relay.ts';
import { readPayment } from '../../../functions/payments/store/table/payment-item.ts';
import { createTable } from '../../support/domain-table.ts';
import { FakeLedger } from '../../support/fake-ledger.ts';
import { bankTable, paymentsTable } from '../../support/payments-table.ts';
import { Died, Environment, type Fault } from '../faults/environment.ts';
import { type Asked, gatewayEvent } from './asked.ts';
import { clientFilesOf, fileFunctionOf, functionOf } from './functions.ts';
import { MemoryBucket, memorySpool } from './memory-objects.ts';
import { type Item, nameOf, type Queues, type Waiting } from './stored.ts';

const MINUTE = 60_000;
const IDLE_MINUTES = 12;

/**
 * Payments with everything around it on one thread: its functions as they are, an engine below them, and a ledger, a queue, a stream
 * and a clock that a test moves. Each run of a function is a process that can die at any of its calls.
 */
export class PaymentsWorld {
  readonly ledger = new FakeLedger();
  readonly told: Message[] = [];
  /** Invariants that its functions have found broken. */
  broken = 0;
  now = Date.parse('2026-11-22T10:00:00.000Z');
  /** What tenants may ask of the API, as an environment keeps it that stays warm; undefined for no budget. */
  #budgeting: Budgeting | undefined;
  /** What becomes of the calls of all functions. */
  fault: Fault = () => undefined;
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #bank: string;
  /** What the sweep has told of clearing accounts. */
  readonly unbalanced: number[] = [];
  readonly outbox = new MemoryBucket();
  readonly inbox = new MemoryBucket();
  readonly queues: Queues = { work: [], files: [], inbox: [] };
  /** Items as the relay has seen them last, by their names. */
  readonly seen = new Map<string, Item>();

  private constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
    this.#bank = `bank-${table}`;
    this.inbox.onCreated = (key, bytes) => this.#objectCreated(key, bytes);
  }

  static async on(client: DynamoDBClient): Promise<PaymentsWorld> {
    const world = new PaymentsWorld(client, `payments-${randomUUID()}`);
    await createTable(client, paymentsTable(world.#table));
    await createTable(client, bankTable(world.#bank));
    return world;
  }

  /** Where it keeps what it keeps. */
  tables = () => ({ payments: this.#table, bank: this.#bank });

  /** The ports of one process. */
  #process(by: string) {
    const env = new Environment(by, (call) => this.fault(call));
    const clock = {
      now: () => this.now,
      sleep: async (ms: number) => {
        this.now += Math.ceil(ms);
      },
    };
    const nameOf = (command: object) => command.constructor.name.replace(/Command$/, '');
    const send = ((command: object) =>
      env.call(nameOf(command), command, () => this.#client.send(command as never))) as DynamoDBClient['send'];
    const noted = (_: string, { brokenInvariants = 0 }: { readonly brokenInvariants?: number }) => {
      this.broken += brokenInvariants;
    };
    const log = { info: noted, warn: noted, error: noted };
    const random = { bytes: (count: number) => Buffer.alloc(count, 7), fraction: () => 0.5 };
    const store = { dynamo: { send }, table: this.#table, clock, random, codeVersion: 'test' };
    const posting =
      (queue: () => Waiting[]) => (messages: readonly { readonly body: string; readonly delaySeconds: number }[]) =>
        messages.length === 0
          ? Promise.resolve()
          : env.call('SendMessageBatch', messages, async () => {
              for (const { body, delaySeconds } of messages) queue().push({ body, at: this.now + delaySeconds * 1000 });
            });
    const post = posting(() => this.queues.work);
    const postFile = posting(() => this.queues.files);
    const postInbox = posting(() => this.queues.inbox);
    const buckets = { outbox: this.outbox.of(env), inbox: this.inbox.of(env) };
    const ask: FakeLedger['ask'] = (payment, call) => env.call('ledger', call, () => this.ledger.ask(payment, call));
    const bank = (payload: unknown) =>
      env.call('bank', payload, async () => ({ text: await this.#askBank(payload), version: '1' }));
    return { env, log, clock, store, post, postFile, postInbox, buckets, ask, rails: allRails({ bank }) };
  }

  async #askBank(payload: unknown): Promise<string> {
    const { env, log, clock, store, post } = this.#process('bank');
    const handler = buildBank({ clock, log, store: { ...store, table: this.#bank }, send: post });
    const run = () => env.run(() => handler(payload, { getRemainingTimeInMillis: () => 30_000 } as never));
    try {
      return JSON.stringify(await run());
    } catch (error) {
      if (error instanceof Died) throw Object.assign(new Error('the bank fell over'), { name: 'ServiceUnavailable' });
      throw error;
    }
  }

  /** Holds tenants to a budget from now on. */
  heldTo(budget: Budget): void {
    const { store, log } = this.#process('budget');
    this.#budgeting = askedBudgeting(store, log, budget);
  }

  /** One call of the API; undefined where its process died. */
  async call(routeKey: string, asked: Asked = {}) {
    const { env, log, store, buckets, ask, rails } = this.#process('api');
    const signed = cursors(async () => Buffer.alloc(32, 1));
    const handler = functionOf(routeKey)({
      ...store,
      ...buckets,
      log,
      ask,
      rails,
      budgeting: this.#budgeting,
      cursors: signed,
      readClientFile: clientFilesOf(env, this.#process('client-files')),
    });
    const event = gatewayEvent(routeKey, asked);
    try {
      const answer = await env.run(() => handler(event as never));
      // biome-ignore lint/suspicious/noExplicitAny: tests assert on what they find.
      return { status: answer.statusCode, text: answer.body ?? '', json: JSON.parse(answer.body ?? 'null') as any };
    } catch (error) {
      if (error instanceof Died) return undefined;
      throw error;
    }
  }

  /** As a client does: again, with the same key, until there is an answer that counts. */
  async ask(routeKey: string, asked: Asked = {}) {
    const key = asked.key ?? randomUUID();
    for (let tries = 0; tries < 10; tries += 1) {
      const answer = await this.call(routeKey, { ...asked, key });
      if (answer !== undefined && answer.status < 500) return answer;
      this.now += 1_000;
    }
    throw new Error(`${routeKey} got no answer`);
  }

  async #run(name: string, run: () => Promise<unknown>): Promise<boolean> {
    try {
      await run();
      return true;
    } catch (error) {
      // What fails by somebody else's silence is run again, as by Lambda.
      if (error instanceof Died || classifyAwsError(error) !== undefined) return false;
      throw new Error(`${name} failed`, { cause: error });
    }
  }

  /** What has changed in the table since the last look, as its stream shows it, to the relay. */
  async #relay(): Promise<number> {
    const items = await this.items();
    const changed = items.filter((item) => JSON.stringify(this.seen.get(nameOf(item))) !== JSON.stringify(item));
    if (changed.length === 0) return 0;
    const records = changed.map((item, index) => {
      const OldImage = this.seen.get(nameOf(item));
      const dynamodb = { NewImage: item, SequenceNumber: String(index), ...(OldImage && { OldImage }) };
      return { eventName: OldImage ? 'MODIFY' : 'INSERT', dynamodb };
    });
    const { env, log, clock, post, postFile } = this.#process('relay');
    const publish = (messages: readonly Message[]) =>
      env.call('PutEvents', messages, async () => {
        this.told.push(...messages);
        return new Set<number>();
      });
    const relay = buildRelay({ clock, log, publish, post, postFile });
    const run = () => env.run(() => relay({ Records: records } as never, undefined as never));
    const done = await this.#run('relay', run);
    if (done) for (const item of changed) this.seen.set(nameOf(item), item);
    return 1;
  }

  /** Takes those out of a queue whose time has come. */
  #due(queue: Waiting[]): readonly Waiting[] {
    const due = queue.filter(({ at }) => at <= this.now);
    queue.splice(0, queue.length, ...queue.filter(({ at }) => at > this.now));
    return due;
  }

  /** Messages whose time has come, one run each; one that fails comes back after its time out of sight. */
  async #work(): Promise<number> {
    const due = this.#due(this.queues.work);
    for (const { body } of due) {
      const { env, log, clock, store, post, ask, rails } = this.#process('work');
      const back = () => this.queues.work.push({ body, at: this.now + 180_000 });
      const event = { Records: [{ messageId: 'm', body, attributes: {}, eventSourceARN: 'q' }] };
      let left: readonly unknown[] = [];
      const done = await this.#run('work', async () => {
        const handler = buildWork({ log, clock, store, post, ask, rails });
        left = (await env.run(() => handler(event as never))).batchItemFailures;
      });
      if (!done || left.length > 0) back();
    }
    return due.length;
  }

  /** What waits in a queue of files, one run each. */
  async #files(by: 'files' | 'inbox'): Promise<number> {
    const queue = this.queues[by];
    const due = this.#due(queue);
    for (const { body } of due) {
      const { env, log, clock, store, postFile, postInbox, buckets, rails } = this.#process(by);
      const event = { Records: [{ messageId: 'm', body, attributes: {}, eventSourceARN: 'q' }] };
      let left: readonly unknown[] = [];
      const done = await this.#run(by, async () => {
        const deps = { log, clock, store, rails, spool: memorySpool, postFile, postInbox, ...buckets };
        const handler = fileFunctionOf(by, deps);
        const context = { getRemainingTimeInMillis: () => 180_000 } as never;
        left = (await env.run(() => handler(event as never, context))).batchItemFailures;
      });
      if (!done || left.length > 0) queue.push({ body, at: this.now + 1_080_000 });
    }
    return due.length;
  }

  /** Puts something into the inbox, as an SFTP server does. */
  drop(key: string, content: string): void {
    this.inbox.objects.set(key, Buffer.from(content));
    this.#objectCreated(key, Buffer.byteLength(content));
  }

  #objectCreated(key: string, size: number): void {
    const detail = { object: { key, size } };
    this.queues.inbox.push({ body: JSON.stringify({ 'detail-type': 'Object Created', detail }), at: this.now });
  }

  async #minute(): Promise<void> {
    const { env, log, clock, store, post, postFile, rails, ask } = this.#process('sweep');
    const onUnbalanced = (count: number) => this.unbalanced.push(count);
    const context = { getRemainingTimeInMillis: () => 50_000 } as never;
    await this.#run('sweep', () =>
      env.run(() => buildSweep({ clock, log, store, post, postFile, rails, ask, onUnbalanced })({}, context)),
    );
    await this.#askBank({}).catch(() => undefined);
  }

  /** Everything that can be done now. */
  async pump(): Promise<void> {
    for (let rounds = 0; rounds < 50; rounds += 1) {
      const files = (await this.#files('files')) + (await this.#files('inbox'));
      if ((await this.#relay()) + (await this.#work()) + files === 0) return;
    }
    throw new Error('it does not come to rest');
  }

  /** Lets time pass, as the schedules see it. */
  async pass(ms: number): Promise<void> {
    await this.pump();
    const until = this.now + ms;
    // Long waits are crossed in long steps: nothing but the schedules looks at the clock.
    const step = Math.max(30_000, ms / 24);
    while (this.now < until) {
      this.now = Math.min(until, this.now + step);
      await this.#minute();
      await this.pump();
    }
  }

  settle = (): Promise<void> => this.pass(IDLE_MINUTES * MINUTE);

  async items(): Promise<readonly Item[]> {
    const items: Item[] = [];
    let from: Record<string, never> | undefined;
    do {
      const page = await this.#client.send(
        new ScanCommand({ TableName: this.#table, ExclusiveStartKey: from, ConsistentRead: true }),
      );
      items.push(...((page.Items ?? []) as unknown as Item[]));
      from = page.LastEvaluatedKey as never;
    } while (from !== undefined);
    return items;
  }

  async payments(): Promise<readonly Payment[]> {
    return (await this.items()).filter(({ sk }) => sk?.S === 'P').map((item) => readPayment(item as never));
  }
}
