import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Engine, startConflicting } from '../../support/dynamo.ts';
import { type Bank, bankOf } from './bank.ts';
import { newWorld, race } from './kit.ts';

/** What a transaction on two accounts and a receipt takes on AWS, about. */
const TRANSACTION_MS = 15;
const CLIENTS = 32;

describe('32 clients on one bounded account, on a store where transactions conflict', () => {
  let engine: Engine;
  let bank: Bank;
  beforeAll(async () => {
    engine = await startConflicting(TRANSACTION_MS);
    bank = bankOf(await newWorld(engine));
  });
  afterAll(() => engine.stop());

  test('move its money once each or are told to try again, and it is never overdrawn', async () => {
    await bank.fund('hot', '1000');
    await bank.open('sink');
    const answers = await race(CLIENTS, (at) =>
      bank.transfer('hot', 'sink', '100', {}, { key: `c-${at}`, patience: 8_000 }),
    );
    const made = answers.filter(({ status }) => status === 201).length;
    const refused = answers.filter(({ problem }) => problem === 'insufficient-funds').length;
    const conflicts = answers.filter(({ problem }) => problem === 'conflict').length;
    expect(made + refused + conflicts).toBe(CLIENTS);
    const [hot, sink] = [await bank.balance('hot'), await bank.balance('sink')];
    expect([hot.posted, sink.posted]).toEqual([String(1000 - made * 100), String(made * 100)]);
    // Repeated with their keys, all get their one answer, and the money has moved ten times.
    for (let at = 0; at < CLIENTS; at += 1) {
      const again = await bank.transfer('hot', 'sink', '100', {}, { key: `c-${at}` });
      expect([201, 422]).toContain(again.status);
      if (answers[at]?.status === 201) expect(again.text).toBe(answers[at]?.text);
    }
    expect([(await bank.balance('hot')).posted, (await bank.balance('sink')).posted]).toEqual(['0', '1000']);
  });

  test('hold, post and release of one account end in balances that add up', async () => {
    await bank.fund('held', '1000');
    await bank.open('shop');
    const holds = await race(8, () => bank.hold('held', 'shop', '50', {}, { patience: 8_000 }));
    const ids = holds.flatMap(({ status, body }) => (status === 201 ? [body.id] : []));
    expect(ids.length).toBeGreaterThan(0);
    const ended = await race(ids.length, (at) =>
      at % 2 === 0
        ? bank.post(ids[at] ?? '', undefined, { patience: 8_000 })
        : bank.release(ids[at] ?? '', { patience: 8_000 }),
    );
    const posted = ended.filter(({ status }, at) => status === 200 && at % 2 === 0).length;
    const left = ended.filter(({ status }) => status !== 200).length;
    const { posted: balance, pendingOut } = await bank.balance('held');
    expect([balance, pendingOut]).toEqual([String(1000 - posted * 50), String(left * 50)]);
    expect((await bank.balance('shop')).posted).toBe(String(posted * 50));
  });

  test('100 identical requests at once move money once', async () => {
    await bank.fund('crowded', '1000');
    const answers = await race(100, () =>
      bank.transfer('crowded', '@world', '10', {}, { key: 'crowd', patience: 8_000 }),
    );
    expect(answers.every(({ status, problem }) => status === 201 || problem === 'conflict')).toBe(true);
    expect(new Set(answers.filter(({ status }) => status === 201).map(({ text }) => text)).size).toBe(1);
    expect((await bank.balance('crowded')).posted).toBe('990');
  });
});
