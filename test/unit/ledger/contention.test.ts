import { describe, expect, test } from '@jest/globals';
import { cancelled, conflictAt } from '../../support/fake-dynamo.ts';
import { placesOf } from '../../support/runs.ts';
import { accountsOf, checkInvariants } from './invariants.ts';
import { Rig } from './rig.ts';

const transfer = { currency: 'USD', postings: [{ from: 'a', to: 'b', amount: '10' }] };
const opened = async (): Promise<Rig> => {
  const rig = new Rig();
  for (const id of ['a', 'b']) rig.open(id, 'USD');
  await rig.pay('funds', { currency: 'USD', postings: [{ from: '@world', to: 'a', amount: '100' }] });
  return rig;
};
const versions = (rig: Rig) => accountsOf(rig).map(({ version }) => version);

describe('a conflict', () => {
  test.each([0, 1, 2])(
    'of the item at place %i is waited out, with a time of its own for the attempt that commits',
    async (place) => {
      const rig = await opened();
      const from = rig.now;
      let conflicts = 3;
      rig.dynamo.fault = {
        before: (count) => {
          expect(count).toBe(3);
          if (conflicts === 0) return undefined;
          conflicts -= 1;
          return conflictAt(place, count);
        },
      };
      const made = await rig.pay('k', transfer);
      expect([made.status, made.replayed]).toEqual([201, false]);
      expect(Date.parse(JSON.parse(made.text).createdAt)).toBeGreaterThan(from + 3);
      expect(rig.account('b')?.credits).toBe(10n);
      expect(versions(rig)).toEqual([2, 1]);
      expect((await rig.pay('k', transfer)).text).toBe(made.text);
      checkInvariants(rig);
    },
  );

  test('at every place of the largest transaction is waited out', async () => {
    const ids = Array.from({ length: 96 }, (_, index) => `m${index}`);
    const postings = Array.from({ length: 48 }, (_, index) => ({ from: ids[index], to: ids[index + 48], amount: '1' }));
    const rig = new Rig();
    for (const id of ids) rig.open(id, 'USD', 'credit', 10n ** 27n);
    for (const place of placesOf(97)) {
      let met = false;
      rig.dynamo.fault = {
        before: (count) => {
          expect(count).toBe(97);
          if (met) return undefined;
          met = true;
          return conflictAt(place, count);
        },
      };
      expect((await rig.pay(`k${place}`, { currency: 'USD', postings })).status).toBe(201);
    }
    expect(new Set(versions(rig))).toEqual(new Set([placesOf(97).length]));
    checkInvariants(rig);
  });

  test('that outlasts the deadline is a 409 with nothing done, and the key is as good as new', async () => {
    const rig = await opened();
    rig.dynamo.fault = { before: (count) => conflictAt(1, count) };
    const before = rig.now;
    const refused = await rig.pay('k', transfer, 2_000);
    expect([refused.status, refused.problem]).toEqual([409, 'conflict']);
    expect(rig.now).toBeLessThanOrEqual(before + 2_100);
    expect(versions(rig)).toEqual([1, 0]);
    rig.dynamo.fault = {};
    expect((await rig.pay('k', transfer)).status).toBe(201);
  });

  test('beside a failed condition does not hide it: what the condition met is the answer', async () => {
    const rig = await opened();
    const poor = rig.dynamo.items.get('acme#A#b|A');
    rig.dynamo.fault = {
      before: (count) =>
        count === 3
          ? cancelled([
              { Code: 'None' },
              { Code: 'ConditionalCheckFailed', Item: poor },
              { Code: 'TransactionConflict' },
            ])
          : undefined,
    };
    const back = { currency: 'USD', postings: [{ from: 'b', to: 'a', amount: '1' }] };
    expect((await rig.pay('k', back)).problem).toBe('insufficient-funds');
    rig.dynamo.fault = {};
    expect((await rig.pay('k', back)).replayed).toBe(true);
  });

  test('over a refusal that is being kept is waited out too, and the refusal is kept once', async () => {
    const rig = await opened();
    let conflicts = 2;
    rig.dynamo.fault = {
      before: (count) => {
        if (count !== 1 || conflicts === 0) return undefined;
        conflicts -= 1;
        return conflictAt(0, count);
      },
    };
    const broke = { currency: 'USD', postings: [{ from: 'b', to: 'a', amount: '1' }] };
    const refused = await rig.pay('k', broke);
    expect([refused.problem, conflicts]).toEqual(['insufficient-funds', 0]);
    expect((await rig.pay('k', broke)).text).toBe(refused.text);
  });
});

describe('a lost answer', () => {
  test('to a commit that happened is found in the receipt, and is not a replay', async () => {
    const rig = await opened();
    let lost = false;
    rig.dynamo.fault = {
      after: () => {
        if (lost) return undefined;
        lost = true;
        return new Error('the line broke');
      },
    };
    const made = await rig.pay('k', transfer);
    expect([made.status, made.replayed]).toEqual([201, false]);
    expect(rig.account('b')?.credits).toBe(10n);
    expect((await rig.pay('k', transfer)).text).toBe(made.text);
    checkInvariants(rig);
  });

  test('to one that did not happen is an error, and the same request makes it once', async () => {
    const rig = await opened();
    rig.dynamo.fault = { before: () => new Error('the line broke') };
    await expect(rig.pay('k', transfer)).rejects.toThrow('the line broke');
    rig.dynamo.fault = {};
    expect((await rig.pay('k', transfer)).replayed).toBe(false);
    expect(rig.account('b')?.credits).toBe(10n);
  });
});
