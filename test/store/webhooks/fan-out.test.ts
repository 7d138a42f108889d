import { PutItemCommand, type QueryCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { endpointKey } from '../../../functions/webhooks/store/table/keys.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';
import type { Kit } from './kit.ts';
import { busMessage } from './kit-events.ts';
import { kits } from './kits.ts';
import { create, deliveriesOf, OK } from './steps.ts';

await onEachEngine((engine) => {
  const { fresh } = kits(engine);

  /** An endpoint in a form that this release does not read. */
  const putUnreadable = ({ store }: Kit, tenant: string) =>
    store.dynamo.send(
      new PutItemCommand({
        TableName: store.table,
        Item: { ...endpointKey(tenant, `we_${'0'.repeat(26)}`), enabled: { BOOL: true }, events: { L: [{ S: '*' }] } },
      }),
    );
  const committed = async (one: Kit, ...events: readonly (readonly [number, string])[]) => {
    await one.onEvent(events.map(([number, tenant]) => busMessage(number, tenant)));
    return one.records.splice(0);
  };

  describe('the fan-out', () => {
    test('passes over an endpoint that nobody can read, serves all others, and says so', async () => {
      const one = await fresh('unreadable-endpoint', () => OK);
      const [mine, other] = [await create(one), await create(one, undefined, 'globex')];
      await putUnreadable(one, 'acme');
      one.records.splice(0);
      expect(await one.fanOut(await committed(one, [1, 'acme'], [2, 'globex'], [3, 'acme']))).toEqual([]);
      await one.drainQueue();
      expect((await deliveriesOf(one, mine.id)).length).toBe(2);
      expect((await deliveriesOf(one, other.id, 'globex')).length).toBe(1);
      expect(one.lines).toContainEqual(['endpoints are poison', expect.objectContaining({ faults: 0, poison: 1 })]);
    });

    test('tells the queue of each delivery of a batch that is larger than one part of it, once', async () => {
      const one = await fresh('many-deliveries', () => OK);
      for (let made = 0; made < 4; made += 1) await create(one);
      one.records.splice(0);
      const events = Array.from({ length: 30 }, (_, number) => [number, 'acme'] as const);
      expect(await one.fanOut(await committed(one, ...events))).toEqual([]);
      const told = one.queue.map(({ posted: { message } }) => ('delivery' in message ? message.delivery : ''));
      expect([told.length, new Set(told).size]).toEqual([120, 120]);
    });

    test('leaves undone the records of the tenant alone that it has trouble with', async () => {
      const one = await fresh('sick-tenant', () => OK);
      await create(one);
      const other = await create(one, undefined, 'globex');
      one.records.splice(0);
      const records = await committed(one, [1, 'acme'], [2, 'globex']);
      const ofAcme = records.find(({ dynamodb }) => dynamodb?.NewImage?.pk?.S?.startsWith('acme#F') === true);
      const { send } = one.store.dynamo;
      let trouble = true;
      Object.assign(one.store.dynamo, {
        send: async (command: QueryCommand) => {
          const asksForAcme = command.input.ExpressionAttributeValues?.[':pk']?.S?.startsWith('acme#') === true;
          if (trouble && asksForAcme) throw new Error('throttled');
          return send(command);
        },
      });
      const failed = await one.fanOut(records);
      trouble = false;
      expect(failed).toEqual([ofAcme?.dynamodb?.SequenceNumber]);
      await one.drainQueue();
      expect(await deliveriesOf(one, other.id, 'globex')).toMatchObject([{ state: 'delivered' }]);
    });

    test('reports a record that nobody can read alone, and hands on what stands before and behind it', async () => {
      const one = await fresh('unreadable-record', () => OK);
      const { id } = await create(one);
      one.records.splice(0);
      const records = await committed(one, [1, 'acme'], [2, 'acme'], [3, 'acme']);
      const places = records.filter(({ dynamodb }) => dynamodb?.NewImage?.sk?.S?.startsWith('F#') === true);
      const broken = { ...places[1], dynamodb: { ...places[1]?.dynamodb, NewImage: { sk: { S: 'F#x' } } } };
      expect(await one.fanOut([places[0] ?? {}, broken, places[2] ?? {}])).toEqual([broken.dynamodb.SequenceNumber]);
      await one.drainQueue();
      expect((await deliveriesOf(one, id)).length).toBe(2);
      expect(one.lines).toContainEqual(['batch', expect.objectContaining({ failed: 1, poison: 1 })]);
    });
  });
});
