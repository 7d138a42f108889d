import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { expect } from '@jest/globals';
import type { Clients, Hook } from './client.ts';
import { parkedIn } from './operator.ts';
import { BROKEN_DELIVERY, type Pipeline } from './pipeline.ts';

type Items = readonly Readonly<Record<string, { readonly S?: string; readonly N?: string }>>[];
interface Fed {
  readonly id: string;
  readonly type: string;
  readonly text: string;
  readonly about: string;
}

/** What a test may allow beside exactly one of everything. */
export interface Allowed {
  /** Each event may reach a server more than once, always under its one id. */
  readonly repeats?: boolean;
  /** What has to lie in dead letters and buckets; nothing unless said. */
  readonly parked?: readonly string[];
}

const PAGES_MAX = 100;

const itemsOf = async ({ client, tables }: Pipeline): Promise<Items> => {
  const items: Items[number][] = [];
  let from: Record<string, never> | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await client.send(new ScanCommand({ TableName: tables.webhooks, ExclusiveStartKey: from }));
    items.push(...((answer.Items ?? []) as unknown as Items));
    if (answer.LastEvaluatedKey === undefined) return items;
    from = answer.LastEvaluatedKey as never;
  }
  throw new Error('the table does not end');
};

/** The whole feed of a tenant, page by page as a client reads it. */
const feedOf = async (clients: Clients, tenant: string): Promise<readonly Fed[]> => {
  const events: Fed[] = [];
  let after = '';
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const query = `limit=100${after === '' ? '' : `&after=${after}`}`;
    const { json } = await clients.ask('GET /v1/events', { tenant, query });
    for (const event of json.data) {
      const { transaction, account, endpoint } = event.data;
      events.push({ ...event, text: JSON.stringify(event), about: (transaction ?? account ?? endpoint).id });
    }
    if (json.nextCursor === null) return events;
    after = json.nextCursor;
  }
  throw new Error('the feed does not end');
};

/** What the feed has to hold: each thing that a client was told of, once. */
const toldTo = (clients: Clients, tenant: string): readonly string[] => [
  ...clients.accounts.filter((one) => one.tenant === tenant).map(({ id }) => `ledger.AccountOpened ${id}`),
  ...[...clients.posted].filter(([, one]) => one.tenant === tenant).map(([id]) => `ledger.TransactionPosted ${id}`),
  ...clients.hooks
    .filter((one) => one.tenant === tenant && one.gone)
    .map(({ id }) => `webhooks.EndpointDisabled ${id}`),
];

/** How many events each server has by now, each counted once: what can be asked after every round. */
export const expectArrived = (label: string, { receivers }: Pipeline, clients: Clients): void => {
  for (const hook of clients.hooks.filter(({ gone }) => !gone)) {
    const told = toldTo(clients, hook.tenant).filter((line) => hook.type === undefined || line.startsWith(hook.type));
    const arrived = receivers.taken.filter(({ port }) => port === hook.port).map(({ webhookId }) => webhookId);
    const what = `events at server ${hook.port}`;
    expect(at(label, what, new Set(arrived).size)).toEqual(at(label, what, told.length));
  }
};

interface Appended {
  readonly tenant: string;
  readonly data: { readonly entries: readonly { readonly account: string; readonly version: number }[] };
}

const at = (label: string, what: string, value: unknown) => ({ at: label, what, value });

const expectFeed = (label: string, clients: Clients, tenant: string, feed: readonly Fed[], items: Items): void => {
  const seen = feed.map(({ type, about }) => `${type} ${about}`);
  expect(at(label, `feed of ${tenant}`, seen.toSorted())).toEqual(
    at(label, `feed of ${tenant}`, toldTo(clients, tenant).toSorted()),
  );
  expect(new Set(feed.map(({ id }) => id)).size).toBe(feed.length);
  const of = (prefix: string) => items.filter(({ pk }) => pk?.S?.startsWith(`${tenant}#${prefix}`));
  const places = of('F#').map(({ seq }) => Number(seq?.N));
  expect(
    at(
      label,
      'places',
      places.toSorted((a, b) => a - b),
    ),
  ).toEqual(
    at(
      label,
      'places',
      feed.map((_, index) => index + 1),
    ),
  );
  expect(
    at(
      label,
      'counter',
      of('Q').map(({ seq }) => seq?.N),
    ),
  ).toEqual(at(label, 'counter', [String(feed.length)]));
  expect(at(label, 'marks', of('M#').length)).toEqual(at(label, 'marks', feed.length));
};

const wantedBy = ({ type }: Hook, feed: readonly Fed[]): readonly Fed[] =>
  feed.filter((event) => type === undefined || event.type === type);

const SAME = 'as in the feed';

/** Each server has each event of its tenant that it wants, as it is in the feed, and nothing else. */
const expectArrivals = (
  label: string,
  { receivers }: Pipeline,
  hook: Hook,
  feed: readonly Fed[],
  repeats: boolean,
): void => {
  const arrived = receivers.taken.filter(({ port }) => port === hook.port);
  const texts = new Map(feed.map(({ id, text }) => [id, text]));
  const seen = arrived.map(({ webhookId, body }) => `${webhookId} ${texts.get(webhookId) === body ? SAME : body}`);
  const wanted = hook.gone ? [] : wantedBy(hook, feed).map(({ id }) => `${id} ${SAME}`);
  const what = `server ${hook.port}`;
  expect(at(label, what, (repeats ? [...new Set(seen)] : seen).toSorted())).toEqual(at(label, what, wanted.toSorted()));
};

/** Lines of a delivery's log that are no failure. */
const successesOf = (item: Items[number]): number =>
  Object.entries(item).filter(([name, value]) => /^t\d+$/.test(name) && JSON.parse(value.S ?? '').error === undefined)
    .length;

/** One delivery for each event and endpoint, delivered by one attempt that is on record; those of an endpoint that went away are parked. */
const expectDeliveries = (
  label: string,
  clients: Clients,
  feeds: ReadonlyMap<string, readonly Fed[]>,
  items: Items,
) => {
  const known = items
    .filter(({ pk, sk }) => sk?.S === 'D' && pk?.S !== BROKEN_DELIVERY)
    .map((item) => {
      const { pk, endpoint, eventId, state } = item;
      return `${pk?.S?.split('#')[0]} ${endpoint?.S} ${eventId?.S} ${state?.S}, ${successesOf(item)} good`;
    });
  const kept = clients.hooks.filter(({ gone }) => !gone);
  const wanted = kept.flatMap((hook) =>
    wantedBy(hook, feeds.get(hook.tenant) ?? []).map(({ id }) => `${hook.tenant} ${hook.id} ${id} delivered, 1 good`),
  );
  const ofKept = known.filter((line) => kept.some(({ id }) => line.includes(` ${id} `)));
  expect(at(label, 'deliveries', ofKept.toSorted())).toEqual(at(label, 'deliveries', wanted.toSorted()));
  const others = known.filter((line) => !ofKept.includes(line));
  expect(
    at(
      label,
      'others',
      others.filter((line) => !line.endsWith(' parked, 0 good')),
    ),
  ).toEqual(at(label, 'others', []));
};

/** What other domains hear of histories, each entry at least once. */
const entriesTold = ({ bus }: Pipeline): ReadonlySet<string> => {
  const appended = bus.taken.filter(({ DetailType }) => DetailType === 'ledger.EntriesAppended');
  const details = appended.map(({ Detail }): Appended => JSON.parse(Detail));
  return new Set(
    details.flatMap(({ tenant, data }) =>
      data.entries.map(({ account, version }) => `${tenant} ${account} ${version}`),
    ),
  );
};

/** Histories of all accounts, the system's included: each transaction is one entry of each account that it touched. */
const expectLedger = async (label: string, pipeline: Pipeline, clients: Clients): Promise<void> => {
  const told = entriesTold(pipeline);
  for (const tenant of ['acme', 'globex']) {
    const moves = [...clients.posted].filter(([, move]) => move.tenant === tenant);
    for (const id of ['till', 'safe', '@world']) {
      const mine = moves.filter(([, { from, to }]) => from === id || to === id);
      const entries = await entriesOf(clients, tenant, id);
      const what = `entries of ${tenant} ${id}`;
      expect(at(label, what, entries.map(({ transactionId }) => transactionId).toSorted())).toEqual(
        at(label, what, mine.map(([transactionId]) => transactionId).toSorted()),
      );
      const [seen, wanted] = [entries.map(({ version }) => version), mine.map((_, index) => index + 1)];
      expect(at(label, what, seen)).toEqual(at(label, what, wanted));
      const untold = entries.filter(({ version }) => !told.has(`${tenant} ${id} ${version}`));
      expect(at(label, `untold ${what}`, untold)).toEqual(at(label, `untold ${what}`, []));
      const sum = mine.reduce((total, [, { to, amount }]) => total + (to === id ? amount : -amount), 0);
      expect(at(label, what, entries.at(-1)?.balanceAfter ?? '0')).toEqual(at(label, what, String(sum)));
    }
  }
};

const entriesOf = async (clients: Clients, tenant: string, id: string) => {
  const entries: { readonly transactionId: string; readonly version: number; readonly balanceAfter: string }[] = [];
  let cursor = '';
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const asked = { tenant, params: { id }, query: `order=asc&limit=100&currency=USD${cursor}` };
    const { status, json } = await clients.ask('GET /v1/accounts/{id}/entries', asked);
    if (status === 404) return [];
    entries.push(...json.data);
    if (json.nextCursor === null) return entries;
    cursor = `&cursor=${json.nextCursor}`;
  }
  throw new Error('a history does not end');
};

/** The exact counts at the end of everything: see the name of each part. */
export const expectExact = async (
  pipeline: Pipeline,
  clients: Clients,
  { repeats = false, parked = [] }: Allowed = {},
  label = '',
): Promise<void> => {
  const items = await itemsOf(pipeline);
  const feeds = new Map<string, readonly Fed[]>();
  for (const tenant of ['acme', 'globex']) {
    const feed = await feedOf(clients, tenant);
    feeds.set(tenant, feed);
    expectFeed(label, clients, tenant, feed, items);
  }
  for (const hook of clients.hooks) expectArrivals(label, pipeline, hook, feeds.get(hook.tenant) ?? [], repeats);
  expectDeliveries(label, clients, feeds, items);
  await expectLedger(label, pipeline, clients);
  const { queues, intake, brisk, patient } = pipeline;
  const left = [intake, brisk, patient].map(({ name }) => queues.counts(name).oldest);
  expect(at(label, 'left in queues', left)).toEqual(at(label, 'left in queues', [undefined, undefined, undefined]));
  expect(at(label, 'parked', parkedIn(pipeline).toSorted())).toEqual(at(label, 'parked', parked.toSorted()));
  expect(at(label, 'waiting', await pipeline.nextDue())).toEqual(at(label, 'waiting', undefined));
};
