import { type Item, int, str } from '../../../functions/kernel/aws/attributes.ts';
import { readDelivery } from '../../../functions/webhooks/store/table/delivery-item.ts';
import { FEED_PREFIX, tenantOf } from '../../../functions/webhooks/store/table/keys.ts';
import { TABLES } from '../functions/outside.ts';
import type { Change } from '../store/memory-store.ts';
import { hold, same } from '../violation.ts';
import { isPublic } from '../world/bus.ts';
import { PORTS } from '../world/opening.ts';
import type { World } from '../world/world.ts';

const seqOf = (stored: Change['before']): number => Number((stored?.item.seq as { readonly N?: string })?.N ?? 0);

/** A feed has no gap at any time: the counter moves by as many as are entered with it, and what is entered stays. */
export const checkFeedCommit = (changes: readonly Change[]): void => {
  const entered = new Map<string, number[]>();
  for (const { table, pk, sk, before, after } of changes) {
    if (table !== TABLES.webhooks || !sk.startsWith(FEED_PREFIX)) continue;
    hold('feed-order', before === undefined && after !== undefined, () => `${pk} ${sk} is written again`);
    const seqs = entered.get(tenantOf(pk)) ?? [];
    entered.set(tenantOf(pk), [...seqs, seqOf(after)]);
  }
  const counted = new Set<string>();
  for (const { table, pk, sk, before, after } of changes) {
    if (table !== TABLES.webhooks || sk !== 'Q') continue;
    const tenant = tenantOf(pk);
    counted.add(tenant);
    const seqs = (entered.get(tenant) ?? []).toSorted((a, b) => a - b);
    const wanted = Array.from({ length: seqOf(after) - seqOf(before) }, (_, at) => seqOf(before) + at + 1);
    same('feed-order', `places of ${tenant} that are entered with its counter`, seqs, wanted);
  }
  for (const tenant of entered.keys())
    hold('feed-order', counted.has(tenant), () => `an event is entered for ${tenant} beside its counter`);
};

interface Fed {
  readonly tenant: string;
  readonly id: string;
}

const feeds = (items: readonly Item[]): readonly Fed[] =>
  items
    .filter(({ sk }) => sk?.S?.startsWith(FEED_PREFIX))
    .map((item) => ({ tenant: tenantOf(str(item, 'pk')), id: str(item, 'id'), seq: int(item, 'seq') }));

/** Each public event is in the feed of its tenant once; each endpoint has one delivery of it, which its server took. */
export const checkWebhooks = ({ store, bus, servers, profile }: World): void => {
  if (!profile.webhooks) return;
  const items = store.all(TABLES.webhooks) as unknown as readonly Item[];
  const fed = feeds(items);
  const told = new Map<string, string>();
  for (const { DetailType, Detail } of bus.taken) {
    if (!isPublic(DetailType)) continue;
    const { eventId, tenant } = JSON.parse(Detail) as { readonly eventId: string; readonly tenant: string };
    told.set(eventId, tenant);
  }
  const lines = (all: readonly Fed[]) => all.map(({ tenant, id }) => `${tenant} ${id}`).toSorted();
  same('feed-once', 'the feeds', lines(fed), lines([...told].map(([id, tenant]) => ({ tenant, id }))));
  const byName = Map.groupBy(
    items.filter(({ sk }) => sk?.S === 'D').map(readDelivery),
    ({ tenant, eventId }) => `${tenant} ${eventId}`,
  );
  const taken = new Set(servers.taken.map(({ port, webhookId }) => `${port} ${webhookId}`));
  for (const { tenant, id } of fed) {
    const ports = PORTS[tenant] ?? [];
    const all = byName.get(`${tenant} ${id}`) ?? [];
    same(
      'delivery-once',
      `endpoints that have ${id} of ${tenant}`,
      new Set(all.map(({ endpoint }) => endpoint)).size,
      all.length,
    );
    same('delivery-once', `deliveries of ${id} of ${tenant}`, all.length, ports.length);
    const open = all.filter(({ state }) => state === 'pending');
    same(
      'delivery-ends',
      `deliveries of ${id} that wait`,
      open.map(({ id: one }) => one),
      [],
    );
    const arrived = ports.filter((port) => taken.has(`${port} ${id}`)).length;
    const delivered = all.filter(({ state }) => state === 'delivered').length;
    hold(
      'delivery-true',
      arrived >= delivered,
      () => `${id}: ${delivered} are called delivered, ${arrived} servers took it`,
    );
  }
  for (const { tenant } of servers.taken.map(({ port, webhookId }) => ({ port, tenant: told.get(webhookId) })))
    if (tenant !== undefined) hold('tenants-apart', PORTS[tenant] !== undefined, () => `a server of nobody`);
  const texts = new Map<string, string>();
  for (const { port, webhookId, body } of servers.taken) {
    const tenant = told.get(webhookId);
    if (tenant !== undefined)
      hold('tenants-apart', (PORTS[tenant] ?? []).includes(port), () => `${webhookId} of ${tenant} went to ${port}`);
    same('delivery-true', `the text of ${webhookId}`, body, texts.get(webhookId) ?? body);
    texts.set(webhookId, body);
  }
};
