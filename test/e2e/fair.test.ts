import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { relayBacklog } from '../../bin/bench/relay-backlog.ts';
import { awsOf } from '../support/local-aws.ts';
import { type Client, eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';
import { idsOf, type Receiver, startReceiver } from '../support/webhook-receiver.ts';

/** Items a second of each tenant; what may be had at once is 2,000 whatever the budget. */
const [BUDGET, BURST] = [50, 2_000];
const EACH = 100;
/** One and a half times what a tenant may have at once, by so many clients. */
const [BULKS, CLIENTS] = [30, 3];
const QUIET = 20;

let cloud: LocalCloud;
let quiet: Client;
let noisy: Client;
beforeAll(async () => {
  cloud = await startLocal({ environment: { FOLIO_TENANT_BUDGET: String(BUDGET) } });
  [quiet, noisy] = [cloud.client('acme'), cloud.client('globex')];
  for (const client of [quiet, noisy])
    expect((await client.post('/v1/accounts', { id: 'sink', currency: 'USD' })).status).toBe(201);
}, 150_000);
afterAll(() => cloud?.stop());

const postings = [{ from: '@world', to: 'sink', amount: '1' }];
const bulk = (client: Client, name: string) => {
  const transactions = Array.from({ length: EACH }, (_, index) => ({
    key: `${name}-${index}`,
    currency: 'USD',
    postings,
  }));
  return client.call('POST', '/v1/transactions/bulk', { body: { mode: 'independent', transactions }, key: null });
};
const transfer = (client: Client) => client.post('/v1/transactions', { currency: 'USD', postings });
/** The way to take the endpoint away again. */
const register = async (client: Client, { url }: Receiver): Promise<() => Promise<unknown>> => {
  const answer = await client.post('/v1/webhook-endpoints', { url, events: ['ledger.TransactionPosted'] });
  expect(answer.status).toBe(201);
  return () => client.call('DELETE', `/v1/webhook-endpoints/${answer.body.id}`);
};

/** Whether the consumer behind the bus reads its queue, and how much waits there. */
const intake = async () => {
  const aws = await awsOf(cloud.dataDir);
  const [lambda, sqs] = [new LambdaClient(aws), new SQSClient({ ...aws, useQueueUrlAsEndpoint: false })];
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  const mapping = EventSourceMappings.find(({ EventSourceArn }) => EventSourceArn?.includes('Intake'));
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  const [queue] =
    mapping === undefined
      ? []
      : QueueUrls.filter((url) => mapping.EventSourceArn?.endsWith(`:${url.split('/').at(-1)}`));
  return {
    turn: (Enabled: boolean) => lambda.send(new UpdateEventSourceMappingCommand({ UUID: mapping?.UUID, Enabled })),
    waiting: async () => {
      const asked = { QueueUrl: queue, AttributeNames: ['ApproximateNumberOfMessages' as const] };
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand(asked));
      return Number(Attributes?.ApproximateNumberOfMessages);
    },
    close: () => {
      lambda.destroy();
      sqs.destroy();
    },
  };
};

test('a tenant beyond its budget gets its budget and no more, and another gets all that it asks for', async () => {
  const receiver = await startReceiver();
  try {
    const remove = await register(quiet, receiver);
    const from = performance.now();
    const answers: Awaited<ReturnType<typeof bulk>>[] = [];
    const loud = Promise.all(
      Array.from({ length: CLIENTS }, async (_, client) => {
        for (let sent = 0; sent < BULKS / CLIENTS; sent += 1) answers.push(await bulk(noisy, `loud-${client}-${sent}`));
      }),
    );
    const made = [];
    for (let sent = 0; sent < QUIET; sent += 1) made.push(await transfer(quiet));
    await loud;
    const seconds = (performance.now() - from) / 1_000;

    expect(made.map(({ status }) => status)).toEqual(made.map(() => 201));
    const taken = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status === 429);
    expect(taken.length + refused.length).toBe(BULKS);
    expect(EACH * taken.length).toBeLessThanOrEqual(BURST + BUDGET * seconds);
    // As little as a tenant gets by itself, nothing else could be had in this time.
    expect(EACH * taken.length).toBeGreaterThanOrEqual(Math.min(BURST, EACH * BULKS));
    for (const { headers, body } of refused) {
      expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(body.type).toMatch(/over-budget$/);
    }
    // What was refused was not done, and what was taken was done whole.
    expect((await noisy.get('/v1/accounts/sink')).body.balance.posted).toBe(String(EACH * taken.length));
    await eventually(
      async () => new Set(idsOf(receiver.accepted)).size,
      (count) => count === QUIET,
      120_000,
    );
    await remove();
  } finally {
    await receiver.stop();
  }
}, 180_000);

test('events of a tenant that come behind hundreds of another’s are delivered before most of these', async () => {
  const [mine, theirs] = [await startReceiver(), await startReceiver()];
  const line = await intake();
  const few = 5;
  try {
    // What came before has been told to the end.
    const backlog = relayBacklog(cloud.dataDir);
    expect(await backlog.drained()).toBeDefined();
    backlog.close();
    await Promise.all([register(quiet, mine), register(noisy, theirs)]);
    await line.turn(false);
    const behind = new Set<string>();
    for (const name of ['behind-1', 'behind-2', 'behind-3']) {
      // Its budget is used up: it has as many again within seconds.
      const { body } = await eventually(
        () => bulk(noisy, name),
        ({ status }) => status === 200,
        60_000,
      );
      for (const { transaction } of body.results) behind.add(transaction.id);
    }
    for (let sent = 0; sent < few; sent += 1) expect((await transfer(quiet)).status).toBe(201);
    await eventually(line.waiting, (count) => count >= 3 * EACH + few, 120_000);
    await line.turn(true);
    await eventually(
      async () => mine.accepted.length,
      (count) => count >= few,
      120_000,
    );
    const last = mine.accepted[few - 1]?.at ?? 0;
    const told = () => theirs.accepted.filter(({ body }) => behind.has(JSON.parse(body).data.transaction.id));
    await eventually(
      async () => told().length,
      (count) => count >= behind.size,
      120_000,
    );
    expect(behind.size).toBe(3 * EACH);
    expect(told().filter(({ at }) => at < last).length).toBeLessThan(behind.size / 2);
  } finally {
    line.close();
    await Promise.all([mine.stop(), theirs.stop()]);
  }
}, 360_000);
