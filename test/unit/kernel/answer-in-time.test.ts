import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { answerInTime } from '../../../functions/kernel/answer-in-time.ts';
import { type Call, route } from '../../../functions/kernel/call.ts';
import type { Dynamo } from '../../../functions/kernel/dynamodb.ts';
import { liveAlarm } from '../../../functions/kernel/live-ports.ts';
import type { Alarm } from '../../../functions/kernel/ports.ts';
import { perCall } from '../../../functions/kernel/until-answered.ts';
import { read } from './support/http-rig.ts';

/** An alarm that rings when it is told to. */
const handAlarm = () => {
  const set: { readonly ms: number; readonly ring: () => void; off: boolean }[] = [];
  const alarm: Alarm = (ms, ring) => {
    const one = { ms, ring, off: false };
    set.push(one);
    return () => {
      one.off = true;
    };
  };
  return { alarm, set };
};

const late = () => new Error('too late');

describe('a story', () => {
  test('that ends in time is the answer; its alarm is called off, and its signal says that it was answered', async () => {
    const { alarm, set } = handAlarm();
    let given: AbortSignal | undefined;
    const answer = await answerInTime(alarm, 700, late, async (answered) => {
      given = answered;
      return answered.aborted;
    });
    expect([answer, given?.aborted]).toEqual([false, true]);
    expect(set).toMatchObject([{ ms: 700, off: true }]);
  });

  test('that fails is told at once, and its signal is aborted too', async () => {
    let given: AbortSignal | undefined;
    const failing = answerInTime(handAlarm().alarm, 700, late, async (answered) => {
      given = answered;
      throw new Error('broken');
    });
    await expect(failing).rejects.toThrow('broken');
    expect(given?.aborted).toBe(true);
  });

  test('that is late is answered in its place, after its signal', async () => {
    const { alarm, set } = handAlarm();
    const order: string[] = [];
    const asked = answerInTime(alarm, 700, late, (answered) => {
      answered.addEventListener('abort', () => order.push('signal'));
      return new Promise<never>(() => {});
    }).catch((error: unknown) => order.push(String(error)));
    set[0]?.ring();
    await asked;
    expect(order).toEqual(['signal', 'Error: too late']);
  });

  test('without a limit sets no alarm', async () => {
    const { alarm, set } = handAlarm();
    await answerInTime(alarm, undefined, late, async () => 'done');
    expect(set).toEqual([]);
  });

  test('is timed by the real clock on Lambda', async () => {
    await expect(answerInTime(liveAlarm, 5, late, () => new Promise<never>(() => {}))).rejects.toThrow('too late');
  });
});

describe('the store of one call', () => {
  const rig = () => {
    const sent: { readonly command: unknown; readonly signal: AbortSignal | undefined }[] = [];
    const send = async (command: unknown, options: { readonly abortSignal?: AbortSignal } = {}) => {
      sent.push({ command, signal: options.abortSignal });
      return {};
    };
    const call = new AbortController();
    return { dynamo: { send } as unknown as Dynamo, sent, call };
  };
  const GET = new GetItemCommand({ TableName: 't', Key: {} });

  test('sends with the signal of the call, and once that is answered it sends nothing', async () => {
    const { dynamo, sent, call } = rig();
    const story = perCall({ dynamo }, (deps) =>
      route(read, async () => {
        await deps.dynamo.send(GET);
        call.abort();
        await deps.dynamo.send(GET);
        return { status: 200 };
      }),
    );
    const asked = { answered: call.signal } as unknown as Call<typeof read>;
    await expect(story.handle(asked)).rejects.toMatchObject({ name: 'AbortError' });
    expect(sent).toEqual([{ command: GET, signal: call.signal }]);
  });
});
