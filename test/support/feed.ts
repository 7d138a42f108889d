import type { Client } from './local-cloud.ts';

export interface FedEvent {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  // biome-ignore lint/suspicious/noExplicitAny: the data of an event has the form that its type says.
  readonly data: any;
}

const PAGES_MAX = 2_000;

/** Reads a tenant's feed on from where it stopped, page by page, as a client does that keeps the last event's id. */
export const feedReader = (client: Client) => {
  const events: FedEvent[] = [];
  return async (): Promise<readonly FedEvent[]> => {
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const last = events.at(-1)?.id;
      const answer = await client.get(`/v1/events?limit=100${last === undefined ? '' : `&after=${last}`}`);
      if (answer.status !== 200) throw new Error(`the feed answered ${answer.status}: ${answer.text}`);
      events.push(...answer.body.data);
      if (answer.body.nextCursor === null) return events;
    }
    throw new Error('the feed does not end');
  };
};

/** The whole public feed of a tenant, oldest first, page by page. */
export const wholeFeed = async (client: Client): Promise<readonly FedEvent[]> => {
  const events: FedEvent[] = [];
  let after = '';
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await client.get(`/v1/events?limit=100${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`);
    if (answer.status !== 200) throw new Error(`the feed answered ${answer.status}: ${answer.text}`);
    events.push(...answer.body.data);
    if (answer.body.nextCursor === null) return events;
    after = answer.body.nextCursor;
  }
  throw new Error('the feed does not end');
};

/** Of the transactions in a feed, in its order. */
export const postedIds = (events: readonly FedEvent[]): readonly string[] =>
  events.filter(({ type }) => type === 'ledger.TransactionPosted').map(({ data }) => data.transaction.id);
