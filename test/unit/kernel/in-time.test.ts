import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import type { Dynamo } from '../../../functions/kernel/aws/dynamodb.ts';
import { present } from '../../../functions/kernel/core/assert.ts';
import { type Call, route } from '../../../functions/kernel/core/call.ts';
import { liveTimer } from '../../../functions/kernel/core/live-ports.ts';
import { pipeline } from '../../../functions/kernel/core/pipeline.ts';
import type { Timer } from '../../../functions/kernel/core/ports.ts';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import { callScopedStore } from '../../../functions/kernel/http/call-scoped-store.ts';
import type { HttpResult } from '../../../functions/kernel/http/http-answer.ts';
import type { HttpEvent } from '../../../functions/kernel/http/http-event.ts';
import type { HttpMiddleware, HttpRun } from '../../../functions/kernel/http/http-run.ts';
import { inTime, raced } from '../../../functions/kernel/http/in-time.ts';
import { clockOf } from '../../support/clock.ts';
import { read } from './support/http-rig.ts';

/** An timer that rings when it is told to. */
const handAlarm = () => {
  const set: { readonly ms: number; readonly fire: () => void; off: boolean }[] = [];
  const timer: Timer = (ms, fire) => {
    const one = { ms, fire, off: false };
    set.push(one);
    return () => {
      one.off = true;
    };
  };
  return { timer, set };
};

const clock = clockOf(() => 1_000_000);

/** A pipeline of nothing but the limit, around a story that sees its signal. */
const limited = (
  timer: Timer,
  leftMs: number | undefined,
  story: (answered: AbortSignal, deadline: number) => Promise<unknown>,
): Promise<unknown> => {
  let run: HttpRun | undefined;
  const seen: HttpMiddleware = {
    // As some middlewares of others do, Powertools' tracer among them.
    before: (request) => {
      request.internal = { ...request.internal };
      run = request.internal;
    },
  };
  const handler = pipeline<HttpEvent, HttpResult, HttpRun>([inTime(clock, timer), seen], () => {
    const { answered, deadline } = present(run, 'the limit is set');
    return raced(present(run, 'the limit is set'), story(present(answered, 'a signal'), deadline ?? 0));
  });
  return handler({} as HttpEvent, leftMs === undefined ? {} : { getRemainingTimeInMillis: () => leftMs });
};

describe('a route handler', () => {
  test('that ends in time is the answer; its timer is called off, and its signal says that it was answered', async () => {
    const { timer, set } = handAlarm();
    let given: AbortSignal | undefined;
    const answer = await limited(timer, 900, async (answered) => {
      given = answered;
      return answered.aborted;
    });
    expect([answer, given?.aborted]).toEqual([false, true]);
    expect(set).toMatchObject([{ ms: 700, off: true }]);
  });

  test('begins no attempt in the last half second of its run', async () => {
    const deadlines: number[] = [];
    const story = async (_: AbortSignal, deadline: number) => deadlines.push(deadline);
    await limited(handAlarm().timer, 900, story);
    await limited(handAlarm().timer, 100, story);
    expect(deadlines).toEqual([1_000_400, 1_000_000]);
  });

  test('that fails is told at once, and its signal is aborted too', async () => {
    const { timer, set } = handAlarm();
    let given: AbortSignal | undefined;
    const failing = limited(timer, 900, async (answered) => {
      given = answered;
      throw new Error('broken');
    });
    await expect(failing).rejects.toThrow('broken');
    expect([given?.aborted, set[0]?.off]).toEqual([true, true]);
  });

  test('that is late is answered in its place, after its signal', async () => {
    const { timer, set } = handAlarm();
    const order: string[] = [];
    const asked = limited(timer, 900, (answered) => {
      answered.addEventListener('abort', () => order.push('signal'));
      return new Promise<never>(() => {});
    }).catch((error: unknown) => order.push(error instanceof Refusal ? error.problem.slug : 'another'));
    await Promise.resolve();
    set[0]?.fire();
    await asked;
    expect(order).toEqual(['signal', 'unavailable']);
  });

  test('without a limit sets no timer', async () => {
    const { timer, set } = handAlarm();
    await limited(timer, undefined, async () => 'done');
    expect(set).toEqual([]);
  });

  test('is timed by the real clock on Lambda', async () => {
    await expect(limited(liveTimer, 205, () => new Promise<never>(() => {}))).rejects.toThrow('took too long');
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
    const story = callScopedStore({ dynamo }, (deps) =>
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
