import { describe, expect, test } from '@jest/globals';
import { publishTo } from '../../../functions/kernel/aws/put-events.ts';

const messages = ['a', 'b', 'c', 'd'].map((detail) => ({ source: 's', detailType: 't', detail }));
const publishing = (entries: readonly object[] | undefined) => {
  const sent: unknown[] = [];
  const client = {
    send: async ({ input }: { readonly input: object }) => {
      sent.push(input);
      return { FailedEntryCount: 0, ...(entries && { Entries: entries }) };
    },
  };
  return { sent, publish: publishTo(client as never, 'bus') };
};

describe('events that are put on the bus', () => {
  test('are named by their places where the bus has given them no id, whatever else it says', async () => {
    const { publish, sent } = publishing([
      { EventId: '1' },
      { ErrorCode: 'ThrottlingException', ErrorMessage: 'later' },
      {},
    ]);
    expect(await publish(messages)).toEqual(new Set([1, 2, 3]));
    expect(sent).toEqual([
      {
        Entries: messages.map(({ detail }) => ({ EventBusName: 'bus', Source: 's', DetailType: 't', Detail: detail })),
      },
    ]);
  });

  test('are all named where the answer has no entries, and none where each has its id', async () => {
    expect(await publishing(undefined).publish(messages)).toEqual(new Set([0, 1, 2, 3]));
    expect(await publishing(messages.map(() => ({ EventId: 'e' }))).publish(messages)).toEqual(new Set());
  });
});
