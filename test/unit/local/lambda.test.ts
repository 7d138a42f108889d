import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { addresses } from '../../../local/addresses.ts';
import { compiledDir, storeCode } from '../../../local/lambda/code-store.ts';
import { MAX_ENVIRONMENTS } from '../../../local/lambda/pool.ts';
import { Lambda } from '../../../local/lambda/runtime.ts';
import { newCredentials } from '../../../local/trust/credentials.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { eventually } from '../../support/local-cloud.ts';

const SOURCE = `
import { getPriority } from 'node:os';
let calls = 0;
const acts = {
  echo: (event, context) => ({ event, calls, env: process.env, context, remaining: context.getRemainingTimeInMillis() }),
  print: () => { console.log('hello', { a: 1 }); process.stdout.write('{"_aws":1}\\n'); return calls; },
  priority: () => getPriority(0),
  throws: () => { throw new TypeError('no way'); },
  exit: () => process.exit(3),
  reject: () => { Promise.reject(new RangeError('lost')); return new Promise(() => {}); },
  hang: () => new Promise(() => {}),
  spin: () => { for (;;); },
  eat: () => { const all = []; for (;;) all.push(new Array(1e5).fill(Math.random())); },
  huge: () => 'x'.repeat(7e6),
  overlap: async () => { const before = ++globalThis.running || (globalThis.running = 1); await new Promise((r) => setTimeout(r, 20)); globalThis.running -= 1; return before; },
};
export const handler = async (event, context) => { calls += 1; return acts[event.act](event, context); };
`;

const folder = temporaryFolder();
const lines: string[] = [];
const places = addresses();
places.declare('https://abc.execute-api.us-east-1.amazonaws.com', 'http://127.0.0.1:4000');
const lambda = new Lambda({
  dataDir: folder.path,
  addresses: places,
  endpoints: () => ({ aws: 'http://127.0.0.1:1', dynamodb: 'http://127.0.0.1:2', credentials: newCredentials() }),
  isBackground: (name) => name === 'behind',
  onLogLine: (name, line) => lines.push(`${name}: ${line}`),
  deliver: async () => undefined,
  log: () => undefined,
});
afterAll(async () => {
  await lambda.stop();
  folder.remove();
});

const asset = (source: string): string => {
  const dir = join(folder.path, `asset-${source.length}`);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'index.mjs'), source);
  return dir;
};

const put = (name: string, source = SOURCE, over: { timeoutSeconds?: number; memoryMb?: number } = {}): void => {
  lambda.control.putFunction(
    name,
    {
      ...storeCode(lambda.root, asset(source)),
      handler: 'index.handler',
      memoryMb: 128,
      timeoutSeconds: 5,
      environment: { ISSUER: 'https://abc.execute-api.us-east-1.amazonaws.com/x' },
      description: '',
      logGroup: `/aws/lambda/${name}`,
      jsonLogs: false,
      ...over,
    },
    undefined,
  );
  lambda.changed(name);
};

const call = async (target: string, act: string, more: object = {}) => {
  const result = await lambda.invoke(target, JSON.stringify({ act, ...more }));
  return { ...result, value: JSON.parse(result.payload) };
};

describe('a function in an environment of its own', () => {
  test('gets its event, its context and only its own environment variables', async () => {
    process.env.SECRET_OF_THE_DEVELOPER = 'x';
    put('plain');
    const { value, executedVersion, functionError } = await call('plain', 'echo', { n: 1 });
    expect([executedVersion, functionError, value.event.n]).toEqual(['$LATEST', undefined, 1]);
    expect(value.env).toMatchObject({
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'plain',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:2',
      ISSUER: 'http://127.0.0.1:4000/x',
    });
    expect(value.env.SECRET_OF_THE_DEVELOPER).toBeUndefined();
    expect(value.context).toMatchObject({
      functionName: 'plain',
      memoryLimitInMB: '128',
      logGroupName: '/aws/lambda/plain',
    });
    expect(value.context.invokedFunctionArn).toBe('arn:aws:lambda:us-east-1:000000000000:function:plain');
    expect(value.remaining).toBeGreaterThan(3_000);
    expect(value.remaining).toBeLessThanOrEqual(5_000);
  });

  // Only Linux has a priority for each thread.
  (process.platform === 'linux' ? test : test.skip)('gives way to requests where nobody waits for it', async () => {
    put('asked');
    put('behind');
    const [asked, behind] = [await call('asked', 'priority'), await call('behind', 'priority')];
    // However nice the whole local cloud is: only root may take niceness back.
    expect(behind.value).toBe(Math.min(19, asked.value + 5));
  });

  test('is used again when it is free, and never by two at once', async () => {
    put('shared');
    const all = await Promise.all(Array.from({ length: 30 }, () => call('shared', 'overlap')));
    expect(all.map(({ value }) => value)).toEqual(Array(30).fill(1));
    const [counts] = lambda.counts().filter(({ name }) => name === 'shared');
    expect(counts).toMatchObject({ errors: 0, environments: MAX_ENVIRONMENTS });
    expect((counts?.cold ?? 0) + (counts?.warm ?? 0)).toBe(30);
    expect(counts?.cold).toBeLessThanOrEqual(MAX_ENVIRONMENTS);
  });

  test.each([
    ['throws', 'TypeError', 'no way'],
    ['exit', 'Runtime.ExitError', 'Runtime exited with error: exit status 3'],
    ['reject', 'RangeError', 'lost'],
    ['eat', 'Runtime.ExitError', 'Runtime exited with error: signal: killed (out of memory)'],
    ['huge', 'Error', expect.stringContaining('Response payload size exceeded')],
  ])('%s is a failed invocation, and the next one works', async (act, errorType, errorMessage) => {
    put(`fails-${act}`);
    const { statusCode, functionError, value } = await call(`fails-${act}`, act);
    expect([statusCode, functionError]).toEqual([200, 'Unhandled']);
    expect(value).toMatchObject({ errorType, errorMessage });
    expect((await call(`fails-${act}`, 'echo')).functionError).toBeUndefined();
  });

  test.each(['hang', 'spin'])('%s is ended at its timeout', async (act) => {
    put(`slow-${act}`, SOURCE, { timeoutSeconds: 0.3 });
    const { functionError, value } = await call(`slow-${act}`, act);
    expect(functionError).toBe('Unhandled');
    expect(value).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringContaining('timed out after 0.30 seconds'),
    });
    expect((await call(`slow-${act}`, 'echo')).value.calls).toBe(1);
  });

  test('a bundle that does not load says why', async () => {
    put('broken', 'import "nowhere";');
    expect((await call('broken', 'echo')).value.errorMessage).toContain('nowhere');
  });

  test('what was compiled is kept for the next environment, which compiles anew what somebody has damaged', async () => {
    put('kept');
    expect((await call('kept', 'echo')).value.calls).toBe(1);
    const dir = compiledDir(lambda.root, storeCode(lambda.root, asset(SOURCE)).code);
    const kept = () => readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((name) => join(dir, name));
    const files = await eventually(
      async () => (existsSync(dir) ? kept().filter((path) => statSync(path).isFile()) : []),
      ({ length }) => length > 0,
    );
    for (const file of files) writeFileSync(file, 'damaged');
    await call('kept', 'exit');
    expect((await call('kept', 'echo')).value.calls).toBe(1);
  });

  test('what it prints ends in its log file, and every line is seen', async () => {
    put('talks');
    await call('talks', 'print');
    await call('talks', 'throws');
    expect(lines).toContain('talks: {"_aws":1}');
    expect(lines.some((line) => /^talks: \S+Z\t[\w-]{36}\tINFO\thello \{ a: 1 \}$/.test(line))).toBe(true);
    lambda.flushLogs();
    const log = readFileSync(join(folder.path, 'logs', 'talks.log'), 'utf8');
    expect(log).toContain('{"_aws":1}\n');
    expect(log).toContain('ERROR\tTypeError: no way\n');
  });
});

describe('versions and aliases', () => {
  test('a version is immutable, an alias decides which one runs', async () => {
    put('ledger', 'export const handler = () => "one";');
    expect(lambda.publishVersion('ledger').version).toBe('1');
    expect(lambda.publishVersion('ledger').version).toBe('1');
    lambda.control.putAlias('ledger', 'live', { functionVersion: '1', weights: {}, description: '' });
    put('ledger', 'export const handler = () => "two!";');
    expect(lambda.publishVersion('ledger').version).toBe('2');
    const live = () => lambda.invoke('ledger:live', '{}');
    expect(await live()).toMatchObject({ executedVersion: '1', payload: '"one"' });
    const { revisionId } = lambda.updateAlias('ledger', 'live', { functionVersion: '2' });
    expect(await live()).toMatchObject({ executedVersion: '2', payload: '"two!"' });
    lambda.updateAlias('ledger', 'live', { functionVersion: '1', weights: {}, revisionId });
    expect(await live()).toMatchObject({ executedVersion: '1', payload: '"one"' });
    expect(() => lambda.updateAlias('ledger', 'live', { functionVersion: '2', revisionId })).toThrow('RevisionId');
    expect(await lambda.invoke('arn:aws:lambda:us-east-1:000000000000:function:ledger:2', '{}')).toMatchObject({
      payload: '"two!"',
    });
  });

  test('what is not there is refused by name', async () => {
    await expect(lambda.invoke('nobody', '{}')).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      status: 404,
    });
    await expect(lambda.invoke('ledger:9', '{}')).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    await expect(lambda.invoke('ledger:canary', '{}')).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    await expect(lambda.invoke('not a name!', '{}')).rejects.toMatchObject({ code: 'InvalidParameterValueException' });
  });

  test('a weighted alias sends its share', async () => {
    lambda.control.putAlias('ledger', 'canary', { functionVersion: '1', weights: { '2': 0.25 }, description: '' });
    const target = { name: 'ledger', qualifier: 'canary' };
    expect([0, 0.24, 0.25, 0.99].map((pick) => lambda.control.versionOf(target, () => pick))).toEqual([
      '2',
      '2',
      '1',
      '1',
    ]);
  });
});
