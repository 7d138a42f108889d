import { describe, expect, test } from '@jest/globals';
import type { BatchItem } from '../../../functions/ledger/model/batch.ts';
import { batchAnswer, replayedHeader } from '../../../functions/ledger/model/batch-answer.ts';

const items = (count: number) => Array.from({ length: count }, (_, i) => ({ key: `k${i}` }) as unknown as BatchItem);
const LAMBDA_ANSWER_BYTES = 6 * 1024 * 1024;

describe('the answer of a batch', () => {
  test('holds each transaction as it was stored, byte for byte', () => {
    const body = batchAnswer('independent', items(2), [
      { status: 201, body: '{"id":"txn_1", "odd":"  spaces kept"}' },
      { status: 422, body: '{"type":"/problems/insufficient-funds"}' },
    ]);
    expect(body).toBe(
      '{"committed":true,"results":[{"key":"k0","status":201,"transaction":{"id":"txn_1", "odd":"  spaces kept"}},' +
        '{"key":"k1","status":422,"problem":{"type":"/problems/insufficient-funds"}}]}',
    );
  });

  test('leaves the transactions out, and nothing else, where Lambda could not send them all', () => {
    const big = `{"entries":[${'{"account":"a","direction":"debit","amount":"1","currency":"USD"},'.repeat(100).slice(0, -1)}]}`;
    const answers = Array.from({ length: 1000 }, () => ({ status: 201, body: big }));
    const body = batchAnswer('atomic', items(1000), answers);
    expect(Buffer.byteLength(JSON.stringify({ statusCode: 200, body }))).toBeLessThan(LAMBDA_ANSWER_BYTES);
    const { committed, results } = JSON.parse(body);
    expect([committed, results.length, results[999]]).toEqual([true, 1000, { key: 'k999', status: 201 }]);
  });

  test('names the items that had their answers before in a header, by their places', () => {
    const answers = [...'.rr.r..rrr'].map((one) => ({
      status: 201,
      body: '{}',
      ...(one === 'r' ? { replayed: true as const } : {}),
    }));
    expect(replayedHeader(answers)).toEqual({ 'idempotency-replayed-items': '1-2,4,7-9' });
    expect(replayedHeader([{ status: 201, body: '{}' }])).toEqual({});
  });

  test('the largest answer that is sent whole fits, its quotes escaped', () => {
    const body = `{"a":"${'x'.repeat(20)}"}`;
    const count = Math.floor(4_400_000 / (body.length + 1) / 1000);
    const many = Array.from({ length: 1000 }, () => ({ status: 201, body: `[${Array(count).fill(body).join()}]` }));
    const answer = batchAnswer('independent', items(1000), many);
    expect(JSON.parse(answer).results[0].transaction).toHaveLength(count);
    expect(Buffer.byteLength(JSON.stringify({ statusCode: 200, body: answer }))).toBeLessThan(LAMBDA_ANSWER_BYTES);
  });
});
