import { describe, expect, jest, test } from '@jest/globals';
import * as z from 'zod';
import { BrokenInvariant } from '../../../functions/kernel/core/assert.ts';
import { codeVersion, functionName, readEnv, serviceName } from '../../../functions/kernel/core/env.ts';
import { errorNote } from '../../../functions/kernel/core/error-note.ts';
import { brokenBy, liveLog } from '../../../functions/kernel/core/log.ts';
import { liveGauge, tellLate } from '../../../functions/kernel/core/metrics.ts';

const written = (act: (log: ReturnType<typeof liveLog>) => void): readonly Record<string, unknown>[] => {
  const lines: string[] = [];
  act(liveLog((line) => void lines.push(line)));
  expect(lines.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1)).toBe(true);
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
};

/** CloudWatch's embedded metric format, as far as we use it. */
const embedded = z.strictObject({
  Timestamp: z.int(),
  CloudWatchMetrics: z.array(
    z.strictObject({
      Namespace: z.string(),
      Dimensions: z.array(z.array(z.string())),
      Metrics: z.array(z.strictObject({ Name: z.string(), Unit: z.enum(['Count', 'Milliseconds']) })),
    }),
  ),
});

describe('an ordinary line', () => {
  test('is one line of JSON with its service and version', () => {
    const [line] = written((log) => log.info('request', { status: 201, tenant: 'acme' }));
    expect(line).toMatchObject({
      level: 'INFO',
      message: 'request',
      service: 'folio',
      codeVersion: 'local',
      status: 201,
    });
    expect(line).not.toHaveProperty('_aws');
  });

  test('names the trace of its run as warnings do, and none where there is none', () => {
    const before = process.env._X_AMZN_TRACE_ID;
    const said = (trace: string | undefined) => {
      if (trace === undefined) delete process.env._X_AMZN_TRACE_ID;
      else process.env._X_AMZN_TRACE_ID = trace;
      return written((log) => log.info('request', { status: 201 }))[0]?.xray_trace_id;
    };
    try {
      expect(said('Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1')).toBe(
        '1-5759e988-bd862e3fe1be46a994272793',
      );
      expect([said('Sampled=0'), said(undefined)]).toEqual([undefined, undefined]);
    } finally {
      said(before);
    }
  });

  test('that counts faults is a metric of its service in the embedded format, each name a number of the line', () => {
    const [line] = written((log) => log.info('batch', { durationMs: 3, faults: 0, poison: 2 }));
    const { CloudWatchMetrics, Timestamp } = embedded.parse(line?._aws);
    const [metric, ...others] = CloudWatchMetrics;
    expect(Timestamp).toBeGreaterThan(1_700_000_000_000);
    expect(metric?.Namespace).toBe('Folio');
    expect(metric?.Metrics.map(({ Name }) => typeof line?.[Name])).toEqual(['number', 'number', 'number']);
    expect(metric?.Dimensions).toEqual([['service']]);
    expect(others).toEqual([]);
  });

  test('that has faults tells them of its function and version too, and nothing else', () => {
    const [line] = written((log) => log.info('request', { durationMs: 3, faults: 2 }));
    const [, ofVersion, ...others] = embedded.parse(line?._aws).CloudWatchMetrics;
    expect(ofVersion).toEqual({
      Namespace: 'Folio',
      Dimensions: [['function', 'codeVersion']],
      Metrics: [{ Name: 'faults', Unit: 'Count' }],
    });
    expect(line).toMatchObject({ function: 'local', codeVersion: 'local' });
    expect(others).toEqual([]);
  });

  test('whose fault load was the cause of counts for the service alone: no release is judged by what clients can bring about', () => {
    const [line] = written((log) => log.info('request', { durationMs: 3, faults: 1, throttled: 1 }));
    const [ofService, ...others] = embedded.parse(line?._aws).CloudWatchMetrics;
    expect(ofService?.Dimensions).toEqual([['service']]);
    expect(ofService?.Metrics.map(({ Name }) => Name)).toContain('faults');
    expect(others).toEqual([]);
  });

  test('counts in the namespace of its stage, as a gauge does, so that no alarm of another stage hears of it', () => {
    const gauged = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
    process.env.POWERTOOLS_METRICS_NAMESPACE = 'dev-Folio';
    try {
      const [line] = written((log) => log.info('request', { durationMs: 3, faults: 1 }));
      liveGauge('ledger').count('lag', 1);
      const figure = JSON.parse(String(gauged.mock.calls[0]?.[0])) as Record<string, unknown>;
      for (const told of [line, figure])
        for (const { Namespace } of embedded.parse(told?._aws).CloudWatchMetrics) expect(Namespace).toBe('dev-Folio');
    } finally {
      delete process.env.POWERTOOLS_METRICS_NAMESPACE;
      gauged.mockRestore();
    }
  });

  test('names no figure as a metric that it does not have', () => {
    const [line] = written((log) => log.info('deliveries are poison', { faults: 0, poison: 1 }));
    const [metric] = embedded.parse(line?._aws).CloudWatchMetrics;
    expect(metric?.Metrics.map(({ Name }) => Name)).toEqual(['faults', 'poison']);
  });

  test('is billed by the hour for what it names, so that nought of what is rare is no metric, and faults that are over are one', () => {
    const [line] = written((log) => log.info('batch', { durationMs: 0, faults: 0, poison: 0 }));
    const [metric] = embedded.parse(line?._aws).CloudWatchMetrics;
    expect(metric?.Metrics.map(({ Name }) => Name)).toEqual(['durationMs', 'faults']);
    const told: unknown[] = [];
    const gauge = { count: () => undefined, milliseconds: (...one: unknown[]) => void told.push(one) };
    for (const lateMs of [0, 7]) tellLate(gauge, 'AlarmsLate', lateMs);
    expect(told).toEqual([['AlarmsLate', 7]]);
  });

  test.each([
    [new BrokenInvariant('sums are zero'), ['durationMs', 'faults', 'brokenInvariants']],
    [new Error('throttled'), ['durationMs', 'faults']],
  ])('tells a broken invariant from any other failure: %p', (error, names) => {
    const [line] = written((log) => log.info('request', { durationMs: 3, faults: 1, ...brokenBy(error) }));
    const [metric] = embedded.parse(line?._aws).CloudWatchMetrics;
    expect(metric?.Metrics.map(({ Name }) => Name)).toEqual(names);
    expect(line?.brokenInvariants).toBe(error instanceof BrokenInvariant ? 1 : undefined);
  });
});

describe('an error in the log', () => {
  test('is known by name and place, and its message only where it cannot hold input', () => {
    const note = errorNote(new SyntaxError('Unexpected token in "4111111111111111"'));
    expect(note.error).toBe('SyntaxError');
    expect(note.stack).toContain('log.test.ts');
    expect(JSON.stringify(note)).not.toContain('4111');
    expect(errorNote(new BrokenInvariant('entries balance')).reason).toBe('entries balance');
    expect(errorNote('4111')).toEqual({ error: 'string' });
  });

  /** What is thrown, or a test that could not throw it. */
  const thrownBy = (run: () => unknown): unknown => {
    try {
      run();
    } catch (error) {
      return error;
    }
    throw new Error('nothing was thrown');
  };
  const input = JSON.parse('{"iban":"4111"}') as { readonly iban: string };

  test.each([
    ['a key read of nothing', () => (undefined as unknown as typeof input).iban, "reading 'iban'"],
    ['a call of nothing', () => (input as unknown as { go: () => void }).go(), 'input.go is not a function'],
  ])('says of %s what the engine says', (_, run, says) => {
    expect(errorNote(thrownBy(run)).reason).toContain(says);
  });

  test.each([
    ['looks for a property in a text', () => 'x' in (input.iban as unknown as object)],
    ['sets a property of a text', () => Object.assign(input.iban, { length: 1 })],
    ['gives Node a value it does not take', () => Buffer.alloc(input.iban as unknown as number)],
    ['sends a header that is none', () => new Headers({ [`a ${input.iban}`]: 'x' })],
    ['parses lines that look like frames', () => JSON.parse('{"a":\n    at 4111\n}')],
    ['says such lines itself', () => new Function('text', 'throw new Error(text)')('card\n    at 4111')],
  ])('quotes nothing of a client where code %s', (_, run) => {
    const error = thrownBy(run) as Error;
    expect(JSON.stringify(errorNote(error))).not.toContain('4111');
    expect(errorNote(error).stack).toContain('log.test.ts');
  });

  test('of an AWS service has the id of its call', () => {
    const error = Object.assign(new Error('Throttled'), {
      name: 'ThrottlingException',
      $metadata: { requestId: 'r-1' },
    });
    expect(errorNote(error)).toMatchObject({ error: 'ThrottlingException', reason: 'Throttled', awsRequestId: 'r-1' });
  });

  test('is written through Powertools with the same rules', () => {
    const streams = [jest.spyOn(process.stdout, 'write'), jest.spyOn(process.stderr, 'write')];
    for (const stream of streams) stream.mockImplementation(() => true);
    liveLog().error('request failed', { requestId: 'r' }, new SyntaxError('4111111111111111'));
    const printed = JSON.stringify(streams.map((stream) => stream.mock.calls));
    for (const stream of streams) stream.mockRestore();
    expect(printed).toContain('request failed');
    expect(printed).not.toContain('4111');
  });
});

describe('the environment', () => {
  const schema = z.object({ TABLE_NAME: z.string().min(1), BUS_NAME: z.string() });

  test('is read by its schema', () => {
    expect(readEnv(schema, { TABLE_NAME: 't', BUS_NAME: 'b', OTHER: 'x' })).toEqual({ TABLE_NAME: 't', BUS_NAME: 'b' });
  });

  test('that lacks something fails at once, by the names and never the values', () => {
    expect(() => readEnv(schema, { TABLE_NAME: '', OTHER: 'secret' })).toThrow(/TABLE_NAME, BUS_NAME/);
  });

  test('names function, version and service, and says so where Lambda set none', () => {
    expect(functionName({ AWS_LAMBDA_FUNCTION_NAME: 'Folio-Ledger-Api' })).toBe('Folio-Ledger-Api');
    expect(functionName({})).toBe('local');
    expect(codeVersion({ AWS_LAMBDA_FUNCTION_VERSION: '7' })).toBe('7');
    expect(codeVersion({})).toBe('local');
    expect(serviceName({ POWERTOOLS_SERVICE_NAME: 'ledger' })).toBe('ledger');
  });
});
