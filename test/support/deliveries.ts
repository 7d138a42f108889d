import type { Client } from './local-cloud.ts';

export interface SeenDelivery {
  readonly id: string;
  readonly eventId: string;
  readonly state: 'pending' | 'delivered' | 'parked' | 'canceled';
  readonly attemptCount: number;
  readonly nextAttemptAt: string | null;
}

const PAGES_MAX = 1_000;

/** The whole log of an endpoint's deliveries, newest first. */
export const allDeliveries = async (client: Client, endpoint: string): Promise<readonly SeenDelivery[]> => {
  const found: SeenDelivery[] = [];
  let cursor = '';
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await client.get(`/v1/webhook-endpoints/${endpoint}/deliveries?limit=100${cursor}`);
    if (answer.status !== 200) throw new Error(`the log of deliveries answered ${answer.status}: ${answer.text}`);
    found.push(...answer.body.data);
    if (answer.body.nextCursor === null) return found;
    cursor = `&cursor=${encodeURIComponent(answer.body.nextCursor)}`;
  }
  throw new Error('the log of deliveries does not end');
};
