import { createPublicKey, verify } from 'node:crypto';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GenerateMacCommand, GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { GetAliasCommand, InvokeCommand, LambdaClient, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { afterEach, describe, expect, test } from '@jest/globals';
import { addresses } from '../../../local/addresses.ts';
import { StackStates } from '../../../local/cloudformation/stack-states.ts';
import type { AliasView, Functions, InvokeOptions } from '../../../local/lambda/functions.ts';
import { LambdaFault } from '../../../local/lambda/lambda-fault.ts';
import type { Properties, ResourceRecord, Services } from '../../../local/services.ts';
import { startServices } from '../../../local/start-services.ts';
import { newCredentials } from '../../../local/trust/credentials.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();
const running: Services[] = [];
afterEach(async () => {
  for (const services of running.splice(0)) await services.stop();
});

interface Run {
  readonly target: string;
  readonly payload: string;
  readonly options: InvokeOptions | undefined;
}

const ALIAS: AliasView = {
  name: 'live',
  arn: 'arn:aws:lambda:us-east-1:000000000000:function:work:live',
  functionVersion: '3',
  weights: {},
  description: '',
  revisionId: 'one',
};

/** Functions that do nothing but be run. */
const fakeFunctions = (runs: Run[], noticed: () => void): Functions =>
  ({
    invoke: async (target: string, payload: string, options?: InvokeOptions) => {
      if (target.startsWith('missing')) throw new LambdaFault('ResourceNotFoundException', 'no such function');
      runs.push({ target, payload, options });
      noticed();
      return { statusCode: 200, executedVersion: '3', payload: '{"batchItemFailures":[]}', requestId: 'r' };
    },
    alias: () => ALIAS,
    updateAlias: (_: string, __: string, change: { revisionId?: string }) => {
      if (change.revisionId !== ALIAS.revisionId) throw new LambdaFault('PreconditionFailedException', 'has changed');
      return { ...ALIAS, functionVersion: '4' };
    },
    counts: () => [],
  }) as Partial<Functions> as Functions;

const start = async (dataDir = folder()) => {
  const runs: Run[] = [];
  let noticed = (): void => undefined;
  const functions = fakeFunctions(runs, () => noticed());
  const log = (): void => undefined;
  const places = addresses();
  const credentials = newCredentials();
  const host = { dataDir, addresses: places, functions, credentials, stacks: new StackStates(), log };
  const services = await startServices(host);
  running.push(services);
  const context = { dataDir, addresses: places, functions, asset: () => '', log };
  const apply = async (type: string, properties: Properties, previous?: ResourceRecord) => {
    const handler = services.handlers.find((each) => each.type === type);
    if (handler === undefined) throw new Error(`no handler for ${type}`);
    return handler.apply({ stack: 'S', logicalId: `${type.split('::').at(-1)}`, type, properties, previous }, context);
  };
  const client = {
    endpoint: services.endpoints.aws,
    region: 'us-east-1',
    credentials,
  };
  const call = async (
    target: string,
    input: unknown,
    headers: Readonly<Record<string, string>> = {
      authorization: 'AWS4',
      'x-amz-security-token': credentials.sessionToken,
    },
  ) => {
    const response = await fetch(services.endpoints.aws, {
      method: 'POST',
      headers: { 'x-amz-target': target, ...headers },
      body: JSON.stringify(input),
    });
    return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> };
  };
  const untilRuns = async (count: number): Promise<readonly Run[]> => {
    while (runs.length < count)
      await new Promise<void>((resolve) => {
        noticed = resolve;
      });
    return runs;
  };
  return { services, places, apply, client, call, untilRuns };
};

describe('the AWS endpoint', () => {
  test('takes no call without credentials, and names what it does not know', async () => {
    const { call } = await start();
    expect(await call('AmazonSQS.ListQueues', {}, {})).toMatchObject({
      status: 403,
      body: { __type: 'MissingAuthenticationTokenException' },
    });
    expect(await call('AmazonSQS.CreateQueue', {})).toMatchObject({
      status: 400,
      body: { __type: 'UnknownOperationException' },
    });
    expect(await call('AmazonSQS.constructor', {})).toMatchObject({ body: { __type: 'UnknownOperationException' } });
  });

  test('signs and computes MACs for the SDK, with keys that stay the same after a restart', async () => {
    const dataDir = folder();
    const first = await start(dataDir);
    const kms = new KMSClient(first.client);
    const rsa = await first.apply('AWS::KMS::Key', { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
    const hmac = await first.apply('AWS::KMS::Key', { KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' });
    const Message = new TextEncoder().encode('header.payload');
    const { Signature = new Uint8Array() } = await kms.send(
      new SignCommand({ KeyId: rsa.ref, Message, SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256' }),
    );
    const { PublicKey = new Uint8Array() } = await kms.send(new GetPublicKeyCommand({ KeyId: rsa.ref }));
    const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
    expect(verify('sha256', Message, key, Signature)).toBe(true);
    const mac = new GenerateMacCommand({ KeyId: hmac.ref, Message, MacAlgorithm: 'HMAC_SHA_256' });
    const before = await kms.send(mac);
    await running.pop()?.stop();
    const second = await start(dataDir);
    const after = await new KMSClient(second.client).send(mac);
    expect(Buffer.from(after.Mac ?? []).equals(Buffer.from(before.Mac ?? [0]))).toBe(true);
  });

  test('brings an event from the SDK through rule and queue to a function, and deletes what it has handled', async () => {
    const dataDir = folder();
    const { services, apply, client, untilRuns } = await start(dataDir);
    await apply('AWS::Events::EventBus', { Name: 'folio' });
    const queue = await apply('AWS::SQS::Queue', { VisibilityTimeout: 60 });
    await apply('AWS::Events::Rule', {
      EventBusName: 'folio',
      EventPattern: { source: ['ledger'] },
      Targets: [{ Id: 'T', Arn: queue.attributes.Arn }],
    });
    await apply('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: queue.attributes.Arn,
      FunctionName: ALIAS.arn,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    await services.begin();
    const events = new EventBridgeClient(client);
    const Entries = [{ EventBusName: 'folio', Source: 'ledger', DetailType: 'x', Detail: '{"n":1}' }];
    expect((await events.send(new PutEventsCommand({ Entries }))).FailedEntryCount).toBe(0);
    const [run] = await untilRuns(1);
    expect(run?.target).toBe(ALIAS.arn);
    const record = (JSON.parse(run?.payload ?? '') as { Records: readonly Readonly<Record<string, unknown>>[] })
      .Records[0];
    expect(record).toMatchObject({ eventSource: 'aws:sqs', eventSourceARN: queue.attributes.Arn });
    expect(JSON.parse(String(record?.body))).toMatchObject({ source: 'ledger', detail: { n: 1 } });
    await running.pop()?.stop();
    const after = await start(dataDir);
    const again = await after.apply('AWS::SQS::Queue', { VisibilityTimeout: 60 });
    const { body } = await after.call('AmazonSQS.GetQueueAttributes', { QueueUrl: again.ref, AttributeNames: ['All'] });
    expect(body.Attributes).toMatchObject({
      ApproximateNumberOfMessages: '0',
      ApproximateNumberOfMessagesNotVisible: '0',
    });
  });

  test('speaks the JSON protocol of SQS by the queue address that functions get', async () => {
    const { places, apply, call } = await start();
    const queue = await apply('AWS::SQS::Queue', { VisibilityTimeout: 60 });
    const QueueUrl = places.localize(queue.ref);
    expect(QueueUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/000000000000\//);
    const sent = await call('AmazonSQS.SendMessage', { QueueUrl, MessageBody: 'hello' });
    expect(sent.body.MD5OfMessageBody).toBe('5d41402abc4b2a76b9719d911017c592');
    const got = await call('AmazonSQS.ReceiveMessage', { QueueUrl, AttributeNames: ['All'] });
    const [message] = got.body.Messages as readonly Readonly<Record<string, unknown>>[];
    expect(message).toMatchObject({ Body: 'hello', Attributes: { ApproximateReceiveCount: '1' } });
    await call('AmazonSQS.DeleteMessage', { QueueUrl, ReceiptHandle: message?.ReceiptHandle });
    const { body } = await call('AmazonSQS.GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] });
    expect(body.Attributes).toMatchObject({ ApproximateNumberOfMessagesNotVisible: '0', VisibilityTimeout: '60' });
    expect(await call('AmazonSQS.SendMessage', { QueueUrl: 'x/unknown', MessageBody: 'm' })).toMatchObject({
      status: 400,
      body: { __type: 'QueueDoesNotExist' },
    });
  });

  test('runs functions and moves aliases for the SDK, with the errors of Lambda', async () => {
    const { client, untilRuns } = await start();
    const lambda = new LambdaClient({ ...client, maxAttempts: 1 });
    const answer = await lambda.send(new InvokeCommand({ FunctionName: ALIAS.arn, Payload: Buffer.from('{"a":1}') }));
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '3' });
    expect((await untilRuns(1))[0]).toMatchObject({ target: 'work:live', payload: '{"a":1}' });
    expect(await lambda.send(new GetAliasCommand({ FunctionName: 'work', Name: 'live' }))).toMatchObject({
      FunctionVersion: '3',
    });
    const move = (RevisionId: string) =>
      lambda.send(new UpdateAliasCommand({ FunctionName: 'work', Name: 'live', FunctionVersion: '4', RevisionId }));
    await expect(move('one')).resolves.toMatchObject({ FunctionVersion: '4' });
    await expect(move('two')).rejects.toMatchObject({ name: 'PreconditionFailedException' });
    const missing = lambda.send(new InvokeCommand({ FunctionName: 'missing', Payload: Buffer.from('{}') }));
    await expect(missing).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('keeps parameters, counts their versions, and overwrites only when asked', async () => {
    const { services, apply, call } = await start();
    await apply('AWS::SSM::Parameter', { Name: '/folio/a', Type: 'String', Value: 'one' });
    expect(await services.parameter('/folio/a')).toBe('one');
    const put = { Name: '/folio/a', Type: 'String', Value: 'two' };
    expect((await call('AmazonSSM.PutParameter', put)).body.__type).toBe('ParameterAlreadyExists');
    expect((await call('AmazonSSM.PutParameter', { ...put, Overwrite: true })).body.Version).toBe(2);
    const { body } = await call('AmazonSSM.GetParameters', { Names: ['/folio/a', '/folio/b'] });
    expect(body).toMatchObject({ Parameters: [{ Value: 'two' }], InvalidParameters: ['/folio/b'] });
  });

  test('turns metrics in log lines into alarms that ring', async () => {
    const { services, apply, call } = await start();
    await apply('AWS::CloudWatch::Alarm', {
      AlarmName: 'late',
      Namespace: 'Folio',
      MetricName: 'Lag',
      Dimensions: [{ Name: 'service', Value: 'ledger' }],
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 100,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    });
    const state = async (): Promise<unknown> =>
      (
        (await call('GraniteServiceVersion20100801.DescribeAlarms', {})).body.MetricAlarms as { StateValue: string }[]
      )[0]?.StateValue;
    expect(await state()).toBe('OK');
    const line = {
      _aws: { CloudWatchMetrics: [{ Namespace: 'Folio', Dimensions: [['service']], Metrics: [{ Name: 'Lag' }] }] },
      service: 'ledger',
      Lag: [50, 150],
    };
    services.onLogLine?.('relay', 'an ordinary line');
    services.onLogLine?.('relay', JSON.stringify(line));
    expect(await state()).toBe('ALARM');
  });

  test.each([
    ['a FIFO queue', 'AWS::SQS::Queue', 'FifoQueue'],
    ['a rule on a clock', 'AWS::Events::Rule', 'ScheduleExpression'],
  ])('%s is not among what is honoured', async (_, type, property) => {
    const { services } = await start();
    const handler = services.handlers.find((each) => each.type === type);
    expect([...(handler?.supports ?? []), ...Object.keys(handler?.ignores ?? {})]).not.toContain(property);
  });
});
