import { expect, test } from '@jest/globals';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import { runAtOf } from '../../../functions/payments/handlers/api/run-at.ts';

const NOW = Date.parse('2026-11-22T10:00:00.000Z');
const DAY = 86_400_000;
const at = (text: string) => runAtOf(text, 'UTC', NOW);
const dayIn = (days: number): string => new Date(NOW + days * DAY).toISOString().slice(0, 10);

test('a payment runs on a day from today to 400 days ahead, both included', () => {
  expect([at(dayIn(0)), at(dayIn(400))]).toEqual([0, 400].map((days) => Date.parse(dayIn(days))));
  for (const days of [-1, 401]) expect(() => at(dayIn(days))).toThrow(Refusal);
});

test('a payment runs at a time from this millisecond to 400 times 24 hours ahead, both included', () => {
  const iso = (ms: number): string => new Date(ms).toISOString();
  for (const ms of [NOW, NOW + 400 * DAY]) expect(at(iso(ms))).toBe(ms);
  for (const ms of [NOW - 1, NOW + 400 * DAY + 1]) expect(() => at(iso(ms))).toThrow(Refusal);
});
