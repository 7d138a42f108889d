import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { LocalStore } from '../../../local/aws/local-store.ts';
import { DEFAULT_SETTINGS, type QueueSettings } from '../../../local/sqs/queue-settings.ts';
import { Queues } from '../../../local/sqs/queues.ts';
import { sqsOperations } from '../../../local/sqs/sqs-api.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();
const { signal } = new AbortController();
const URL_OF = (name: string): string => `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`;
const QueueUrl = URL_OF('work');

// biome-ignore lint/suspicious/noExplicitAny: tests assert on what they find.
type Answer = any;

const rig = (change: Partial<QueueSettings> = {}) => {
  const clock = { now: 1_000_000 };
  const queues = new Queues(new LocalStore(join(folder(), 'local.sqlite')), () => clock.now);
  queues.define('dead', DEFAULT_SETTINGS);
  queues.define('work', { ...DEFAULT_SETTINGS, ...change });
  const operations = sqsOperations(queues, () => undefined);
  const call = async (operation: string, input: object = {}): Promise<Answer> =>
    operations[operation]?.({ QueueUrl, ...input }, { signal } as never);
  const code = (operation: string, input: object): Promise<string> =>
    call(operation, input).then(
      () => 'done',
      (error: { readonly code: string }) => error.code,
    );
  return { clock, queues, call, code };
};
const entries = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ Id: String(at), MessageBody: `body ${at}` }));

describe('SQS', () => {
  test('takes a batch of up to ten messages, all or none, each under an id of its own', async () => {
    const { call, code, queues } = rig();
    const sent = await call('SendMessageBatch', { Entries: entries(10) });
    expect(sent.Successful.map(({ Id }: Answer) => Id)).toEqual(entries(10).map(({ Id }) => Id));
    expect(await code('SendMessageBatch', { Entries: entries(11) })).toBe('TooManyEntriesInBatchRequest');
    expect(await code('SendMessageBatch', { Entries: [] })).toBe('EmptyBatchRequest');
    const twice = [...entries(1), ...entries(1)];
    expect(await code('SendMessageBatch', { Entries: twice })).toBe('BatchEntryIdsNotDistinct');
    expect(queues.counts('work').visible).toBe(10);
  });

  test('takes messages of up to the bytes of the queue, together, and none that is empty', async () => {
    const { code, queues } = rig({ maxBytes: 10 });
    const send = (MessageBody: string) => code('SendMessage', { MessageBody });
    expect(await send('x'.repeat(10))).toBe('done');
    expect(await send('é'.repeat(6))).not.toBe('done');
    expect(await send('')).not.toBe('done');
    const two = ['x'.repeat(5), 'x'.repeat(6)].map((MessageBody, at) => ({ Id: String(at), MessageBody }));
    expect(await code('SendMessageBatch', { Entries: two })).not.toBe('done');
    expect(queues.counts('work').visible).toBe(1);
  });

  test('delays and hides messages by seconds, within its bounds', async () => {
    const { call, code, clock } = rig();
    await call('SendMessage', { MessageBody: 'later', DelaySeconds: 5 });
    const receive = async (more: object = {}): Promise<Answer> =>
      (await call('ReceiveMessage', { WaitTimeSeconds: 0, ...more })).Messages?.[0];
    clock.now += 4_999;
    expect(await receive()).toBeUndefined();
    clock.now += 1;
    const { ReceiptHandle } = await receive({ VisibilityTimeout: 2 });
    await call('ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout: 3 });
    clock.now += 2_999;
    expect(await receive()).toBeUndefined();
    clock.now += 1;
    expect((await receive()).Body).toBe('later');
    expect(await code('SendMessage', { MessageBody: 'a', DelaySeconds: 900 })).toBe('done');
    expect(await code('SendMessage', { MessageBody: 'a', DelaySeconds: 901 })).not.toBe('done');
    expect(await code('ReceiveMessage', { MaxNumberOfMessages: 11 })).not.toBe('done');
    expect(await code('ReceiveMessage', { WaitTimeSeconds: 21 })).not.toBe('done');
  });

  test('waits for a message as long as its queue says, where the call says nothing, and not where it says 0', async () => {
    const { call } = rig({ waitMs: 20_000 });
    expect(await call('ReceiveMessage', { WaitTimeSeconds: 0 })).toEqual({});
    const waiting = call('ReceiveMessage');
    await call('SendMessage', { MessageBody: 'late' });
    expect((await waiting).Messages).toMatchObject([{ Body: 'late' }]);
    expect(await rig().call('ReceiveMessage')).toEqual({});
  });

  test('does of a batch what can be done, and says of the rest why not', async () => {
    const { call, queues } = rig();
    await call('SendMessageBatch', { Entries: entries(2) });
    const { Messages } = await call('ReceiveMessage', { MaxNumberOfMessages: 10, WaitTimeSeconds: 0 });
    const [first, second] = Messages.map(({ ReceiptHandle }: Answer) => ReceiptHandle);
    const hidden = await call('ChangeMessageVisibilityBatch', {
      Entries: [
        { Id: 'a', ReceiptHandle: first, VisibilityTimeout: 0 },
        { Id: 'b', ReceiptHandle: 'bad', VisibilityTimeout: 0 },
      ],
    });
    expect([hidden.Successful, hidden.Failed[0]]).toMatchObject([
      [{ Id: 'a' }],
      { Id: 'b', Code: 'ReceiptHandleIsInvalid', SenderFault: true },
    ]);
    const deleted = await call('DeleteMessageBatch', {
      Entries: [
        { Id: 'a', ReceiptHandle: 'bad' },
        { Id: 'b', ReceiptHandle: second },
      ],
    });
    expect([deleted.Successful, deleted.Failed.length]).toEqual([[{ Id: 'b' }], 1]);
    expect(queues.counts('work')).toMatchObject({ visible: 1, inFlight: 0 });
  });

  test('moves dead letters back from what is a queue of dead letters, and from no other', async () => {
    const { call, code, clock, queues } = rig({ redrive: { deadLetterQueue: 'dead', maxReceives: 1 } });
    await call('SendMessage', { MessageBody: 'a' });
    for (let times = 0; times < 2; times += 1) {
      await call('ReceiveMessage', { WaitTimeSeconds: 0 });
      clock.now += DEFAULT_SETTINGS.visibilityMs;
    }
    const arn = (name: string): string => `arn:aws:sqs:us-east-1:000000000000:${name}`;
    expect((await call('ListDeadLetterSourceQueues', { QueueUrl: URL_OF('dead') })).queueUrls).toHaveLength(1);
    expect(await code('StartMessageMoveTask', { SourceArn: arn('work') })).toBe('ResourceNotFoundException');
    expect(queues.counts('dead').visible).toBe(1);
    await call('StartMessageMoveTask', { SourceArn: arn('dead') });
    expect([queues.counts('dead').visible, queues.counts('work').visible]).toEqual([0, 1]);
  });

  test('tells of a queue what it is asked, in seconds and as text, and lets its visibility be set alone', async () => {
    const { call, code } = rig({ redrive: { deadLetterQueue: 'dead', maxReceives: 3 } });
    await call('SendMessage', { MessageBody: 'a' });
    const { Attributes } = await call('GetQueueAttributes', { AttributeNames: ['All'] });
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '1',
      VisibilityTimeout: String(DEFAULT_SETTINGS.visibilityMs / 1000),
      MessageRetentionPeriod: String(DEFAULT_SETTINGS.retentionMs / 1000),
    });
    expect(JSON.parse(Attributes.RedrivePolicy)).toMatchObject({ maxReceiveCount: 3 });
    await call('SetQueueAttributes', { Attributes: { VisibilityTimeout: '43200' } });
    const some = await call('GetQueueAttributes', { AttributeNames: ['VisibilityTimeout'] });
    expect(some.Attributes).toEqual({ VisibilityTimeout: '43200' });
    for (const attributes of [{ VisibilityTimeout: '43201' }, { VisibilityTimeout: '1.5' }, { DelaySeconds: '1' }, {}])
      expect(await code('SetQueueAttributes', { Attributes: attributes })).not.toBe('done');
    expect(await code('GetQueueAttributes', { AttributeNames: ['Nothing'] })).not.toBe('done');
    expect((await call('ListQueues', { QueueNamePrefix: 'wo' })).QueueUrls).toHaveLength(1);
    expect(await code('GetQueueUrl', { QueueName: 'none' })).toBe('QueueDoesNotExist');
  });
});
