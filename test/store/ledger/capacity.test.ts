import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAccountRoute } from '../../../functions/ledger/handlers/api/create-account.ts';
import { createTransactionRoute } from '../../../functions/ledger/handlers/api/create-transaction.ts';
import { countingCapacity } from '../../support/capacity.ts';
import { startCountingEngines } from '../../support/dynamo.ts';
import { newWorld, send, type World } from './kit.ts';

const engines = await startCountingEngines();
afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

/** The world, with what the engine says that each call has consumed. */
const counted = (world: World) => {
  const units = { read: 0, write: 0 };
  const dynamo = countingCapacity(world.store.dynamo, ({ read, write }) => {
    units.read += read;
    units.write += write;
  });
  return { world: { ...world, store: { ...world.store, dynamo } }, units };
};

const postings = [{ from: 'from', to: 'to', amount: '1234' }];
const transfer = { key: 'a-key-of-usual-length-0001', body: { currency: 'USD', postings } };

describe.each(engines)('what a transfer consumes on $name', (engine) => {
  let world: World;
  beforeAll(async () => {
    world = await newWorld(engine);
    for (const id of ['from', 'to']) {
      await send(world, createAccountRoute(world.store), {
        key: id,
        body: { id, currency: 'USD', overdraft: 'unlimited' },
      });
    }
  });

  test('six write units and no read', async () => {
    const { world: metered, units } = counted(world);
    expect((await send(metered, createTransactionRoute(metered.store), transfer)).status).toBe(201);
    expect(units).toEqual({ read: 0, write: 6 });
  });

  test('a reference that is to be unique costs two units more, and one small read', async () => {
    const { world: metered, units } = counted(world);
    // The claim alone: a reference has an entry in its index besides, as ever.
    const body = { ...transfer.body, reference: 'r', uniqueReference: true };
    const plain = { ...transfer.body, reference: 'q' };
    await send(metered, createTransactionRoute(metered.store), { key: 'a-key-of-usual-length-0002', body: plain });
    const { write } = units;
    await send(metered, createTransactionRoute(metered.store), { key: 'a-key-of-usual-length-0003', body });
    expect([units.write - write - write, units.read]).toEqual([2, 0.5]);
  });

  test('an account with a history costs no more', async () => {
    for (let i = 0; i < 20; i += 1)
      await send(world, createTransactionRoute(world.store), { ...transfer, key: `more-${i}` });
    const { world: metered, units } = counted(world);
    expect((await send(metered, createTransactionRoute(metered.store), { ...transfer, key: 'the-last' })).status).toBe(
      201,
    );
    expect(units).toEqual({ read: 0, write: 6 });
  });
});
