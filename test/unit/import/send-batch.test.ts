import { describe, expect, test } from '@jest/globals';
import type { Answer, Api } from '../../../bin/client/api.ts';
import { type Asked, sendBatch } from '../../../bin/import/send-batch.ts';

const asked = (count: number): readonly Asked[] =>
  Array.from({ length: count }, (_, at) => ({ key: `k-${at}`, body: { amount: String(at) } }));
const problem = (slug: string) => ({ status: 409, problem: { type: `/problems/${slug}`, detail: `It is ${slug}.` } });
const MADE = { status: 201 };

/** The API with one answer after another; the keys of each call are kept. */
const api = (
  ...answers: readonly { readonly status?: number; readonly results?: readonly object[]; readonly replayed?: string }[]
) => {
  const calls: (readonly string[])[] = [];
  const call = async ({ body }: { readonly body?: unknown }): Promise<Answer> => {
    const { transactions } = body as { readonly transactions: readonly Asked[] };
    const { status = 200, results = [], replayed } = answers[calls.length] ?? {};
    calls.push(transactions.map(({ key }) => key));
    const headers = new Headers(replayed === undefined ? {} : { 'idempotency-replayed-items': replayed });
    return {
      status,
      headers,
      told: 'POST',
      body: status === 200 ? { results } : { type: '/problems/schema', detail: 'No.' },
    };
  };
  return { calls, client: { call } as unknown as Api };
};

describe('a batch of an import', () => {
  test('knows each item that had its answer before, by every range of the header', async () => {
    const { client } = api({ results: Array(6).fill(MADE), replayed: '0-1,3,5' });
    const answers = await sendBatch(client, asked(6));
    expect(answers.map(({ replayed }) => replayed)).toEqual([true, true, false, true, false, true]);
  });

  test('asks again for what others were in the way of, under the same keys, and for nothing else', async () => {
    const first = [MADE, problem('conflict'), problem('insufficient-funds'), problem('unavailable')];
    const { client, calls } = api({ results: first }, { results: [MADE, problem('conflict')] }, { results: [MADE] });
    const answers = await sendBatch(client, asked(4));
    expect(calls).toEqual([['k-0', 'k-1', 'k-2', 'k-3'], ['k-1', 'k-3'], ['k-3']]);
    expect(answers.map(({ status, problem: slug }) => [status, slug])).toEqual([
      ...[
        [201, ''],
        [201, ''],
        [409, 'insufficient-funds'],
        [201, ''],
      ],
    ]);
  });

  test('that is refused whole is halved, until the line that is wrong stands alone', async () => {
    const { client, calls } = api(
      ...[{ status: 400 }, { results: [MADE, MADE] }, { status: 413 }, { status: 400 }, { results: [MADE] }],
    );
    const answers = await sendBatch(client, asked(4));
    expect(calls.map(({ length }) => length)).toEqual([4, 2, 2, 1, 1]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 400, 201]);
    expect(answers[2]).toMatchObject({ problem: 'schema', detail: 'No.', replayed: false });
  });
});
