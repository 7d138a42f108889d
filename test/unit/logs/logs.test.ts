import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AlarmView } from '../../../bin/alarms/read-alarms.ts';
import { alarmsOf } from '../../../bin/alarms/read-alarms.ts';
import { awsLogs } from '../../../bin/logs/aws-logs.ts';
import { functionNameOf } from '../../../bin/logs/function-name.ts';
import { localLogs } from '../../../bin/logs/local-logs.ts';
import { alarmChanges } from '../../../bin/logs/report-errors.ts';
import { showLine } from '../../../bin/logs/show-line.ts';
import type { JsonService } from '../../../functions/kernel/aws/aws-call.ts';

const API = 'Folio-Ledger-ServiceApiFunctionA8771406-7DDA4FE28AF3';
const RELAY = 'Folio-Ledger-ServiceRelayFunctionB9E5670B-2A6F96D61E93';
const of = { domain: 'ledger', name: 'api' };
const at = (second: number, more = ''): string =>
  `{"timestamp":"2026-11-29T10:00:0${second}.000Z","n":"${second}"${more}}`;
const plain = (text: string): string => text;

describe("a function's name", () => {
  test.each([
    [API, 'Folio-', { domain: 'ledger', name: 'api' }],
    ['Folio-Webhooks-ServiceOnEventFunction6A41CFD6-AAAAAAAAAAAA', 'Folio-', { domain: 'webhooks', name: 'on-event' }],
    ['dev-Folio-Ledger-ServiceSweepHoldsLogs0A1B2C3D-xYz', 'dev-Folio-', { domain: 'ledger', name: 'sweep-holds' }],
    ['dev-Folio-Ledger-ServiceApiFunctionA8771406-7D', 'Folio-', undefined],
    ['Folio-Ledger-Table', 'Folio-', undefined],
  ])('is what people call it: %s', (physical, names, name) => {
    expect(functionNameOf(physical, names)).toEqual(name);
  });
});

describe('the logs of a local cloud', () => {
  let dir: string;
  const file = (name: string) => join(dir, 'logs', `${name}.log`);
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'folio-logs-'));
    mkdirSync(join(dir, 'logs'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const texts = (lines: readonly { readonly text: string }[]) => lines.map(({ text }) => /"n":"(\w+)"/.exec(text)?.[1]);

  test('come in the order of time over all functions, the newest so many', async () => {
    writeFileSync(file(API), `${at(1)}\n${at(4)}\n`);
    writeFileSync(file(RELAY), `${at(2)}\n${at(3)}\n`);
    expect(texts(await localLogs(dir).newest({ lines: 3 }))).toEqual(['2', '3', '4']);
    expect(texts(await localLogs(dir).newest({ lines: 9, domain: 'ledger', name: 'relay' }))).toEqual(['2', '3']);
  });

  test('are followed line by line, also half-written ones and over a rotation', async () => {
    writeFileSync(file(API), `${at(1)}\n`);
    const logs = localLogs(dir);
    expect(texts(await logs.newest({ lines: 9 }))).toEqual(['1']);
    appendFileSync(file(API), `${at(2)}\n${at(3).slice(0, 9)}`);
    expect(texts(await logs.since({ lines: 9 }))).toEqual(['2']);
    appendFileSync(file(API), `${at(3).slice(9)}\n`);
    expect(texts(await logs.since({ lines: 9 }))).toEqual(['3']);
    renameSync(file(API), `${file(API)}.1`);
    writeFileSync(file(API), `${at(4)}\n`);
    expect(texts(await logs.since({ lines: 9 }))).toEqual(['4']);
    expect(await logs.since({ lines: 9 })).toEqual([]);
  });

  test('are searched for a request as far as they go back', async () => {
    const request = ',"requestId":"r1"';
    writeFileSync(`${file(API)}.1`, `${at(1, request)}\n${at(2)}\n`);
    writeFileSync(file(API), `${`${at(3)}\n`.repeat(30_000)}${at(4, request)}\n`);
    expect(texts(await localLogs(dir).newest({ lines: 9, request: 'r1' }))).toEqual(['1', '4']);
    expect(texts(await localLogs(dir).newest({ lines: 2 }))).toEqual(['3', '4']);
  });

  test('begin with a whole line, wherever their last half megabyte begins', async () => {
    for (const ahead of [0, 1, 2, 3, 20]) {
      writeFileSync(file(API), `${'x'.repeat(ahead)}\n${`${at(3)}\n`.repeat(12_000)}`);
      const told = await localLogs(dir).newest({ lines: 100_000 });
      expect(told.length).toBeGreaterThan(5_000);
      expect(new Set(told.map(({ text }) => text))).toEqual(new Set([at(3)]));
    }
  });
});

describe('the logs of an account', () => {
  test('are read page by page from the groups of one stage, each line once', async () => {
    const asked: unknown[] = [];
    const pages: Record<string, readonly object[]> = {
      DescribeLogGroups: [
        { logGroups: [{ logGroupName: 'Folio-Ledger-ServiceApiLogsA8771406-x' }], nextToken: 'more' },
        { logGroups: [{ logGroupName: 'Folio-Platform-AccessLog0A1B2C3D-x' }, { logGroupName: 'Folio-Ledger-Other' }] },
      ],
      FilterLogEvents: [
        { events: [{ eventId: 'b', timestamp: 2, message: `${at(2)}\n` }], nextToken: 'more' },
        {
          events: [
            { eventId: 'a', timestamp: 1, message: at(1) },
            { eventId: 'b', timestamp: 2, message: at(2) },
          ],
        },
      ],
    };
    const service: JsonService = async (operation, input, output) => {
      asked.push({ operation, ...input });
      const turn = 'nextToken' in input ? 1 : 0;
      return output.parse(pages[operation]?.[turn]) as never;
    };
    const logs = awsLogs(service, 'Folio-', () => 7_200_000);
    const lines = await logs.newest({ domain: 'ledger', lines: 9, request: 'r-1' });
    expect(lines).toEqual([
      { of, text: at(1) },
      { of, text: at(2) },
    ]);
    expect(asked).toContainEqual({
      operation: 'FilterLogEvents',
      logGroupName: 'Folio-Ledger-ServiceApiLogsA8771406-x',
      startTime: 3_600_000,
      filterPattern: '"r-1"',
    });
    expect(await logs.since({ domain: 'ledger', lines: 9 })).toEqual([]);
  });
});

describe('a line', () => {
  test('is shown as time, level, function and members, with its stack below', () => {
    const text = JSON.stringify({
      ...{ level: 'ERROR', message: 'request', timestamp: '2026-11-29T10:00:00.000Z', service: 'ledger' },
      ...{
        requestId: 'r1',
        status: 500,
        error: 'TypeError',
        stack: 'TypeError\n    at a (/x/index.mjs:1:2)\n    at b (data:text/javascript,x:1:2)',
      },
    });
    expect(showLine({ of, text }, (place) => place.replace('/x/index.mjs:1:2', 'functions/a.ts:7:3'))).toBe(
      '2026-11-29T10:00:00.000Z  ERROR  ledger/api  request  requestId=r1  status=500  error=TypeError\n' +
        '    TypeError\n    at a (functions/a.ts:7:3)',
    );
  });

  test('does nothing to a terminal, whatever is in it', () => {
    for (const text of ['\u001b[31mred', '{"message":"\\u001b[2J","timestamp":"t","level":"INFO"}', '{"broken'])
      expect(showLine({ of, text }, plain)).not.toContain('\u001b');
  });
});

const alarm = (name: string, state: AlarmView['state']): AlarmView => ({
  ...{ name, state, since: '2026-11-29T10:00:00.000Z', says: 'It fails.' },
  ...{ owner: 'ledger', tier: 1, runbook: 'docs/runbooks/ledger.md' },
});

describe('alarms', () => {
  test('are read page by page with what their descriptions say, those that ring first', async () => {
    const description = 'It fails. Owner: ledger. Tier: 1. Runbook: docs/runbooks/ledger.md';
    const one = (AlarmName: string, StateValue: string) => ({
      ...{ AlarmName, StateValue, StateUpdatedTimestamp: Date.parse('2026-11-29T10:00:00.000Z') / 1000 },
      AlarmDescription: description,
    });
    const service: JsonService = async (_, input, output) =>
      output.parse(
        'NextToken' in input
          ? { MetricAlarms: [one('b', 'ALARM')] }
          : { MetricAlarms: [one('a', 'OK')], NextToken: 'more' },
      ) as never;
    expect(await alarmsOf(service, 'Folio-')).toEqual([alarm('b', 'ALARM'), alarm('a', 'OK')]);
  });

  test('are told when they begin and when they end, and not in between', () => {
    const ringing = [alarm('a', 'ALARM'), alarm('b', 'OK')];
    expect(alarmChanges(new Set(), ringing)).toEqual(['ALARM: a: It fails. See docs/runbooks/ledger.md.']);
    expect(alarmChanges(new Set(['a']), ringing)).toEqual([]);
    expect(alarmChanges(new Set(['a', 'b']), ringing)).toEqual(['OK again: b']);
  });
});
