import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEngines } from '../../support/dynamo.ts';
import { type Bank, bankOf } from './bank.ts';
import { newWorld, race } from './kit.ts';

const engines = await startEngines();
afterAll(() => Promise.all(engines.map((engine) => engine.stop())));

describe.each(engines)('contention on $name', (engine) => {
  let bank: Bank;
  beforeAll(async () => {
    bank = bankOf(await newWorld(engine));
  });

  test('of 32 debits racing for funds for 10, ten succeed and nothing is overdrawn', async () => {
    await bank.fund('hot', '1000');
    await bank.open('sink');
    const answers = await race(32, () => bank.transfer('hot', 'sink', '100'));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(answers.filter(({ problem }) => problem === 'insufficient-funds')).toHaveLength(22);
    expect(await bank.balance('hot')).toEqual({ posted: '0', pendingIn: '0', pendingOut: '0', available: '0' });
    expect((await bank.balance('sink')).posted).toBe('1000');
    expect((await bank.account('hot')).body.version).toBe(11);
  });

  test('of 100 identical transfers at once one moves money, and all get the same answer', async () => {
    await bank.fund('crowded', '1000');
    const answers = await race(100, () => bank.transfer('crowded', '@world', '10', {}, { key: 'crowd' }));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect((await bank.balance('crowded')).posted).toBe('990');
  });

  test('of 100 identical transfers that are refused, all get the same refusal', async () => {
    await bank.fund('poor', '1');
    const answers = await race(100, () => bank.transfer('poor', '@world', '10', {}, { key: 'poor' }));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ problem }) => problem === 'insufficient-funds')).toHaveLength(100);
    await bank.transfer('@world', 'poor', '100');
    expect((await bank.transfer('poor', '@world', '10', {}, { key: 'poor' })).problem).toBe('insufficient-funds');
    expect((await bank.balance('poor')).posted).toBe('101');
  });

  test('an overdraft that is withdrawn while it is being used is never both withdrawn and used', async () => {
    await bank.open('line', { overdraft: { limit: '500' } });
    const { etag } = await bank.account('line');
    const [patched, ...spent] = await Promise.all([
      bank.patch('line', etag ?? '', { overdraft: 'none' }),
      ...Array.from({ length: 8 }, () => bank.transfer('line', '@world', '100')),
    ]);
    const used = spent.filter(({ status }) => status === 201).length;
    expect([200, 412]).toContain(patched.status);
    expect(used).toBe(patched.status === 200 ? 0 : 5);
    const after = (await bank.account('line')).body;
    expect(after.balance.posted).toBe(used === 0 ? '0' : '-500');
    expect(after.balance.available).toBe('0');
  });

  test('an overdraft in use is not withdrawn below what is used, holds included', async () => {
    await bank.open('owing', { overdraft: { limit: '500' } });
    await bank.transfer('owing', '@world', '200');
    await bank.hold('owing', '@world', '100');
    const { etag } = await bank.account('owing');
    const refused = await bank.patch('owing', etag ?? '', { overdraft: { limit: '299' } });
    expect([refused.status, refused.problem]).toEqual([422, 'overdraft-in-use']);
    const allowed = await bank.patch('owing', etag ?? '', { overdraft: { limit: '300' } });
    expect([allowed.status, allowed.body.balance.available]).toEqual([200, '0']);
    expect((await bank.transfer('owing', '@world', '1')).problem).toBe('insufficient-funds');
  });

  test('a rename that races with transfers loses none of them, and is made or refused, never lost', async () => {
    await bank.fund('busy', '1000');
    const rename = async (name: string): Promise<number> => {
      const { etag } = await bank.account('busy');
      return (await bank.patch('busy', etag ?? '', { name })).status;
    };
    const [renames, transfers] = await Promise.all([
      race(8, (index) => rename(`Name ${index}`)),
      race(16, () => bank.transfer('busy', '@world', '10')),
    ]);
    expect(transfers.every(({ status }) => status === 201)).toBe(true);
    expect(renames.every((status) => status === 200 || status === 412)).toBe(true);
    const after = await bank.account('busy');
    const made = renames.filter((status) => status === 200).length;
    expect([after.body.balance.posted, after.etag]).toEqual(['840', `"17.${made}"`]);
  });

  test('a busy account can be frozen, after which nothing more goes out', async () => {
    await bank.fund('suspect', '100000');
    const [frozen, ...transfers] = await Promise.all([
      bank.freeze('suspect'),
      ...Array.from({ length: 24 }, () => bank.transfer('suspect', '@world', '10')),
    ]);
    expect([frozen.status, frozen.body.status]).toEqual([200, 'frozen']);
    const out = transfers.filter(({ status }) => status === 201).length;
    expect(transfers.filter(({ problem }) => problem === 'account-frozen')).toHaveLength(24 - out);
    expect((await bank.balance('suspect')).posted).toBe(String(100000 - out * 10));
  });

  test('closing races with a payment: either the account is closed and empty, or it stays open', async () => {
    await bank.open('ending');
    const [closed, paid] = await Promise.all([bank.close('ending'), bank.transfer('@world', 'ending', '10')]);
    const after = (await bank.account('ending')).body;
    expect([closed.status, paid.problem ?? paid.status]).toEqual(
      after.status === 'closed' ? [200, 'account-closed'] : [409, 201],
    );
    expect(after.balance.posted).toBe(after.status === 'closed' ? '0' : '10');
  });

  test('two tenants with the same ids and keys never meet', async () => {
    const tenants = ['acme', 'globex'];
    for (const tenant of tenants) await bank.open('shared', { overdraft: 'unlimited' }, { tenant });
    const made = await Promise.all(
      tenants.map((tenant) => bank.transfer('shared', '@world', '10', {}, { tenant, key: 'shared' })),
    );
    expect(made.map(({ status, replayed }) => [status, replayed])).toEqual([
      [201, false],
      [201, false],
    ]);
    expect(made[0]?.body.id).not.toBe(made[1]?.body.id);
    await bank.transfer('shared', '@world', '5', {}, { tenant: 'globex' });
    const balances = await Promise.all(
      tenants.map(async (tenant) => (await bank.account('shared', tenant)).body.balance),
    );
    expect(balances.map(({ posted }) => posted)).toEqual(['-10', '-15']);
  });
});
