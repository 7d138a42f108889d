import { describe, expect, test } from '@jest/globals';
import type { AwsAccess } from '../../../bin/dlq/aws-access.ts';
import { discardParked, listParked, redriveParked, showParked } from '../../../bin/dlq/dead-letters.ts';
import { describePayload } from '../../../bin/dlq/describe-payload.ts';
import { readListing } from '../../../bin/dlq/objects.ts';

const SECRET = 'whsec_never-to-be-shown';
const EVENT = JSON.stringify({
  'detail-type': 'ledger.TransactionPosted',
  detail: { eventId: 'evt_1', tenant: 'acme', data: { note: SECRET } },
});
const ASIDE = JSON.stringify({
  requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 13 },
  timestamp: '2026-11-22T10:00:00.000Z',
  DDBStreamBatchInfo: { batchSize: 2 },
  payload: JSON.stringify({ Records: [{ note: SECRET }] }),
});
const ALL = { limit: 100 };

interface Fake {
  readonly aws: AwsAccess;
  /** Bodies by queue. */
  readonly queues: Map<string, string[]>;
  readonly objects: Map<string, string>;
  readonly invoked: string[];
  readonly hidden: Set<string>;
  failing: string;
  /** Parameters that were put, by name. */
  readonly records: Map<string, string>;
}

/** An account with one work queue, its dead letters, a foreign queue, and one stream whose records were put aside. */
const fakeAws = (letters: readonly string[], task?: string): Fake => {
  const queues = new Map([
    ['Folio-W-Queue', [] as string[]],
    ['Folio-W-Parked', [...letters]],
  ]);
  const objects = new Map([['aws/lambda/1/2026/aside-1', ASIDE]]);
  const fake = {
    queues,
    objects,
    invoked: [] as string[],
    hidden: new Set<string>(),
    failing: '',
    records: new Map<string, string>(),
  };
  const arnOf = (name: string) => `arn:aws:sqs:x:1:${name}`;
  const nameOf = (url: string) => url.split('/').at(-1) ?? '';
  const answers: Readonly<Record<string, (input: Readonly<Record<string, string>>) => unknown>> = {
    ListQueuesCommand: () => ({ QueueUrls: [...queues.keys()].map((name) => `https://q/${name}`) }),
    GetQueueAttributesCommand: ({ QueueUrl = '' }) => {
      const deadLetterTargetArn = arnOf('Folio-W-Parked');
      const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 5 });
      const policy = nameOf(QueueUrl) === 'Folio-W-Queue' ? { RedrivePolicy } : {};
      return { Attributes: { QueueArn: arnOf(nameOf(QueueUrl)), ...policy } };
    },
    ReceiveMessageCommand: ({ QueueUrl = '' }) => {
      const found = (queues.get(nameOf(QueueUrl)) ?? []).filter((Body) => !fake.hidden.has(Body)).slice(0, 10);
      for (const Body of found) fake.hidden.add(Body);
      const Attributes = { SentTimestamp: '1763805600000', DeadLetterQueueSourceArn: arnOf('Folio-W-Queue') };
      return { Messages: found.map((Body) => ({ MessageId: Body, ReceiptHandle: Body, Body, Attributes })) };
    },
    SendMessageCommand: ({ QueueUrl = '', MessageBody = '' }) => {
      if (MessageBody === fake.failing) throw Object.assign(new Error(SECRET), { name: 'AccessDenied' });
      queues.get(nameOf(QueueUrl))?.push(MessageBody);
      return {};
    },
    DeleteMessageCommand: ({ QueueUrl = '', ReceiptHandle = '' }) => {
      const left = (queues.get(nameOf(QueueUrl)) ?? []).filter((Body) => Body !== ReceiptHandle);
      queues.set(nameOf(QueueUrl), left);
      return {};
    },
    ChangeMessageVisibilityCommand: ({ ReceiptHandle = '' }) => {
      fake.hidden.delete(ReceiptHandle);
      return {};
    },
    ListEventSourceMappingsCommand: () => ({
      EventSourceMappings: [
        {
          FunctionArn: 'arn:aws:lambda:x:1:function:Folio-Ledger-Relay:live',
          DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::aside' } },
        },
        {
          FunctionArn: 'arn:aws:lambda:x:1:function:Other:live',
          DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::foreign' } },
        },
      ],
    }),
    GetParameterCommand: () => {
      if (task === undefined) throw Object.assign(new Error('none'), { name: 'ParameterNotFound' });
      return { Parameter: { Value: task } };
    },
    PutParameterCommand: ({ Name = '', Value = '' }) => {
      if (fake.failing === 'record') throw Object.assign(new Error('no'), { name: 'AccessDenied' });
      fake.records.set(Name, Value);
      return {};
    },
    InvokeCommand: ({ FunctionName = '', Payload = '' }) => {
      fake.invoked.push(`${FunctionName} ${Payload}`);
      const failures = fake.failing === 'records' ? [{ itemIdentifier: '1' }] : [];
      return { Payload: Buffer.from(JSON.stringify({ batchItemFailures: failures })) };
    },
  };
  const send = async (command: { readonly input: object }) => {
    const answer = answers[command.constructor.name];
    if (answer === undefined) throw new Error(`no answer to ${command.constructor.name}`);
    return answer(command.input as Readonly<Record<string, string>>);
  };
  const bucket = {
    list: async () => [...objects.keys()].map((key) => ({ key, bytes: 1 })),
    read: async (_: string, key: string) => objects.get(key) ?? '',
    remove: async (_: string, key: string) => {
      objects.delete(key);
    },
  };
  const aws = {
    objects: bucket,
    names: 'Folio-',
    parameters: '/folio',
    sqs: { send },
    lambda: { send },
    ssm: { send },
  };
  return Object.assign(fake, { aws: aws as unknown as AwsAccess });
};

describe('what is parked', () => {
  test('is not "nothing" where no place is meant: a part of a name that none has, or no deployment', async () => {
    const misspelt = listParked(fakeAws([EVENT]).aws, { ...ALL, place: 'nosuch' });
    await expect(misspelt).rejects.toThrow(
      'No place for what is parked has "nosuch" in its name. There are Folio-W-Parked, aside.',
    );
    const { aws } = fakeAws([]);
    const elsewhere = { ...aws, names: 'dev-Folio-', sqs: { send: async () => ({ QueueUrls: [] }) } };
    await expect(listParked(elsewhere as unknown as AwsAccess, ALL)).rejects.toThrow('is it deployed there?');
  });

  test('is listed with reason, attempts and type, and nothing of its body', async () => {
    const views = await listParked(fakeAws([EVENT]).aws, ALL);
    expect(views).toMatchObject([
      {
        place: 'Folio-W-Parked',
        type: 'ledger.TransactionPosted',
        attempts: 5,
        since: '2025-11-22T10:00:00.000Z',
        goesTo: 'Folio-W-Queue',
        links: { eventId: 'evt_1', tenant: 'acme' },
      },
      { place: 'aside', id: 'aside-1', reason: 'RetryAttemptsExhausted', attempts: 13, type: 'stream records (2)' },
    ]);
    expect(JSON.stringify(views.map(({ id: _, ...rest }) => rest))).not.toContain(SECRET);
  });

  test('is put back when it was only looked at', async () => {
    const fake = fakeAws(['a', 'b']);
    await listParked(fake.aws, ALL);
    expect([...fake.hidden]).toEqual([]);
    await expect(showParked(fake.aws, 'b')).resolves.toMatchObject({ id: 'b', bytes: 1 });
    await expect(showParked(fake.aws, 'c')).rejects.toThrow('Nothing that is parked has this id');
  });

  test('is read up to the limit', async () => {
    const letters = Array.from({ length: 30 }, (_, at) => `letter-${at}`);
    expect(await listParked(fakeAws(letters).aws, { limit: 100, place: 'Parked' })).toHaveLength(30);
  });
});

describe('a redrive', () => {
  test('brings messages back to their source and records to their consumer; a second one finds nothing to do', async () => {
    const fake = fakeAws(['a', 'b']);
    expect(await redriveParked(fake.aws, ALL)).toHaveLength(3);
    expect(fake.queues.get('Folio-W-Queue')).toEqual(['a', 'b']);
    expect(fake.invoked).toEqual([expect.stringContaining('function:Folio-Ledger-Relay:live {"Records"')]);
    expect(await redriveParked(fake.aws, ALL)).toEqual([]);
    expect([fake.queues.get('Folio-W-Parked'), fake.objects.size, fake.invoked.length]).toEqual([[], 0, 1]);
  });

  test('hands the whole object to the task of a domain that has one', async () => {
    const fake = fakeAws([], 'arn:task');
    await redriveParked(fake.aws, ALL);
    expect(fake.invoked).toEqual([`arn:task ${ASIDE}`]);
  });

  test('leaves parked what fails, says why in a word, and goes on with the others', async () => {
    const fake = fakeAws(['bad', 'good']);
    fake.failing = 'bad';
    const results = await redriveParked(fake.aws, { limit: 100, place: 'Parked' });
    expect(results.map(({ id, failed }) => [id, failed])).toEqual([
      ['bad', 'AccessDenied'],
      ['good', undefined],
    ]);
    expect([fake.queues.get('Folio-W-Parked'), fake.hidden.has('bad')]).toEqual([['bad'], false]);
    expect(JSON.stringify(results)).not.toContain(SECRET);
  });

  test('keeps the object while some of its records fail', async () => {
    const fake = fakeAws([]);
    fake.failing = 'records';
    expect(await redriveParked(fake.aws, ALL)).toMatchObject([{ failed: 'some records failed again' }]);
    expect(fake.objects.size).toBe(1);
  });

  test('moves only what was named', async () => {
    const fake = fakeAws(['a', 'b']);
    await redriveParked(fake.aws, { limit: 100, ids: ['b'] });
    expect([fake.queues.get('Folio-W-Queue'), fake.queues.get('Folio-W-Parked')]).toEqual([['b'], ['a']]);
  });
});

describe('a payload', () => {
  test.each([
    ['{', 'not an object in JSON'],
    ['[]', 'not an object in JSON'],
    [JSON.stringify({ 'detail-type': SECRET }), 'unknown'],
    [JSON.stringify({ delivery: 'dlv_1' }), 'attempt of a delivery'],
  ])('is described without being shown: %s', (body, type) => {
    expect(describePayload(body).type).toBe(type);
  });

  test('shows links of known form only', () => {
    const detail = { eventId: 'evt_1', tenant: 'a b', correlationId: '<script>' };
    expect(describePayload(JSON.stringify({ 'detail-type': 'a.B', detail })).links).toEqual({ eventId: 'evt_1' });
  });
});

test('keys of a bucket are read from its listing as they are', () => {
  const xml = '<R><Contents><Key>a&amp;b&#60;c/d</Key><Size>7</Size></Contents><Contents><Key>e</Key></Contents></R>';
  expect(readListing(xml)).toEqual([
    { key: 'a&b<c/d', bytes: 7 },
    { key: 'e', bytes: 0 },
  ]);
});

describe('a discard', () => {
  const WHY = { at: '2026-11-29T10:00:00.000Z', by: 'local:me', reason: 'a poisoned test' };

  test('throws away what was named and nothing else, and is on record with who and why, not with what was in it', async () => {
    const fake = fakeAws([EVENT, 'other']);
    const { record, notParked } = await discardParked(fake.aws, [EVENT, 'aside-1', 'gone'], WHY);
    expect(fake.queues.get('Folio-W-Parked')).toEqual(['other']);
    expect(fake.hidden.size).toBe(1); // the deleted one; the other is back for all to see
    expect(fake.objects.size).toBe(0);
    expect(notParked).toEqual(['gone']);
    expect(record).toMatch(/^\/folio\/operations\/discarded\/2026-11-29T10-00-00-000Z-/);
    const kept = JSON.parse(fake.records.get(record ?? '') ?? '');
    expect(kept).toMatchObject({ ...WHY, discarded: [{ place: 'Folio-W-Parked' }, { id: 'aside-1' }] });
    expect(kept.discarded.map((one: object) => Object.keys(one).join())).toEqual([
      'id,place,type,reason,since',
      'id,place,type,reason,since',
    ]);
  });

  test('that cannot be put on record does not happen', async () => {
    const fake = fakeAws(['poison']);
    fake.failing = 'record';
    await expect(discardParked(fake.aws, ['poison'], WHY)).rejects.toThrow();
    expect(fake.queues.get('Folio-W-Parked')).toEqual(['poison']);
    expect(fake.hidden.size).toBe(0);
  });

  test('of what is not parked records nothing', async () => {
    const fake = fakeAws([]);
    const nothing = { record: undefined, discarded: [], notParked: ['x'] };
    expect(await discardParked(fake.aws, ['x'], WHY)).toEqual(nothing);
    expect(fake.records.size).toBe(0);
  });
});
