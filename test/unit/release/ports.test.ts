import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Aws, AwsRefusal } from '../../../functions/kernel/aws/aws-call.ts';
import { canaries } from '../../../functions/registry/store/canaries.ts';
import { lambdaPorts } from '../../../functions/registry/store/lambda-ports.ts';
import { namedResources } from '../../../functions/registry/store/named-resources.ts';
import { resourceExists } from '../../../functions/registry/store/resource-exists.ts';
import { clockOf } from '../../support/clock.ts';

const ALIAS = 'arn:aws:lambda:eu-central-1:000000000000:function:api:live';
const FUNCTION = ALIAS.slice(0, -':live'.length);

interface Command {
  readonly input: Readonly<Record<string, unknown>>;
}

/** A client of the SDK that gives these answers in turn, and keeps what it was sent; an error is thrown. */
const client = (...answers: readonly unknown[]) => {
  const sent: Command['input'][] = [];
  const send = async ({ input }: Command): Promise<unknown> => {
    const answer = answers[sent.length];
    sent.push(input);
    if (answer instanceof Error) throw answer;
    return answer ?? {};
  };
  return { sent, client: { send } as never };
};
const named = (name: string): Error => Object.assign(new Error(name), { name });
const noProber = async () => ({ executedVersion: '' });

describe('Lambda for a rollback', () => {
  test('lists the versions of a function over all pages, the oldest first by number, and never $LATEST', async () => {
    const at = '2026-01-02T00:00:00.000+0000';
    const version = (Version: string) => ({ Version, LastModified: at });
    const { sent, client: lambda } = client(
      { Versions: [version('$LATEST'), version('10')], NextMarker: 'more' },
      { Versions: [version('9'), version('2')] },
    );
    const found = await lambdaPorts(lambda, noProber).published(ALIAS);
    expect(found).toEqual(['2', '9', '10'].map((one) => ({ version: one, at: Date.parse(at) })));
    expect(sent.map(({ Marker }) => Marker)).toEqual([undefined, 'more']);
  });

  test('moves an alias whole, from the revision that was seen, and says where that is stale', async () => {
    const { sent, client: lambda } = client({}, named('PreconditionFailedException'), named('AccessDenied'));
    const { move } = lambdaPorts(lambda, noProber);
    expect([await move(ALIAS, '3', 'r1'), await move(ALIAS, '3', 'r1')]).toEqual(['moved', 'stale']);
    await expect(move(ALIAS, '3', 'r1')).rejects.toThrow('AccessDenied');
    expect(sent[0]).toEqual({
      ...{ FunctionName: FUNCTION, Name: 'live', FunctionVersion: '3', RevisionId: 'r1' },
      RoutingConfig: { AdditionalVersionWeights: {} },
    });
  });

  test('tells of a version whether it can run, and of one that is gone nothing', async () => {
    const state = (State: string) => ({ State, CodeSha256: 'hash' });
    const { client: lambda } = client(
      ...[state('Active'), state('Inactive'), state('Failed'), named('ResourceNotFoundException'), named('Throttled')],
    );
    const { version } = lambdaPorts(lambda, noProber);
    const active = [];
    for (let count = 0; count < 4; count += 1) active.push((await version(ALIAS, '3'))?.active);
    expect(active).toEqual([true, true, false, undefined]);
    await expect(version(ALIAS, '3')).rejects.toThrow('Throttled');
  });

  test('proves an alias through the prober, and reads it where nobody may be asked', async () => {
    const asked: unknown[] = [];
    const prober = async (request: unknown) => {
      asked.push(request);
      return { executedVersion: '3', complaint: 'its health is 503' };
    };
    const { client: lambda, sent } = client({ FunctionVersion: '4' });
    const { prove, warm } = lambdaPorts(lambda, prober);
    const proved = (probe: string) => prove({ alias: ALIAS, probe } as never);
    expect(await proved('health')).toEqual({ executedVersion: '3', complaint: 'its health is 503' });
    expect(await proved('alias')).toEqual({ executedVersion: '4', complaint: undefined });
    await warm({ alias: ALIAS, probe: 'batch' } as never, '3');
    await warm({ alias: ALIAS, probe: 'alias' } as never, '3');
    expect(asked).toEqual([
      { function: 'api', qualifier: 'live', probe: 'health' },
      { function: 'api', qualifier: '3', probe: 'batch' },
    ]);
    expect(sent).toEqual([{ FunctionName: FUNCTION, Name: 'live' }]);
  });
});

describe('what a function names', () => {
  test('is told by its variables, and by aliases in any value', () => {
    const environment = {
      ...{ TABLE_NAME: 'ledger', OTHER_TABLE_NAME: 'other', EVENT_BUS_NAME: 'bus', SIGNING_KEY_ID: 'key' },
      ...{ WORK_QUEUE_URL: 'https://queue', STABLE_NAMES: 'x', FUNCTIONS: JSON.stringify({ a: ALIAS, b: 'none' }) },
    };
    expect(namedResources(environment).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      ...['table ledger', 'table other', 'bus bus', 'key key', 'queue https://queue', `function ${ALIAS}`],
    ]);
  });

  test('is asked for once, is gone where AWS says so, and anything else is an error', async () => {
    const { sent, client: lambda } = client({}, named('ResourceNotFoundException'), named('AccessDenied'));
    const exists = resourceExists(() => ({}) as never, lambda);
    const asked = (name: string) => exists({ kind: 'function', name });
    expect([await asked('a'), await asked('a'), await asked('b')]).toEqual([true, true, false]);
    expect(sent.map(({ FunctionName }) => FunctionName)).toEqual(['a', 'b']);
    await expect(asked('c')).rejects.toThrow('AccessDenied');
  });
});

describe('CodeDeploy', () => {
  let server: Server;
  let aws: Aws;
  const asked: { readonly operation: string; readonly body: Readonly<Record<string, unknown>> }[] = [];
  let answer: (operation: string, body: Readonly<Record<string, unknown>>) => object;

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
      const body = JSON.parse(Buffer.concat(chunks).toString());
      asked.push({ operation, body });
      const said = answer(operation, body);
      response.writeHead('__type' in said ? 400 : 200).end(JSON.stringify(said));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const credentials = async () => ({ accessKeyId: 'a', secretAccessKey: 'b' });
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    aws = { region: 'eu-central-1', endpoint, credentials, clock: clockOf(() => 0) };
  });
  afterAll(() => new Promise((done) => server.close(done)));
  beforeEach(() => void asked.splice(0));

  test('is asked for all that is under way, page by page, and described 25 at a time', async () => {
    const ids = Array.from({ length: 30 }, (_, at) => `d-${at}`);
    answer = (operation, { nextToken, deploymentIds }) =>
      operation === 'ListDeployments'
        ? nextToken === undefined
          ? { deployments: ids.slice(0, 10), nextToken: 'more' }
          : { deployments: ids.slice(10) }
        : {
            deploymentsInfo: (deploymentIds as string[]).map((deploymentId) => ({
              deploymentId,
              applicationName: 'Folio-A-App',
            })),
          };
    expect(await canaries(aws).running('Folio-A')).toEqual(ids);
    const batches = asked.flatMap(({ body }) => (body.deploymentIds === undefined ? [] : [body.deploymentIds]));
    expect((batches as string[][]).map(({ length }) => length)).toEqual([25, 5]);
  });

  test('lets a shift end five minutes after it began, or when its description says', async () => {
    const info = (more: object) => ({ deploymentId: 'd-1', applicationName: 'Folio-A-App', ...more });
    const lambdaFunctionInfo = { functionName: 'api', currentVersion: '1', targetVersion: '2' };
    const endOf = async (more: object) => {
      answer = (operation) =>
        ({
          ListDeployments: { deployments: ['d-1'] },
          BatchGetDeployments: { deploymentsInfo: [info(more)] },
          ListDeploymentTargets: { targetIds: ['t'] },
          BatchGetDeploymentTargets: { deploymentTargets: [{ lambdaTarget: { lambdaFunctionInfo } }] },
        })[operation] ?? {};
      return (await canaries(aws).shifting('Folio-A'))[0]?.endsAt;
    };
    const createTime = 1_795_000_000;
    expect(await endOf({ createTime })).toBe((createTime + 300) * 1000);
    expect(await endOf({ createTime, description: 'until 2026-12-01T00:00:00.000Z' })).toBe(Date.parse('2026-12-01'));
    expect(await endOf({ createTime, description: 'my deployment' })).toBe((createTime + 300) * 1000);
    expect(await endOf({})).toBeUndefined();
  });

  test('has gone for a queue or a key that is not there, or is about to go', async () => {
    const exists = (said: object) => {
      answer = () => said;
      return resourceExists(() => aws, {} as never);
    };
    const key = { kind: 'key', name: 'k' } as const;
    const state = (KeyState: string) => exists({ KeyMetadata: { KeyState } })(key);
    expect([await state('Enabled'), await state('PendingDeletion'), await state('Disabled')]).toEqual([
      true,
      false,
      false,
    ]);
    const queue = { kind: 'queue', name: 'q' } as const;
    expect(await exists({ __type: 'com.amazonaws.sqs#QueueDoesNotExist' })(queue)).toBe(false);
    expect(await exists({ Attributes: {} })(queue)).toBe(true);
    await expect(exists({ __type: 'AccessDenied' })(queue)).rejects.toBeInstanceOf(AwsRefusal);
  });
});
