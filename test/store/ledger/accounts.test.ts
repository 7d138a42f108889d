import { TransactWriteItemsCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  closeAccountRoute,
  freezeAccountRoute,
  unfreezeAccountRoute,
} from '../../../functions/ledger/handlers/api/account-status.ts';
import { createAccountRoute } from '../../../functions/ledger/handlers/api/create-account.ts';
import { createTransactionRoute } from '../../../functions/ledger/handlers/api/create-transaction.ts';
import { getAccountRoute } from '../../../functions/ledger/handlers/api/get-account.ts';
import { updateAccountRoute } from '../../../functions/ledger/handlers/api/update-account.ts';
import type { Account } from '../../../functions/ledger/model/account.ts';
import { statusUpdate } from '../../../functions/ledger/store/commit/account-changes.ts';
import type { LedgerStore } from '../../../functions/ledger/store/table/ledger-store.ts';
import { startEngines } from '../../support/dynamo.ts';
import { newWorld, race, type Sent, send, type World } from './kit.ts';

const engines = await startEngines();
afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

describe.each(engines)('accounts on $name', (engine) => {
  let world: World;
  beforeAll(async () => {
    world = await newWorld(engine);
  });
  const open = (sent: Sent) => send(world, createAccountRoute(world.store), sent);
  const get = (id: string, tenant = 'acme') => send(world, getAccountRoute(world.store), { tenant, params: { id } });
  const patch = (id: string, ifMatch: string, body: unknown) =>
    send(world, updateAccountRoute(world.store), { params: { id }, ifMatch, body });
  const freeze = (sent: Sent) => send(world, freezeAccountRoute(world.store), sent);
  const unfreeze = (sent: Sent) => send(world, unfreezeAccountRoute(world.store), sent);
  const close = (sent: Sent) => send(world, closeAccountRoute(world.store), sent);

  test('a new account is answered as it is read afterwards, at version 0 and with nothing on it', async () => {
    const made = await open({ body: { id: 'first', currency: 'USD', name: 'Main', metadata: { z: '1', a: '2' } } });
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: 'first',
      currency: 'USD',
      normalBalance: 'credit',
      status: 'open',
      overdraft: 'none',
      balance: { posted: '0', pendingIn: '0', pendingOut: '0', available: '0' },
      version: 0,
      name: 'Main',
      metadata: { z: '1', a: '2' },
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    const read = await get('first');
    expect(read.text).toBe(made.text);
    expect(read.etag).toBe('"0.0"');
  });

  test('an account without an id gets one of its own, and an absent name is not answered', async () => {
    const made = await open({ body: { currency: 'JPY', overdraft: 'unlimited', normalBalance: 'debit' } });
    expect(made.body.id).toMatch(/^acc_[0-9A-HJKMNP-TV-Z]{26}$/);
    expect(made.body).not.toHaveProperty('name');
    expect(made.body.balance.available).toBeNull();
  });

  test('a repeat gets the first answer byte for byte, and another body under the key is refused', async () => {
    const sent = { key: 'again', body: { currency: 'USD' } };
    const first = await open(sent);
    const second = await open(sent);
    expect([second.status, second.text, second.replayed]).toEqual([201, first.text, true]);
    const other = await open({ key: 'again', body: { currency: 'EUR' } });
    expect([other.status, other.problem]).toEqual([422, 'idempotency-key-reused']);
  });

  test('an id that is taken is refused, and the refusal is kept under its key', async () => {
    await open({ body: { id: 'taken', currency: 'USD' } });
    const refused = await open({ key: 'late', body: { id: 'taken', currency: 'USD' } });
    expect([refused.status, refused.problem, refused.replayed]).toEqual([409, 'account-exists', false]);
    const again = await open({ key: 'late', body: { id: 'taken', currency: 'USD' } });
    expect([again.status, again.text, again.replayed]).toEqual([409, refused.text, true]);
  });

  test('of 100 identical requests at once one opens the account, and all get the same answer', async () => {
    const answers = await race(100, () => open({ key: 'crowd', body: { currency: 'USD', name: 'Crowd' } }));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
  });

  test('of 32 requests for one id with keys of their own one opens it', async () => {
    const answers = await race(32, () => open({ body: { id: 'wanted', currency: 'USD' } }));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ problem }) => problem === 'account-exists')).toHaveLength(31);
  });

  test('another tenant neither sees nor changes an account, and has the same id for itself', async () => {
    await open({ body: { id: 'mine', currency: 'USD' } });
    const foreign = await get('mine', 'globex');
    const unknown = await get('nobodys', 'globex');
    expect([foreign.status, foreign.problem]).toEqual([404, 'not-found']);
    expect({ ...foreign.body, instance: '' }).toEqual({ ...unknown.body, instance: '' });
    const frozen = await freeze({ tenant: 'globex', params: { id: 'mine' } });
    expect([frozen.status, frozen.problem]).toEqual([404, 'not-found']);
    const own = await open({ tenant: 'globex', body: { id: 'mine', currency: 'EUR' } });
    expect([own.status, (await get('mine')).body.currency]).toEqual([201, 'USD']);
  });

  test('a patch changes what it names, removes by null, and moves the ETag by a revision', async () => {
    await open({ body: { id: 'patched', currency: 'USD', name: 'Old', metadata: { keep: '1', drop: '2' } } });
    const changed = await patch('patched', '"0.0"', { name: 'New', metadata: { drop: null, add: '3' } });
    expect([changed.status, changed.etag, changed.body.name]).toEqual([200, '"0.1"', 'New']);
    expect(changed.body.metadata).toEqual({ keep: '1', add: '3' });
    expect((await get('patched')).text).toBe(changed.text);
    const nameless = await patch('patched', '"0.1"', { name: null });
    expect(nameless.body).not.toHaveProperty('name');
  });

  test('a patch that changes nothing leaves the ETag as it is', async () => {
    await open({ body: { id: 'same', currency: 'USD', name: 'Same' } });
    const unchanged = await patch('same', '"0.0"', { name: 'Same', metadata: {}, overdraft: 'none' });
    expect([unchanged.status, unchanged.etag]).toEqual([200, '"0.0"']);
  });

  test('a patch of another version than the present one is refused, a weak tag always', async () => {
    await open({ body: { id: 'moved', currency: 'USD' } });
    await patch('moved', '"0.0"', { name: 'One' });
    expect((await patch('moved', '"0.0"', { name: 'Two' })).problem).toBe('version-mismatch');
    expect((await patch('moved', 'W/"0.1"', { name: 'Two' })).problem).toBe('version-mismatch');
    expect((await patch('moved', '"9.9", "0.1"', { name: 'Two' })).status).toBe(200);
  });

  test('of 16 patches of one version at once one is made', async () => {
    await open({ body: { id: 'contested', currency: 'USD' } });
    const answers = await race(16, (index) => patch('contested', '"0.0"', { name: `Name ${index}` }));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ problem }) => problem === 'version-mismatch')).toHaveLength(15);
  });

  test('an account without funds may change its overdraft at will', async () => {
    await open({ body: { id: 'credit', currency: 'USD' } });
    const limited = await patch('credit', '"0.0"', { overdraft: { limit: '5000' } });
    expect([limited.body.overdraft, limited.body.balance.available]).toEqual([{ limit: '5000' }, '5000']);
    const unlimited = await patch('credit', '"0.1"', { overdraft: 'unlimited' });
    expect([unlimited.body.overdraft, unlimited.body.balance.available]).toEqual(['unlimited', null]);
    const none = await patch('credit', '"0.2"', { overdraft: 'none' });
    expect([none.body.overdraft, none.body.balance.available]).toEqual(['none', '0']);
  });

  test('more than 50 metadata keys after the merge are refused', async () => {
    const fifty = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, 'v']));
    await open({ body: { id: 'full', currency: 'USD', metadata: fifty } });
    expect((await patch('full', '"0.0"', { metadata: { more: 'v' } })).problem).toBe('metadata-limit');
    expect((await patch('full', '"0.0"', { metadata: { more: 'v', k0: null } })).status).toBe(200);
  });

  test('freezing, unfreezing and closing answer with the account, and repeating one changes nothing', async () => {
    const params = { id: 'cycle' };
    await open({ body: { id: 'cycle', currency: 'USD' } });
    expect((await unfreeze({ params })).body.status).toBe('open');
    expect((await get('cycle')).etag).toBe('"0.0"');
    expect((await freeze({ params })).body.status).toBe('frozen');
    expect((await freeze({ params })).status).toBe(200);
    expect((await get('cycle')).etag).toBe('"0.1"');
    expect((await unfreeze({ params })).body.status).toBe('open');
    expect((await freeze({ params })).body.status).toBe('frozen');
    expect((await close({ params })).body.status).toBe('closed');
    expect([(await close({ params })).status, (await get('cycle')).etag]).toEqual([200, '"0.4"']);
  });

  /** A store on which 10 comes in before each of its next transactions. */
  const moving = (id: string, times: number) => {
    let moved = 0;
    const postings = [{ from: '@world', to: id, amount: '10' }];
    const send10 = () => send(world, createTransactionRoute(world.store), { body: { currency: 'USD', postings } });
    const dynamo = {
      send: async (command: object) => {
        if (command instanceof TransactWriteItemsCommand && moved < times) {
          moved += 1;
          await send10();
        }
        return world.store.dynamo.send(command as never);
      },
    } as LedgerStore['dynamo'];
    return { store: { ...world.store, dynamo }, moved: () => moved };
  };

  test('freezing answers with the balance that the account then has, though money came in meanwhile', async () => {
    const params = { id: 'moving' };
    await open({ body: { id: 'moving', currency: 'USD' } });
    const { body } = await send(world, freezeAccountRoute(moving('moving', 3).store), { params });
    expect(body).toMatchObject({ status: 'frozen', balance: { posted: '30' } });
    expect(body).toEqual((await get('moving')).body);
  });

  test('freezing ends though an account never stands still: from the fifth attempt on its balance is that of its reading', async () => {
    const params = { id: 'restless' };
    await open({ body: { id: 'restless', currency: 'USD' } });
    const { store, moved } = moving('restless', 100);
    const { body } = await send(world, freezeAccountRoute(store), { params });
    expect([body.status, body.balance.posted, moved()]).toEqual(['frozen', '40', 5]);
    expect((await get('restless')).body).toMatchObject({ status: 'frozen', balance: { posted: '50' } });
  });

  test.each([
    ['d', 1],
    ['c', 1],
    ['pd', 1],
    ['pc', 1],
  ])('closing asks once more where it counts: what moved %s since it was read keeps it open', async (moved, by) => {
    const id = `late-${moved}`;
    await open({ body: { id, currency: 'USD' } });
    const read = { id, status: 'open', revision: 0, version: 0 } as Account;
    const change = statusUpdate(world.store, 'acme', read, 'closed', { at: 1, actor: 'a', requestId: 'r' }, false);
    const { TableName, Key, ...rest } = change.Update ?? {};
    const touch = async (amount: number) =>
      world.store.dynamo.send(
        new UpdateItemCommand({
          ...{ TableName, Key, UpdateExpression: 'SET #m = :n', ExpressionAttributeNames: { '#m': moved } },
          ExpressionAttributeValues: { ':n': { N: String(amount) } },
        }),
      );
    await touch(by);
    const closing = () => world.store.dynamo.send(new UpdateItemCommand({ TableName, Key, ...rest }));
    await expect(closing()).rejects.toThrow('conditional');
    await touch(0);
    await closing();
    expect((await get(id)).body.status).toBe('closed');
  });

  test('closed is final: no freezing, no unfreezing, no patch', async () => {
    const params = { id: 'over' };
    await open({ body: { id: 'over', currency: 'USD' } });
    await close({ params });
    const refused = await freeze({ key: 'too-late', params });
    expect([refused.status, refused.problem]).toEqual([409, 'account-closed']);
    expect((await freeze({ key: 'too-late', params })).text).toBe(refused.text);
    expect((await unfreeze({ params })).problem).toBe('account-closed');
    expect((await patch('over', '"0.1"', { name: 'New' })).problem).toBe('account-closed');
  });

  test('a key that froze an account unfreezes nothing else, and its repeat does not freeze again', async () => {
    const params = { id: 'once' };
    await open({ body: { id: 'once', currency: 'USD' } });
    const frozen = await freeze({ key: 'one-freeze', params });
    await unfreeze({ params });
    const repeated = await freeze({ key: 'one-freeze', params });
    expect([repeated.text, repeated.replayed]).toEqual([frozen.text, true]);
    expect((await get('once')).body.status).toBe('open');
    expect((await freeze({ key: 'one-freeze', params: { id: 'first' } })).problem).toBe('idempotency-key-reused');
  });

  test('a system account is neither patched, frozen, unfrozen nor closed', async () => {
    const params = { id: '@fees' };
    expect((await patch('@fees', '"0.0"', { name: 'Fees' })).problem).toBe('account-system');
    expect((await freeze({ params })).problem).toBe('account-system');
    expect((await unfreeze({ params })).problem).toBe('account-system');
    const closing = await close({ key: 'close-fees', params });
    expect([closing.status, closing.problem]).toEqual([409, 'account-system']);
    expect((await close({ key: 'close-fees', params })).text).toBe(closing.text);
  });

  test('what does not exist is 404 and is not kept under its key', async () => {
    const early = await freeze({ key: 'early', params: { id: 'unborn' } });
    expect([early.status, early.problem]).toEqual([404, 'not-found']);
    await open({ body: { id: 'unborn', currency: 'USD' } });
    expect((await freeze({ key: 'early', params: { id: 'unborn' } })).body.status).toBe('frozen');
  });
});
