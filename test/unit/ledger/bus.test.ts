import type { PutEventsCommand, PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Bus, grouped, type Message, publish } from '../../../functions/ledger/store/relay/bus.ts';
import { clockOf } from '../../support/clock.ts';

const message = (index: number, bytes = 100): Message => ({
  index,
  source: 'ledger',
  detailType: 'ledger.TransactionPosted',
  detail: 'x'.repeat(bytes),
});

/** A bus whose answer to each entry is given by `accepts`; it counts what reached it. */
const busOf = (accepts: (entry: PutEventsRequestEntry, call: number) => boolean) => {
  const calls: PutEventsRequestEntry[][] = [];
  const send = async (command: PutEventsCommand) => {
    const entries = [...(command.input.Entries ?? [])];
    calls.push(entries);
    return {
      Entries: entries.map((entry) =>
        accepts(entry, calls.length) ? { EventId: 'e' } : { ErrorCode: 'ThrottlingException' },
      ),
    };
  };
  const bus: Bus = {
    client: { send } as unknown as Bus['client'],
    name: 'bus',
    clock: clockOf(() => 0),
    random: { bytes: (count) => new Uint8Array(count), fraction: () => 0 },
  };
  return { bus, calls };
};

describe('publishing', () => {
  test('goes out in tens and below 256 KB, in order, nothing left out', () => {
    const sizes = fc.array(fc.oneof(fc.nat(2_000), fc.nat(200_000)), { maxLength: 60, size: 'max' });
    fc.assert(
      fc.property(sizes, (drawn) => {
        const all = drawn.map((bytes, index) => message(index, bytes));
        const groups = grouped(all);
        expect(groups.flat()).toEqual(all);
        for (const group of groups) {
          expect(group.length).toBeLessThanOrEqual(10);
          const bytes = group.reduce(
            (sum, one) => sum + one.detail.length + one.detailType.length + one.source.length,
            0,
          );
          expect(bytes).toBeLessThanOrEqual(262_144);
        }
      }),
    );
  });

  test('sends again only what the answer marks as failed', async () => {
    const { bus, calls } = busOf((entry, call) => call > 1 || entry.Detail?.length !== 103);
    const sent = await publish(bus, [message(0), message(1, 103), message(2)]);
    expect(sent).toEqual({ indexes: new Set(), reason: undefined });
    expect(calls.map((entries) => entries.map(({ Detail }) => Detail?.length))).toEqual([[100, 103, 100], [103]]);
  });

  test('names the records whose events never go through, after a bounded number of tries', async () => {
    const { bus, calls } = busOf((entry) => entry.Detail?.length !== 103);
    const sent = await publish(bus, [message(4), message(5, 103)]);
    expect(sent).toEqual({ indexes: new Set([5]), reason: 'ThrottlingException' });
    expect(calls.length).toBe(5);
  });

  test('takes a call that fails as a whole for a failure of each of its events', async () => {
    const { bus } = busOf(() => true);
    const down: Bus = { ...bus, client: { send: async () => Promise.reject(new TypeError('down')) } as never };
    expect(await publish(down, [message(1), message(2)])).toEqual({ indexes: new Set([1, 2]), reason: 'TypeError' });
  });

  test('takes a missing answer for a failure: silence is not success', async () => {
    const { bus } = busOf(() => true);
    const mute: Bus = { ...bus, client: { send: async () => ({ Entries: [] }) } as never };
    expect((await publish(mute, [message(7)])).indexes).toEqual(new Set([7]));
  });
});
