import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { folio, wordsOf } from '../support/command-line.ts';
import { lambdaOf } from '../support/lambda.ts';
import { awsOf } from '../support/local-aws.ts';
import { eventually, type LocalCloud, startLocal } from '../support/local-cloud.ts';
import { commandsOf } from '../support/runbook.ts';

let cloud: LocalCloud;
let sqs: SQSClient;
beforeAll(async () => {
  cloud = await startLocal();
  sqs = new SQSClient({ ...(await awsOf(cloud.dataDir)), useQueueUrlAsEndpoint: false });
}, 90_000);
afterAll(async () => {
  sqs?.destroy();
  await cloud?.stop();
});

const dlq = async (...args: string[]) => {
  const { code, stdout: out, stderr: err } = await folio('dlq', ...args, '--data', cloud.dataDir);
  return { code, out, err };
};
const parked = async () => JSON.parse((await dlq('list', '--json')).out);

/** Puts a message where those lie that nobody could handle: those of the intake of webhooks, unless said. */
const park = async (body: string, place = 'IntakeDeadLetters'): Promise<string> => {
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'Folio-' }));
  const QueueUrl = QueueUrls.find((url) => url.includes(place));
  return (await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }))).MessageId ?? '';
};

const eventText = async (): Promise<string> => {
  const detail = JSON.parse(await readFile('functions/ledger/contract/samples/ledger.HoldPlaced.v1.json', 'utf8'));
  return JSON.stringify({ source: 'ledger', 'detail-type': 'ledger.HoldPlaced', detail });
};
/** About a delivery that does not exist any more: whoever gets it drops it. */
const jobText = (delivery: string): string =>
  JSON.stringify({ tenant: 'acme', delivery, endpoint: 'we_gone', attempts: 0, deferred: 0 });
/** What Lambda leaves of a scheduled run that failed. */
const failedRun = async (name: string): Promise<string> => {
  const functionArn = (await (await lambdaOf(cloud.dataDir)).functions()).find((one) => one.includes(name)) ?? '';
  const requestContext = { functionArn: `${functionArn}:live`, condition: 'RetriesExhausted' };
  return JSON.stringify({ requestContext, requestPayload: {}, responseContext: { functionError: 'Unhandled' } });
};

describe('folio dlq', () => {
  test('an empty one says so, and an unknown id is one line and exit code 1', async () => {
    expect(await dlq('list')).toMatchObject({ code: 0, out: 'Nothing is parked.\n' });
    const shown = await dlq('show', 'no-such-id');
    // What it names can be pasted: the command by its path, with the data folder that this one was given.
    const list = `${resolve('folio')} dlq list --data ${cloud.dataDir}`;
    expect([shown.code, shown.err]).toEqual([1, `folio: Nothing that is parked has this id. See "${list}".\n`]);
  }, 30_000);

  test.each([
    [[], 'Say which'],
    [['x', '--all'], '--all alone'],
    [['--queue', 'Intake', '--all'], '--all alone'],
  ])(
    'redrive %j is wrong use: exit code 2, and nothing is touched',
    async (args, says) => {
      const { code, err } = await dlq('redrive', ...args);
      expect([code, err.includes(says)]).toEqual([2, true]);
    },
    30_000,
  );

  test('an event that was parked is in the feed once after two redrives, and poison shows nothing of itself', async () => {
    const detail = JSON.parse(await readFile('functions/ledger/contract/samples/ledger.HoldPlaced.v1.json', 'utf8'));
    const message = { source: 'ledger', 'detail-type': 'ledger.HoldPlaced', detail: { ...detail, tenant: 'acme' } };
    const poison = await park('{"card":"4111 1111 1111 1111"}');
    const feed = async () =>
      (await cloud.client('acme').get('/v1/events')).body.data.map((one: { id: string }) => one.id);
    for (let round = 0; round < 2; round += 1) {
      const good = await park(JSON.stringify(message));
      expect(await parked()).toMatchObject([
        { id: poison, type: 'unknown' },
        { id: good, type: 'ledger.HoldPlaced', attempts: 90, links: { eventId: detail.eventId, tenant: 'acme' } },
      ]);
      expect((await dlq('redrive', good)).code).toBe(0);
      expect((await dlq('redrive', good)).err).toContain('Not parked, or not any more');
      await eventually(feed, (ids) => ids.length > 0);
    }
    // What was sent later has arrived, so the second copy has had its chance.
    await cloud.client('acme').post('/v1/accounts', { id: 'later', currency: 'USD' });
    const ids = await eventually(feed, (seen) => seen.length > 1);
    expect(ids.filter((id: string) => id === detail.eventId)).toHaveLength(1);
    expect(ids).toHaveLength(2);
    const { out } = await dlq('show', poison);
    expect(out).toContain('its consumer failed each time');
    expect(out).not.toContain('4111');
  }, 60_000);

  // Of each runbook that says `folio dlq`: something that could lie there, and whether its commands bring it back.
  test.each<readonly [string, string, (() => string | Promise<string>) | undefined]>([
    ['webhooks-feed', 'IntakeDeadLetters', eventText],
    ['webhooks-deliveries', 'ServiceDeliveriesDeadLetters', () => jobText('brisk')],
    ['webhooks-deliveries', 'PatientDeliveriesDeadLetters', () => jobText('patient')],
    ['webhooks-deliveries', 'DueSchedule', () => failedRun('ServiceDue')],
    ['ledger-sweep-holds', 'SweepSchedule', () => failedRun('SweepHolds')],
    ['payments-work', 'ServiceWorkDeadLetters', () => JSON.stringify({ tenant: 'acme', payment: 'pay_gone' })],
    ['payments-work', 'ClockSchedule', () => failedRun('Payments-ServiceSweep')],
    ['payments-sandbox', 'BankSchedule', () => failedRun('ServiceSandboxBank')],
    ['payments-relay', 'a bucket', undefined],
    ['webhooks-relay', 'a bucket', undefined],
    ['ledger-relay', 'a bucket', undefined],
  ])(
    'the commands of %s run as they stand, and bring back what lies in %s',
    async (runbook, place, body) => {
      const id = body === undefined ? undefined : await park(await body(), place);
      const commands = commandsOf(runbook).filter((command) => command.startsWith('./folio dlq '));
      expect(commands.length).toBeGreaterThan(1);
      let out = '';
      for (const command of commands) {
        const [, , ...args] = wordsOf(command);
        const ended = await dlq(...args);
        expect([command, ended.code, ended.err]).toEqual([command, 0, '']);
        out += ended.out;
      }
      if (id !== undefined) expect(out).toContain(`${id} -> `);
      const left = (await parked()).map((one: { readonly id: string }) => one.id);
      expect(left).not.toContain(id);
    },
    120_000,
  );
});
