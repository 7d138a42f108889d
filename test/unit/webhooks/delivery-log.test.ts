import { expect, test } from '@jest/globals';
import { LOG_MAX, newDelivery } from '../../../functions/webhooks/model/delivery.ts';
import {
  attemptName,
  attemptText,
  newDeliveryItem,
  readDelivery,
} from '../../../functions/webhooks/store/table/delivery-item.ts';

const fresh = newDelivery(
  { tenant: 'acme', endpoint: 'we_1', eventId: 'evt_1', eventType: 'a.B', seq: 1, payload: undefined },
  1_000,
);

/** A delivery of so many attempts, whose item holds every one of them. */
const readAfter = (attempts: number) => {
  const lines = Array.from({ length: attempts }, (_, index) => {
    const line = { at: index + 1, status: 500, latencyMs: 1, error: undefined, body: undefined };
    return [attemptName(index + 1), { S: attemptText(line as never) }] as const;
  });
  const item = { ...newDeliveryItem(fresh, 1), attempts: { N: String(attempts) }, ...Object.fromEntries(lines) };
  return readDelivery(item).log.map(({ at }) => at);
};

test.each([0, 1, LOG_MAX - 1, LOG_MAX, LOG_MAX + 1, LOG_MAX + 5])(
  'after %i attempts the log of a delivery is its last ones, oldest first',
  (attempts) => {
    const all = Array.from({ length: attempts }, (_, index) => index + 1);
    expect(readAfter(attempts)).toEqual(all.slice(-LOG_MAX));
  },
);
