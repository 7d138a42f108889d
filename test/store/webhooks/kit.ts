import { createHmac, randomBytes } from 'node:crypto';
import {
  type AttributeValue,
  type DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Context, DynamoDBRecord } from 'aws-lambda';
import type { Budget } from '../../../functions/kernel/aws/budget.ts';
import type { Message } from '../../../functions/kernel/aws/put-events.ts';
import type { Log } from '../../../functions/kernel/core/log.ts';
import { Recent } from '../../../functions/kernel/core/recent.ts';
import { cursors } from '../../../functions/kernel/http/cursor.ts';
import { build } from '../../../functions/webhooks/handlers/api/routes.ts';
import { changesBudgeting } from '../../../functions/webhooks/handlers/live-budgeting.ts';
import { buildOnEvent } from '../../../functions/webhooks/handlers/on-event.ts';
import type { Outgoing, Send } from '../../../functions/webhooks/http-client/send.ts';
import type { Answer } from '../../../functions/webhooks/model/attempt.ts';
import type { Message as Job, Lane } from '../../../functions/webhooks/model/job.ts';
import { portRanges } from '../../../functions/webhooks/model/port-ranges.ts';
import { webhookSecretMessage } from '../../../functions/webhooks/model/webhook-secret.ts';
import { buildDeliver } from '../../../functions/webhooks/store/jobs/deliver.ts';
import { hostBudgets } from '../../../functions/webhooks/store/jobs/host-budget.ts';
import { buildDue } from '../../../functions/webhooks/store/jobs/wake-due.ts';
import { buildFanOut } from '../../../functions/webhooks/store/relay/fan-out.ts';
import type { Posted } from '../../../functions/webhooks/store/relay/job-queues.ts';
import { buildRelay } from '../../../functions/webhooks/store/relay/relay.ts';
import { DUE_SHARDS } from '../../../functions/webhooks/store/table/keys.ts';
import type { WebhooksStore } from '../../../functions/webhooks/store/table/webhooks-store.ts';
import { EVENT_TYPES } from '../../support/event-types.ts';
import { type Fault, faultyCalls, Killed, NO_FAULT } from '../../support/faults.ts';
import { sqs } from './kit-events.ts';

const context = { getRemainingTimeInMillis: () => 60_000 } as Context;

export interface Kit {
  readonly store: WebhooksStore;
  readonly time: { now: number };
  /** Jobs that wait, with the time from which they can be taken. */
  readonly queue: { readonly at: number; readonly posted: Posted }[];
  /** Stream records that were not handled yet. */
  readonly records: DynamoDBRecord[];
  readonly published: Message[];
  readonly sent: Outgoing[];
  readonly lines: unknown[];
  /** How late the fallback schedule was, run by run. */
  readonly late: number[];
  /** Called with each request to the queue. */
  onPost: (jobs: readonly Posted[]) => void;
  readonly onEvent: (bodies: readonly string[]) => Promise<readonly string[]>;
  /** One run of the fan-out with these records; the numbers of those it could not handle. */
  readonly fanOut: (records: readonly DynamoDBRecord[]) => Promise<readonly string[]>;
  /** Hands all stream records on. */
  readonly drainStream: () => Promise<void>;
  /** Runs every job that is due, until none is; the number of runs. */
  readonly drainQueue: (most?: number) => Promise<number>;
  /**
   * Messages as one batch of a lane, of the brisk one unless said, whatever stands in the queue. Those that stay in it, as m0, m1 ...
   */
  readonly batch: (messages: readonly Job[], lane?: Lane) => Promise<readonly string[]>;
  readonly wake: () => Promise<void>;
  readonly call: (routeKey: string, asked?: Asked) => Promise<Answered>;
}

export interface Asked {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly key?: string;
  readonly body?: unknown;
  readonly tenant?: string;
  readonly scope?: string;
  readonly client?: string;
}
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests assert on what they find.
  readonly json: any;
}

let sequence = 0;
const inserted = (item: Record<string, AttributeValue> | undefined): readonly DynamoDBRecord[] => {
  if (item === undefined) return [];
  sequence += 1;
  return [{ eventName: 'INSERT', dynamodb: { NewImage: item, SequenceNumber: String(sequence) } } as DynamoDBRecord];
};

/** Webhooks over a real table, with queue, stream, bus and receivers in memory, and a place for faults at each await. */
export const kit = (
  client: DynamoDBClient,
  table: string,
  answer: (outgoing: Outgoing, lane: Lane) => Answer | Promise<Answer> = () => ({
    status: 200,
    error: undefined,
    body: undefined,
  }),
  fault: Fault = NO_FAULT,
  tenantRuns?: number,
  hostBudget?: Budget,
  changesBudget?: Budget,
): Kit => {
  const time = { now: Date.parse('2026-11-22T10:00:00.000Z') };
  const clock = { now: () => time.now, sleep: () => new Promise<void>((resolve) => setImmediate(resolve)) };
  const random = { bytes: (count: number) => randomBytes(count), fraction: () => Math.random() };
  const queue: { at: number; posted: Posted }[] = [];
  const records: DynamoDBRecord[] = [];
  const published: Message[] = [];
  const sent: Outgoing[] = [];
  const lines: unknown[] = [];
  const late: number[] = [];
  const write = (...line: readonly unknown[]) => {
    lines.push(line);
  };
  const log = { info: write, warn: write, error: write } as Log;
  const { around } = faultyCalls(fault, false);
  const send = async (command: { readonly constructor: { readonly name: string } }) => {
    const done = await client.send(command as never);
    if (command instanceof TransactWriteItemsCommand) {
      records.push(...(command.input.TransactItems ?? []).flatMap(({ Put }) => inserted(Put?.Item)));
    }
    if (command instanceof PutItemCommand) records.push(...inserted(command.input.Item));
    return done;
  };
  const dynamo = {
    send: (command: { readonly constructor: { readonly name: string } }) =>
      around(command.constructor.name, {}, () => send(command)),
  } as unknown as WebhooksStore['dynamo'];
  const store: WebhooksStore = { dynamo, table, clock, random, dueShards: DUE_SHARDS, codeVersion: 'test' };
  const post = async (jobs: readonly Posted[]) => {
    made.onPost(jobs);
    await around('post', {}, () => {
      for (const posted of jobs) queue.push({ at: time.now + posted.delaySeconds * 1000, posted });
    });
  };
  const secretOf = async (tenant: string, name: string) =>
    createHmac('sha256', 'key').update(webhookSecretMessage(tenant, name)).digest();
  const policy = { loopback: true, loopbackPorts: portRanges('1-65535'), ownPorts: new Set([4000]), ipv6: true };
  const api = build({
    ...store,
    log,
    budgeting: changesBudget && changesBudgeting(store, log, changesBudget),
    secretOf,
    policy,
    cursors: cursors(async () => Buffer.alloc(32, 9)),
    resolve: async () => undefined,
    eventTypes: EVENT_TYPES,
  });
  const hosts = hostBudgets(store, hostBudget);
  const deliverOf = (lane: Lane) => {
    const sending: Send = async (outgoing) => {
      sent.push(outgoing);
      return around('send', {}, () => answer(outgoing, lane));
    };
    return buildDeliver({
      clock,
      log,
      store,
      post,
      secretOf,
      policy,
      lane,
      tenantRuns,
      send: sending,
      hosts,
      seen: new Recent(100),
    });
  };
  const deliver = { brisk: deliverOf('brisk'), patient: deliverOf('patient') };
  const onEvent = buildOnEvent({ clock, log, sequencer: { store, positions: new Recent(100) } });
  const fanOut = buildFanOut({ clock, log, store, post });
  const publish = async (messages: readonly Message[]) => {
    published.push(...messages);
    return new Set<number>();
  };
  const relay = buildRelay({ clock, log, publish });
  const due = buildDue({ clock, log, store, post, onLate: (lateMs) => late.push(lateMs) });
  const drainQueue = async (most = 10_000): Promise<number> => {
    for (let runs = 0; runs < most; runs += 1) {
      const index = queue.findIndex(({ at }) => at <= time.now);
      const [next] = index < 0 ? [] : queue.splice(index, 1);
      if (next === undefined) return runs;
      const { lane, message } = next.posted;
      const { batchItemFailures } = await deliver[lane](sqs([JSON.stringify(message)]) as never, context);
      if (batchItemFailures.length > 0) queue.push(next);
    }
    return most;
  };
  /** As a stream mapping does it: from what failed on a batch comes again, until it is handled; a batch that dies is halved. */
  const hand = async (batch: readonly DynamoDBRecord[]): Promise<void> => {
    try {
      for (const run of [fanOut, relay]) {
        for (let rest = batch; rest.length > 0; ) {
          const { batchItemFailures: failures } = await run({ Records: [...rest] }, context);
          const from = rest.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === failures[0]?.itemIdentifier);
          rest = from < 0 ? [] : rest.slice(from);
        }
      }
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      const half = Math.ceil(batch.length / 2);
      for (const part of [batch.slice(0, half), batch.slice(half)]) if (part.length > 0) await hand(part);
    }
  };
  const drainStream = async (): Promise<void> => {
    while (records.length > 0) await hand(records.splice(0));
  };
  const call = async (routeKey: string, asked: Asked = {}): Promise<Answered> => {
    const [method = '', path = ''] = routeKey.split(' ');
    const scope = asked.scope ?? 'webhooks:read webhooks:write events:read';
    const answered = await api({
      routeKey,
      rawPath: path,
      rawQueryString: asked.query ?? '',
      headers: {
        'content-type': 'application/json',
        ...(asked.key === undefined ? {} : { 'idempotency-key': asked.key }),
      },
      pathParameters: asked.params,
      body: asked.body === undefined ? undefined : JSON.stringify(asked.body),
      requestContext: {
        requestId: `r-${randomBytes(4).toString('hex')}`,
        http: { method },
        authorizer: { jwt: { claims: { tenant: asked.tenant ?? 'acme', client_id: asked.client ?? 'cli_1', scope } } },
      },
    });
    const text = answered.body ?? '';
    return {
      status: answered.statusCode,
      headers: answered.headers,
      text,
      json: text === '' ? undefined : JSON.parse(text),
    };
  };
  const made: Kit = {
    store,
    time,
    queue,
    records,
    published,
    sent,
    lines,
    late,
    onPost: () => undefined,
    drainStream,
    drainQueue,
    call,
    onEvent: async (bodies) => {
      const { batchItemFailures } = await onEvent(sqs(bodies) as never, context);
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
    batch: async (messages, lane = 'brisk') => {
      const { batchItemFailures: failures } = await deliver[lane](
        sqs(messages.map((each) => JSON.stringify(each))) as never,
        context,
      );
      return failures.map(({ itemIdentifier }) => itemIdentifier);
    },
    fanOut: async (some) => {
      const { batchItemFailures } = await fanOut({ Records: [...some] }, context);
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
    wake: async () => {
      await due({}, context);
    },
  };
  return made;
};
