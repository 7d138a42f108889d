import { expect } from '@jest/globals';
import type { Answer } from '../../../functions/webhooks/model/attempt.ts';
import type { Kit } from './kit.ts';
import { busMessage } from './kit-events.ts';

export const OK: Answer = { status: 200, error: undefined, body: 'thanks' };
export const DOWN: Answer = { status: undefined, error: 'connection', body: undefined };
export const HANGS: Answer = { status: undefined, error: 'timeout', body: undefined };

let made = 0;
export const create = async (one: Kit, url = 'http://127.0.0.1:9999/hook', tenant = 'acme') => {
  made += 1;
  const body = { url, events: ['*'] };
  const { status, json } = await one.call('POST /v1/webhook-endpoints', { key: `k${made}`, body, tenant });
  expect(status).toBe(201);
  return json as { readonly id: string; readonly secret: string };
};
export const deliveriesOf = async (one: Kit, id: string, tenant = 'acme') => {
  const asked = { params: { id }, query: 'limit=100', tenant };
  return (await one.call('GET /v1/webhook-endpoints/{id}/deliveries', asked)).json.data;
};
export const emit = async (one: Kit, ...numbers: readonly number[]) => {
  expect(await one.onEvent(numbers.map((number) => busMessage(number)))).toEqual([]);
  await one.drainStream();
};
/** Lets the clock run for `ms`, waking what is due each minute as the schedule does; over days, every quarter of an hour. */
export const pass = async (one: Kit, ms: number) => {
  const end = one.time.now + ms;
  const step = ms > 3_600_000 ? 900_000 : 60_000;
  while (one.time.now < end) {
    one.time.now = Math.min(end, one.time.now + step);
    await one.wake();
    await one.drainQueue();
  }
};
