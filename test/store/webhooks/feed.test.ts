import { QueryCommand, TransactGetItemsCommand, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { Recent } from '../../../functions/kernel/core/recent.ts';
import { readPublicEvent } from '../../../functions/webhooks/model/public-event.ts';
import { readFeed } from '../../../functions/webhooks/store/queries/feed.ts';
import { sequence } from '../../../functions/webhooks/store/relay/sequence.ts';
import type { WebhooksStore } from '../../../functions/webhooks/store/table/webhooks-store.ts';
import { Killed } from '../../support/faults.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';
import { belowFrom } from '../../support/random.ts';
import type { Kit } from './kit.ts';
import { busMessage, eventId } from './kit-events.ts';
import { kits } from './kits.ts';

await onEachEngine((engine) => {
  const { fresh, again } = kits(engine);

  /** The whole feed of a tenant, by pages of a client. */
  const whole = async (one: Awaited<ReturnType<typeof fresh>>, tenant = 'acme', query = '') => {
    const ids: string[] = [];
    let cursor = '';
    for (let pages = 0; pages < 100; pages += 1) {
      const asked = `limit=100${query}${cursor === '' ? '' : `&after=${cursor}`}`;
      const { json } = await one.call('GET /v1/events', { query: asked, tenant });
      ids.push(...json.data.map(({ id }: { id: string }) => id));
      if (json.nextCursor === null) return ids;
      cursor = json.nextCursor;
    }
    throw new Error('the feed has no end');
  };

  const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index);
  const ids = (count: number) => numbers(count).map(eventId);

  describe('the feed', () => {
    test('has each event once, under eight consumers, duplicates, disorder, and kills before and after every call', async () => {
      const draw = belowFrom(7);
      const kills = (): 'before' | 'after' | undefined => {
        const drawn = draw(20);
        return drawn === 0 ? 'before' : drawn === 1 ? 'after' : undefined;
      };
      const one = await fresh('chaos', undefined, kills);
      const total = 240;
      // Each event three times, shuffled; a batch that fails comes again, as SQS would bring it.
      const messages = [...numbers(total), ...numbers(total), ...numbers(total)].map((number) => ({
        number,
        key: draw(1e9),
      }));
      messages.sort((a, b) => a.key - b.key);
      const consumer = async () => {
        const positions = new Recent<number>(10);
        for (let batch = messages.splice(0, 10); batch.length > 0; batch = messages.splice(0, 10)) {
          const events = batch.map(({ number }) => readPublicEvent(busMessage(number)));
          try {
            await sequence({ store: one.store, positions }, 'acme', events, one.time.now + 60_000);
          } catch (error) {
            if (!(error instanceof Killed)) throw error;
            messages.push(...batch);
          }
        }
      };
      await Promise.all(numbers(8).map(consumer));
      const calm = again('chaos');
      expect((await whole(calm)).toSorted()).toEqual(ids(total));
      const { bodies, next } = await readFeed(calm.store, 'acme', { after: total - 1, type: undefined, limit: 10 });
      expect([bodies.length, next]).toEqual([1, undefined]);
    }, 60_000);

    test('leaves poison and what has too many hops in the queue, and takes the rest of the batch', async () => {
      const one = await fresh('poison');
      const batch = [
        busMessage(1),
        'not json',
        busMessage(2, 'acme', 'ledger.TransactionPosted', 9),
        busMessage(3, '#'),
        busMessage(4),
      ];
      expect(await one.onEvent(batch)).toEqual(['m1', 'm2', 'm3']);
      expect(await whole(one)).toEqual([eventId(1), eventId(4)]);
      expect(JSON.stringify(one.lines)).not.toContain('txn_');
    });

    test('shows an event as it was sent: id, type, timestamp, data', async () => {
      const one = await fresh('shape');
      await one.onEvent([busMessage(5)]);
      const { json, status } = await one.call('GET /v1/events');
      expect([status, json]).toEqual([
        200,
        {
          data: [
            {
              id: eventId(5),
              type: 'ledger.TransactionPosted',
              timestamp: '2026-11-22T10:00:00.000Z',
              data: { transaction: { id: 'txn_5', amount: '1000' } },
            },
          ],
          nextCursor: null,
        },
      ]);
    });

    test('is one for each tenant, and neither sees the other', async () => {
      const one = await fresh('tenants');
      await one.onEvent([busMessage(1, 'acme'), busMessage(2, 'globex'), busMessage(3, 'acme')]);
      expect([await whole(one, 'acme'), await whole(one, 'globex')]).toEqual([[eventId(1), eventId(3)], [eventId(2)]]);
      const { status, json } = await one.call('GET /v1/events', { query: `after=${eventId(2)}` });
      expect([status, json.type]).toEqual([400, '/problems/cursor-invalid']);
    });

    test('goes on behind an event or a cursor, and a cursor holds for its filter and tenant', async () => {
      const one = await fresh('cursors');
      for (const from of [0, 30, 60, 90]) await one.onEvent(numbers(30, from).map((number) => busMessage(number)));
      const after = await one.call('GET /v1/events', { query: `after=${eventId(7)}&limit=2` });
      expect(after.json.data.map(({ id }: { id: string }) => id)).toEqual([eventId(8), eventId(9)]);
      const cursor = after.json.nextCursor;
      const on = await one.call('GET /v1/events', { query: `cursor=${cursor}&limit=1` });
      expect(on.json.data[0].id).toBe(eventId(10));
      for (const [query, tenant] of [
        [`after=${cursor}&type=ledger.*`, 'acme'],
        [`after=${cursor}`, 'globex'],
        ['after=nonsense', 'acme'],
      ]) {
        const refused = await one.call('GET /v1/events', { query: query ?? '', tenant: tenant ?? '' });
        expect([refused.status, refused.json.type]).toEqual([400, '/problems/cursor-invalid']);
      }
      expect(await whole(one)).toEqual(ids(120));
    });

    test('is filtered by type or domain, with bounded work and a position to go on from', async () => {
      const one = await fresh('filters');
      await one.onEvent([
        busMessage(1, 'acme', 'ledger.AccountOpened'),
        busMessage(2, 'acme', 'ledger.TransactionPosted'),
        busMessage(3, 'acme', 'webhooks.EndpointDisabled'),
      ]);
      expect(await whole(one, 'acme', '&type=ledger.AccountOpened')).toEqual([eventId(1)]);
      expect(await whole(one, 'acme', '&type=ledger.*')).toEqual([eventId(1), eventId(2)]);
      expect(await whole(one, 'acme', '&type=ledger.HoldPlaced')).toEqual([]);
      const unknown = ['', 'nope', 'ledger', 'LEDGER.*', 'ledger.Nothing', 'nobody.*', 'ledger.EntriesAppended'];
      for (const type of unknown) {
        const { status, json } = await one.call('GET /v1/events', { query: `type=${type}` });
        expect([type, status, json.type, json.errors[0].pointer]).toEqual([type, 400, '/problems/query', 'query/type']);
      }
    });

    test('ends after 90 days to the second, whatever is still stored, and begins behind what has gone', async () => {
      const one = await fresh('ages');
      const day = 86_400_000;
      for (const from of [0, 100, 200]) {
        for (const part of [0, 30, 60, 90])
          await one.onEvent(numbers(part === 90 ? 10 : 30, from + part).map((number) => busMessage(number)));
        one.time.now += 30 * day;
      }
      one.time.now += day / 2;
      expect(await whole(one)).toEqual(ids(300).slice(100));
      one.time.now += 30 * day;
      expect(await whole(one)).toEqual(ids(300).slice(200));
      const late = await one.call('GET /v1/events', { query: `after=${eventId(3)}&limit=1` });
      expect(late.json.data[0].id).toBe(eventId(200));
    });

    describe('beside a transaction that is not through', () => {
      /** As DynamoDB may show a table: the counter has passed these positions, and no query finds them yet. */
      const showing = (one: Kit, hidden: readonly number[], busy: () => boolean): WebhooksStore => {
        const send = async (command: unknown) => {
          if (command instanceof TransactGetItemsCommand && busy()) {
            const reasons = (command.input.TransactItems ?? []).map(() => ({ Code: 'TransactionConflict' }));
            throw new TransactionCanceledException({ message: '', $metadata: {}, CancellationReasons: reasons });
          }
          const answer = await one.store.dynamo.send(command as QueryCommand);
          if (!(command instanceof QueryCommand)) return answer;
          return { ...answer, Items: answer.Items?.filter(({ seq }) => !hidden.includes(Number(seq?.N))) };
        };
        return { ...one.store, dynamo: { send } as unknown as WebhooksStore['dynamo'] };
      };
      const all = async (store: WebhooksStore, limit: number) => {
        const ids: string[] = [];
        let after = 0;
        for (let pages = 0; pages < 100; pages += 1) {
          const { bodies, next } = await readFeed(store, 'acme', { after, type: undefined, limit });
          ids.push(...bodies.map((body) => JSON.parse(body).id));
          if (next === undefined) return ids;
          after = next;
        }
        throw new Error('the feed has no end');
      };

      test.each([
        ['its first position', [1]],
        ['one position', [3]],
        ['the border of two buckets', [100, 101]],
        ['its end', numbers(20, 131)],
        ['most of it', numbers(130, 1)],
      ])('shows it whole, though a query does not find %s yet', async (_, hidden) => {
        const one = await fresh(`early-${hidden[0]}-${hidden.length}`);
        for (const from of [0, 30, 60, 90, 120])
          await one.onEvent(numbers(30, from).map((number) => busMessage(number)));
        expect(
          await all(
            showing(one, hidden, () => false),
            40,
          ),
        ).toEqual(ids(150));
      });

      test('ends a page before it while it is at work, and goes on from there', async () => {
        const one = await fresh('at-work');
        await one.onEvent(numbers(10).map((number) => busMessage(number)));
        let busy = true;
        const store = showing(one, [4], () => busy);
        const first = await readFeed(store, 'acme', { after: 0, type: undefined, limit: 100 });
        expect([first.bodies.length, first.next]).toEqual([3, 3]);
        const again = await readFeed(store, 'acme', { after: 3, type: undefined, limit: 100 });
        expect([again.bodies.length, again.next]).toEqual([0, 3]);
        busy = false;
        const rest = await readFeed(store, 'acme', { after: 3, type: undefined, limit: 100 });
        expect([rest.bodies.length, rest.next]).toEqual([7, undefined]);
      });

      test('does not take its bucket for one that has expired', async () => {
        const one = await fresh('quiet-quarter');
        for (const from of [0, 32, 64]) await one.onEvent(numbers(32, from).map((number) => busMessage(number)));
        one.time.now += 91 * 86_400_000;
        // From position 97 to 106, so over the border of two buckets.
        await one.onEvent(numbers(10, 200).map((number) => busMessage(number)));
        const late = showing(one, [97, 98, 99, 100, 101], () => false);
        expect(await all(late, 100)).toEqual(numbers(10, 200).map(eventId));
      });
    });
  });
});
