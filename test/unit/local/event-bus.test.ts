import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { LocalStore } from '../../../local/aws/local-store.ts';
import { Archives } from '../../../local/events/archive.ts';
import { EventBuses } from '../../../local/events/bus.ts';
import { eventsOperations } from '../../../local/events/events-api.ts';
import { compilePattern } from '../../../local/events/pattern.ts';
import { DEFAULT_SETTINGS } from '../../../local/sqs/queue-settings.ts';
import { Queues } from '../../../local/sqs/queues.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();
const NOW = Date.parse('2026-11-22T10:00:00Z');

const rig = () => {
  const store = new LocalStore(join(folder(), 'local.sqlite'));
  const queues = new Queues(store);
  for (const name of ['posted', 'dead']) queues.define(name, DEFAULT_SETTINGS);
  const archives = new Archives(store);
  archives.define({ name: 'all', bus: 'folio', retentionMs: undefined, wanted: () => true });
  const buses = new EventBuses(store, queues, archives, () => undefined);
  buses.define('folio');
  const rule = (name: string, queue: string, pattern: unknown, deadLetterQueue?: string): void =>
    buses.setRule({
      name,
      bus: 'folio',
      enabled: true,
      matches: compilePattern(pattern),
      targets: [{ queue, deadLetterQueue }],
    });
  const put = (...Entries: readonly unknown[]) =>
    eventsOperations(buses, () => NOW).PutEvents?.({ Entries }, { signal: new AbortController().signal }) as {
      readonly FailedEntryCount: number;
      readonly Entries: readonly Readonly<Record<string, string>>[];
    };
  return { queues, archives, buses, rule, put };
};

const entry = (change: Readonly<Record<string, unknown>> = {}) => ({
  EventBusName: 'folio',
  Source: 'ledger',
  DetailType: 'ledger.TransactionPosted',
  Detail: '{"version":1,"data":{"amount":"12345678901234567890"}}',
  ...change,
});

describe('a bus', () => {
  test('brings an event to the queues of the rules that match, the detail as it was put', () => {
    const { queues, rule, put } = rig();
    rule('posted', 'posted', { 'detail-type': ['ledger.TransactionPosted'], detail: { version: [1] } });
    const answer = put(entry(), entry({ Detail: '{"version":2}' }));
    expect(answer.FailedEntryCount).toBe(0);
    const messages = queues.receive('posted', { max: 10 });
    expect(messages).toHaveLength(1);
    expect(messages[0]?.body).toContain(entry().Detail);
    expect(JSON.parse(messages[0]?.body ?? '')).toMatchObject({
      id: answer.Entries[0]?.EventId,
      source: 'ledger',
      'detail-type': 'ledger.TransactionPosted',
      time: '2026-11-22T10:00:00Z',
      account: '000000000000',
    });
  });

  test('answers entry by entry: what is wrong is refused, the rest is taken', () => {
    const { archives, put } = rig();
    const answer = put(
      entry(),
      entry({ Detail: 'no json' }),
      entry({ Source: '' }),
      entry({ EventBusName: 'other' }),
      entry(),
    );
    expect(answer.FailedEntryCount).toBe(3);
    expect(answer.Entries.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'MalformedDetail',
      'InvalidArgument',
      'ResourceNotFoundException',
      undefined,
    ]);
    expect(archives.read('all', 0, 10)).toHaveLength(2);
  });

  test('sends an event whose queue is gone to the dead letters, with the reason', () => {
    const { queues, rule, put } = rig();
    rule('gone', 'gone', { source: ['ledger'] }, 'dead');
    put(entry());
    expect(queues.receive('dead', { max: 1 })[0]?.attributes.ERROR_CODE?.StringValue).toBe('TARGET_NOT_FOUND');
  });

  test('shows events to those who watch, until they stop', () => {
    const { buses, put } = rig();
    const seen: string[] = [];
    const stop = buses.tap((event) => seen.push(event));
    put(entry());
    stop();
    put(entry());
    expect(seen).toHaveLength(1);
  });

  test('refuses more entries than EventBridge takes', () => {
    expect(() => rig().put(...Array.from({ length: 11 }, () => entry()))).toThrow('1 to 10 entries');
  });
});
