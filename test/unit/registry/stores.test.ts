import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Aws, AwsRefusal } from '../../../functions/kernel/aws/aws-call.ts';
import { anchorName, digestOf } from '../../../functions/registry/contract/anchor.ts';
import { anchors } from '../../../functions/registry/store/anchors.ts';
import { answerCloudFormation } from '../../../functions/registry/store/answer-cloudformation.ts';
import { askProber } from '../../../functions/registry/store/ask-prober.ts';
import { codeHash, functionOf } from '../../../functions/registry/store/code-hashes.ts';
import { invoke } from '../../../functions/registry/store/invoke.ts';
import { parameters } from '../../../functions/registry/store/parameters.ts';
import { callerArn, stackStatus } from '../../../functions/registry/store/query-service.ts';
import { shifts } from '../../../functions/registry/store/shifts.ts';
import { clockOf } from '../../support/clock.ts';

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** AWS on loopback: what it is asked, and what it answers with, one after the other. */
const asked: Asked[] = [];
const answers: { readonly status: number; readonly body: string }[] = [];
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '', headers } = request;
  asked.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
  const { status, body } = answers.shift() ?? { status: 200, body: '{}' };
  response.writeHead(status).end(body);
});
let aws: Aws;

beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  aws = {
    region: 'eu-central-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: async () => ({ accessKeyId: 'id', secretAccessKey: 'secret' }),
    clock: clockOf(() => 1_795_000_000_000),
  };
});
afterAll(() => new Promise((done) => server.close(done)));
beforeEach(() => {
  asked.length = 0;
  answers.length = 0;
});
const says = (body: string | object, status = 200): void =>
  void answers.push({ status, body: typeof body === 'string' ? body : JSON.stringify(body) });

describe('anchors', () => {
  const version = (key: string, at: string): string =>
    `<Version><Key>${key}</Key><LastModified>${at}</LastModified></Version>`;
  const page = (inside: string, more = ''): string =>
    `<R><IsTruncated>${more !== ''}</IsTruncated>${more}${inside}</R>`;

  test('are put under their place and hash, with the checksum that a bucket with a lock asks for', async () => {
    await anchors(aws, 'witness').put('ledger', 7, '{"seq":7}');
    const [{ method, url, body, headers } = { method: '', url: '', body: '', headers: {} }] = asked;
    expect([method, url, body]).toEqual(['PUT', `/witness/ledger/0000000007/${digestOf('{"seq":7}')}`, '{"seq":7}']);
    expect(headers['x-amz-checksum-sha256']).toBe(Buffer.from(digestOf('{"seq":7}'), 'hex').toString('base64'));
  });

  test('are listed over all pages, hidden ones included, and without marks of deletion or names of others', async () => {
    const [one, two] = [anchorName('ledger', 1, 'a'), anchorName('ledger', 2, 'b')];
    const mark = `<DeleteMarker><Key>${one}</Key><LastModified>2026-01-03T00:00:00.000Z</LastModified></DeleteMarker>`;
    const more = '<NextKeyMarker>k</NextKeyMarker><NextVersionIdMarker>v</NextVersionIdMarker>';
    says(page(version(one, '2026-01-01T00:00:00.000Z') + mark + version('ledger/other', '2026-01-01'), more));
    says(page(version(two, '2026-01-02T00:00:00.000Z')));
    expect(await anchors(aws, 'witness').list('ledger')).toEqual([
      { seq: 1, digest: digestOf('a'), at: Date.parse('2026-01-01') },
      { seq: 2, digest: digestOf('b'), at: Date.parse('2026-01-02') },
    ]);
    expect(asked.map(({ url }) => url)).toEqual([
      '/witness?prefix=ledger%2F&versions=',
      '/witness?key-marker=k&prefix=ledger%2F&version-id-marker=v&versions=',
    ]);
  });

  test('that are refused say so by AWS’ own code', async () => {
    says('<Error><Code>AccessDenied</Code><Message>no</Message></Error>', 403);
    await expect(anchors(aws, 'witness').put('ledger', 1, 'a')).rejects.toMatchObject({ code: 'AccessDenied' });
  });
});

describe('parameters', () => {
  test('below a path are read over all pages, with their times in milliseconds', async () => {
    const found = (Name: string) => ({ Name, Value: '3', LastModifiedDate: 1_795_000_000.5 });
    says({ Parameters: [found('/a')], NextToken: 'more' });
    says({ Parameters: [found('/b')] });
    expect(await parameters(aws).under('/folio')).toEqual(
      ['/a', '/b'].map((name) => ({ name, value: '3', setAt: 1_795_000_000_500 })),
    );
    expect(asked.map(({ body }) => JSON.parse(body))).toEqual([
      { Path: '/folio', Recursive: true },
      { Path: '/folio', Recursive: true, NextToken: 'more' },
    ]);
  });

  test('that are not there are undefined, and any other refusal is one', async () => {
    says({ Parameter: { Value: '3' } });
    expect(await parameters(aws).get('/a')).toBe('3');
    says({ __type: 'ParameterNotFound' }, 400);
    expect(await parameters(aws).get('/a')).toBeUndefined();
    says({ __type: 'AccessDeniedException' }, 400);
    await expect(parameters(aws).get('/a')).rejects.toBeInstanceOf(AwsRefusal);
  });

  test('are made where there are none and left as they are where there are, and put over what is there', async () => {
    says({ __type: 'ParameterAlreadyExists' }, 400);
    await parameters(aws).create('/a', 'none', 'a pin');
    await parameters(aws).put('/a', '3');
    expect(asked.map(({ body }) => JSON.parse(body).Overwrite)).toEqual([false, true]);
    says({ __type: 'ParameterAlreadyExists' }, 400);
    await expect(parameters(aws).put('/a', '3')).rejects.toBeInstanceOf(AwsRefusal);
  });
});

describe('the answer to CloudFormation', () => {
  const request = {
    ...{
      ResponseURL: 'http://example/once',
      StackId: 's',
      RequestId: 'r',
      LogicalResourceId: 'l',
      RequestType: 'Create',
    },
  } as never;
  const answering = (...statuses: readonly number[]) => {
    const bodies: Record<string, string>[] = [];
    const pauses: number[] = [];
    const ports = {
      clock: { now: () => 0, sleep: async (ms: number) => void pauses.push(ms) },
      random: { fraction: () => 1 },
      fetch: (async (_: unknown, init: { readonly body: string }) => {
        bodies.push(JSON.parse(init.body));
        return new Response(null, { status: statuses[bodies.length - 1] ?? 200 });
      }) as never,
    };
    return { bodies, pauses, answer: answerCloudFormation(ports) };
  };

  test('says what became of the request, in no more words than are taken', async () => {
    const { bodies, answer } = answering();
    await answer(request, { physicalId: 'p' });
    await answer(request, { physicalId: 'p', failure: 'x'.repeat(2_000) });
    expect(bodies).toEqual([
      {
        Status: 'SUCCESS',
        Reason: 'done',
        PhysicalResourceId: 'p',
        StackId: 's',
        RequestId: 'r',
        LogicalResourceId: 'l',
      },
      expect.objectContaining({ Status: 'FAILED', Reason: 'x'.repeat(1_000) }),
    ]);
  });

  test('is tried three times, and fails where none is taken', async () => {
    const third = answering(500, 403, 200);
    await third.answer(request, { physicalId: 'p' });
    expect(third.bodies).toHaveLength(3);
    const never = answering(500, 500, 500, 200);
    await expect(never.answer(request, { physicalId: 'p' })).rejects.toThrow('500');
    expect([never.bodies.length, never.pauses]).toEqual([3, [1_000, 2_000]]);
  });
});

describe('a function that is asked', () => {
  const lambda = (answer: object) => {
    const inputs: Record<string, unknown>[] = [];
    const send = async ({ input }: { readonly input: Record<string, unknown> }) => {
      inputs.push(input);
      return answer;
    };
    return { inputs, client: { send } as never };
  };
  const text = (value: unknown) => Buffer.from(JSON.stringify(value));

  test('is run at its qualifier, and tells which version answered and whether it failed', async () => {
    const well = lambda({ ExecutedVersion: '7', Payload: text({ a: 1 }) });
    expect(await invoke(well.client)('api', 'live', {})).toEqual({
      executedVersion: '7',
      failed: false,
      payload: '{"a":1}',
    });
    expect(well.inputs[0]?.FunctionName).toBe('api:live');
    const bad = lambda({ ExecutedVersion: '7', FunctionError: 'Unhandled', Payload: text({}) });
    expect((await invoke(bad.client)('api', '7', {})).failed).toBe(true);
  });

  test('through the prober that fails is a complaint, and no version', async () => {
    const asks = { function: 'api', qualifier: '7', probe: 'health' } as const;
    const well = lambda({ Payload: text({ executedVersion: '7' }) });
    expect(await askProber(well.client, 'prober:live')(asks)).toEqual({ executedVersion: '7' });
    const bad = lambda({ FunctionError: 'Unhandled', Payload: text({ errorMessage: 'boom' }) });
    expect(await askProber(bad.client, 'prober:live')(asks)).toEqual({
      executedVersion: '',
      complaint: 'the prober failed: boom',
    });
  });

  test('for the hash of its code is asked by its own name, at that version', async () => {
    const alias = 'arn:aws:lambda:eu-central-1:1:function:api:live';
    expect(functionOf(alias)).toBe('arn:aws:lambda:eu-central-1:1:function:api');
    const { client, inputs } = lambda({ CodeSha256: 'hash' });
    expect(await codeHash(client)(alias, '7')).toBe('hash');
    expect(inputs).toEqual([{ FunctionName: functionOf(alias), Qualifier: '7' }]);
  });
});

describe('a deployment of CodeDeploy', () => {
  const tells = (info: object) => {
    says({ deploymentInfo: info });
    says({ targetIds: ['t'] });
    const lambdaFunctionInfo = { functionName: 'api', currentVersion: '1', targetVersion: '2' };
    says({ deploymentTargets: [{ lambdaTarget: { lambdaFunctionInfo } }, { lambdaTarget: null }] });
  };
  const move = { functionName: 'api', from: '1', to: '2' };

  test('that succeeded has promoted its alias', async () => {
    tells({ status: 'Succeeded', creator: 'user' });
    expect(await shifts(aws)('d-1')).toEqual([{ ...move, outcome: 'promoted', reason: '', alarm: undefined }]);
  });

  test('that an alarm ended has taken it back, by that alarm', async () => {
    const message = 'One or more alarms have been activated. Activated alarms: Folio-Ledger-ApiErrors-1ABC';
    tells({ status: 'Stopped', errorInformation: { code: 'ALARM_ACTIVE', message } });
    expect(await shifts(aws)('d-1')).toEqual([
      { ...move, outcome: 'taken-back', reason: message, alarm: 'Folio-Ledger-ApiErrors-1ABC' },
    ]);
  });

  test('that somebody stopped names no alarm, and says its code or its state where it has no words', async () => {
    tells({ status: 'Stopped', errorInformation: { code: 'MANUAL_STOP', message: 'by some-body' } });
    expect(await shifts(aws)('d-1')).toMatchObject([
      { outcome: 'taken-back', reason: 'by some-body', alarm: undefined },
    ]);
    tells({ status: 'Stopped', errorInformation: { code: 'MANUAL_STOP' } });
    expect((await shifts(aws)('d-1'))[0]?.reason).toBe('MANUAL_STOP');
    tells({ status: 'Failed' });
    expect((await shifts(aws)('d-1'))[0]?.reason).toBe('CodeDeploy says Failed');
  });

  test('that is the way back of another one tells nothing of its own', async () => {
    says({ deploymentInfo: { status: 'Succeeded', creator: 'codeDeployRollback' } });
    expect([await shifts(aws)('d-1'), asked.length]).toEqual([[], 1]);
  });
});

describe('a stack', () => {
  test('has the status that CloudFormation says, and none where there is no such stack', async () => {
    says('<S><StackStatus>UPDATE_COMPLETE</StackStatus></S>');
    expect(await stackStatus(aws, 'Folio-Ledger')).toBe('UPDATE_COMPLETE');
    says('<E><Code>ValidationError</Code><Message>none</Message></E>', 400);
    expect(await stackStatus(aws, 'Folio-Ledger')).toBeUndefined();
    says('<E><Code>AccessDenied</Code><Message>no</Message></E>', 403);
    await expect(stackStatus(aws, 'Folio-Ledger')).rejects.toBeInstanceOf(AwsRefusal);
    says('<I><Arn>arn:aws:iam::1:user/ann</Arn></I>');
    expect(await callerArn(aws)).toBe('arn:aws:iam::1:user/ann');
  });
});
