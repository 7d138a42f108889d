import { execFile } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';

const SCRIPT = 'test/unit/kernel/support/traced-run.ts';
const ON_LAMBDA = {
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  LAMBDA_TASK_ROOT: '/var/task',
  _HANDLER: 'index.handler',
  _X_AMZN_TRACE_ID: 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1',
  POWERTOOLS_SERVICE_NAME: 'webhooks',
};

/** What the function answers, and what a daemon is sent meanwhile. */
const traced = async (environment: Readonly<Record<string, string>>) => {
  const datagrams: string[] = [];
  const daemon = createSocket('udp4').on('message', (bytes) => void datagrams.push(bytes.toString()));
  await new Promise<void>((resolve) => daemon.bind(0, '127.0.0.1', resolve));
  try {
    const env = { AWS_XRAY_DAEMON_ADDRESS: `127.0.0.1:${daemon.address().port}`, ...environment };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [SCRIPT], { env });
    return {
      statuses: JSON.parse(stdout) as unknown,
      stderr,
      segments: datagrams.flatMap((text) => text.split('\n').slice(1)),
    };
  } finally {
    daemon.close();
  }
};

describe('the tracer', () => {
  test('draws a subsegment for each run, and says nothing of what was asked or answered', async () => {
    const { statuses, segments } = await traced(ON_LAMBDA);
    expect(statuses).toEqual([200, 404, 500]);
    const drawn = segments.map((text) => JSON.parse(text));
    expect(drawn.map(({ name, error }) => [name, error])).toEqual([
      ['## index.handler', undefined],
      ['## index.handler', true],
      ['## index.handler', true],
    ]);
    for (const { annotations } of drawn) expect(annotations).toMatchObject({ Service: 'webhooks' });
    expect(segments.join()).not.toContain('secret');
  });

  test.each([
    ['where it is told not to', { ...ON_LAMBDA, POWERTOOLS_TRACE_ENABLED: 'false' }],
    ['outside of Lambda', {}],
  ])('does nothing %s', async (_, environment) => {
    const { statuses, segments, stderr } = await traced(environment);
    expect([statuses, segments, stderr]).toEqual([[200, 404, 500], [], '']);
  });

  test('holds up no answer where no daemon listens', async () => {
    const { statuses } = await traced({ ...ON_LAMBDA, AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:9' });
    expect(statuses).toEqual([200, 404, 500]);
  });
});
