import { describe, expect, test } from '@jest/globals';
import { type Middleware, pipeline } from '../../../functions/kernel/core/pipeline.ts';
import { read, rig } from './support/http-rig.ts';

interface Notes {
  notes: string[];
}

const noting = (name: string, order: string[]): Middleware<string, string, Notes> => ({
  before: () => {
    order.push(`${name} before`);
  },
  after: () => {
    order.push(`${name} after`);
  },
  onError: () => {
    order.push(`${name} error`);
  },
});

describe('a pipeline', () => {
  test('runs its middlewares from the outside in, and back', async () => {
    const order: string[] = [];
    const run = pipeline<string, string, Notes>([noting('a', order), noting('b', order)], async () => 'done');
    expect(await run('event')).toBe('done');
    expect(order).toEqual(['a before', 'b before', 'b after', 'a after']);
  });

  test('tells every middleware of an error, and throws it on where none has an answer', async () => {
    const order: string[] = [];
    const run = pipeline<string, string, Notes>([noting('a', order), noting('b', order)], async () => {
      throw new TypeError('a defect');
    });
    await expect(run('event')).rejects.toThrow(TypeError);
    expect(order).toEqual(['a before', 'b before', 'b error', 'a error']);
  });

  test('does not answer early for work that goes on: a limit is its own middleware', async () => {
    const run = pipeline<string, string, Notes>(
      [],
      () => new Promise((resolve) => setTimeout(() => resolve('done'), 30)),
    );
    expect(await run('event', { getRemainingTimeInMillis: () => 10 })).toBe('done');
  });

  test('runs what a domain adds closest to its story, and knows of each run alone', async () => {
    const seen: unknown[] = [];
    const { handler, send } = rig();
    handler.use({
      before: ({ internal }) => {
        seen.push(internal.mark);
        internal.mark = 'of this run';
      },
      after: ({ response }) => {
        seen.push(response.status);
      },
    });
    await send({ operation: read });
    await send({ operation: read });
    expect(seen).toEqual([undefined, 200, undefined, 200]);
  });
});
