import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UNLIMITED } from '../../../functions/ledger/model/account.ts';
import { cancelled, conflictAt } from '../../support/fake-dynamo.ts';
import { COUNTED, met, runs } from '../../support/runs.ts';
import { ACCOUNTS, body, key } from './commands.ts';
import { accountsOf, checkInvariants } from './invariants.ts';
import { PaperLedger } from './reference-ledger.ts';
import { type Answered, Rig } from './rig.ts';

const opened = (): Rig => {
  const rig = new Rig();
  for (const [id, { currency, normal, overdraft }] of ACCOUNTS) rig.open(id, currency, normal, overdraft ?? UNLIMITED);
  return rig;
};

const item = fc.record({ key, body });
type Sent = typeof item extends fc.Arbitrary<infer T> ? T : never;
const sent = ({ key: name, body: one }: Sent) => ({ key: name, ...one });
const bodies = fc.array(item, { minLength: 1, maxLength: 12 });
const few = fc.array(item, { minLength: 1, maxLength: 4 });

interface Result {
  readonly key: string;
  readonly status: number;
  readonly transaction?: { readonly id: string; readonly entries: unknown };
  readonly problem?: { readonly type: string };
}
const resultsOf = ({ text }: Answered): readonly Result[] => JSON.parse(text).results;
/** What an answer says, less the times and requests that two runs cannot share. */
const essence = ({ status, transaction, problem }: Omit<Result, 'key'>) => [
  status,
  transaction?.id,
  transaction?.entries,
  problem?.type,
];
const single = (answer: Answered): Omit<Result, 'key'> => {
  if (answer.status < 300) return { status: answer.status, transaction: JSON.parse(answer.text) };
  return { status: answer.status, problem: { type: `/problems/${answer.problem}` } };
};
/** Refusals that use no key: by the next time, another item may have used it. */
const PASSING = new Set(['/problems/conflict', '/problems/same-account', '/problems/unbalanced']);
const lasting = (results: readonly Result[], of: readonly Result[]) =>
  results.filter((_, index) => !PASSING.has(of[index]?.problem?.type ?? '')).map(essence);
const numbers = (rig: Rig) => accountsOf(rig).map((account) => ({ ...account, revision: 0 }));

const oneByOne = async (rig: Rig, items: readonly Sent[]) => {
  const answers: Omit<Result, 'key'>[] = [];
  for (const one of items) answers.push(single(await rig.pay(one.key, one.body)));
  return answers;
};

/** What goes wrong in the first calls of a batch, one after the other. */
const fault = fc.oneof(
  fc.constant('none' as const),
  fc.constant('conflict' as const),
  fc.constant('throttled' as const),
  fc.constant('lost before' as const),
  fc.constant('lost after' as const),
);

const breakCalls = (rig: Rig, faults: readonly (typeof fault extends fc.Arbitrary<infer T> ? T : never)[]): void => {
  const left = [...faults];
  let now: (typeof left)[number] | undefined;
  rig.dynamo.fault = {
    before: (count) => {
      now = left.shift();
      if (now === 'conflict') return conflictAt(count - 1, count);
      if (now === 'throttled') return cancelled(Array.from({ length: count }, () => ({ Code: 'ThrottlingError' })));
      return now === 'lost before' ? new Error('the line broke') : undefined;
    },
    after: () => (now === 'lost after' ? new Error('the line broke') : undefined),
  };
};

describe('independent batches', () => {
  test('answer and leave exactly what their items sent alone in order would, whatever goes wrong on the way', async () => {
    let repeats = 0;
    let refusals = 0;
    await fc.assert(
      fc.asyncProperty(bodies, bodies, fc.array(fault, { maxLength: 4 }), async (before, items, faults) => {
        const [batch, alone] = [opened(), opened()];
        for (const rig of [batch, alone]) {
          await rig.pay('funds', { currency: 'USD', postings: [{ from: '@world', to: 'a', amount: '90' }] });
          await oneByOne(rig, before);
        }
        breakCalls(batch, faults);
        const results = resultsOf(await batch.batch('independent', items.map(sent)));
        batch.dynamo.fault = {};
        const expected = await oneByOne(alone, items);
        expect(results.map(essence)).toEqual(expected.map(essence));
        expect(numbers(batch)).toEqual(numbers(alone));
        expect([...batch.dynamo.items.keys()].sort()).toEqual([...alone.dynamo.items.keys()].sort());
        checkInvariants(batch);
        const again = resultsOf(await batch.batch('independent', items.map(sent)));
        expect(lasting(again, results)).toEqual(lasting(results, results));
        repeats += new Set(items.map((one) => one.key)).size < items.length ? 1 : 0;
        refusals += results.some(({ status }) => status !== 201) ? 1 : 0;
      }),
      { numRuns: runs(400), ...COUNTED },
    );
    expect([repeats >= met(80), refusals >= met(80)]).toEqual([true, true]);
  }, 180_000);

  test('with others changing the same accounts between their rounds, every answer is one that paper could give', async () => {
    await fc.assert(
      fc.asyncProperty(bodies, fc.array(body, { minLength: 1, maxLength: 6 }), async (items, others) => {
        const rig = opened();
        await rig.pay('funds', { currency: 'USD', postings: [{ from: '@world', to: 'a', amount: '90' }] });
        const waiting = [...others];
        const send = rig.dynamo.send;
        let busy = false;
        const meddling = async (command: unknown) => {
          const other = busy ? undefined : waiting.shift();
          if (other !== undefined) {
            busy = true;
            await rig.pay(`other-${waiting.length}`, other);
            busy = false;
          }
          return send(command);
        };
        Object.assign(rig.store, { dynamo: { send: meddling } });
        const results = resultsOf(await rig.batch('independent', items.map(sent)));
        Object.assign(rig.store, { dynamo: { send } });
        checkInvariants(rig);
        const again = resultsOf(await rig.batch('independent', items.map(sent)));
        expect(lasting(again, results)).toEqual(lasting(results, results));
      }),
      { numRuns: runs(300) },
    );
  }, 120_000);

  test.each([
    ['that the chunk changes too', 'a'],
    ['that the chunk only looks at', 'b'],
  ])(
    'a refusal over an account %s is true at the moment of the commit: money that came before it counts',
    async (_name, funded) => {
      const rig = opened();
      await rig.pay('funds', { currency: 'USD', postings: [{ from: '@world', to: 'a', amount: '50' }] });
      let commits = 0;
      const { send } = rig.dynamo;
      const meddling = async (command: unknown) => {
        if (command instanceof TransactWriteItemsCommand) commits += 1;
        // After the snapshot, before the commit that is planned with it.
        if (commits === 2) {
          commits = 3;
          await rig.pay('more', { currency: 'USD', postings: [{ from: '@world', to: 'a', amount: '100' }] });
        }
        return send(command);
      };
      Object.assign(rig.store, { dynamo: { send: meddling } });
      const results = resultsOf(
        await rig.batch('independent', [
          { key: 'k1', currency: 'USD', postings: [{ from: '@world', to: funded, amount: '5' }] },
          { key: 'k2', currency: 'USD', postings: [{ from: 'a', to: '@world', amount: '60' }] },
        ]),
      );
      expect(results.map(({ status }) => status)).toEqual([201, 201]);
      checkInvariants(rig);
    },
  );

  test('a chunk that always meets somebody else gives up item by item, and says so', async () => {
    const rig = opened();
    rig.dynamo.fault = { before: (count) => conflictAt(0, count) };
    const items = [
      { key: 'k1', currency: 'USD', postings: [{ from: '@world', to: 'a', amount: '1' }] },
      { key: 'k2', currency: 'USD', postings: [{ from: '@world', to: 'a', amount: '0' }] },
    ];
    const results = resultsOf(await rig.batch('independent', items, 2_000));
    expect(results.map(({ problem }) => problem?.type)).toEqual([
      '/problems/conflict',
      '/problems/amount-not-positive',
    ]);
    expect(rig.dynamo.commits).toHaveLength(0);
    rig.dynamo.fault = {};
    expect(resultsOf(await rig.batch('independent', items)).map(({ status }) => status)).toEqual([201, 422]);
  });
});

describe.each(['independent', 'atomic'] as const)('an %s batch with an attempt that got no answer', (mode) => {
  const items = ['k1', 'k2'].map((name) => ({
    key: name,
    currency: 'USD',
    postings: [{ from: '@world', to: 'a', amount: '1' }],
  }));
  /** The first attempt is lost, with its effect or without, and from then on somebody else is always in the way. */
  const losing = (rig: Rig, happens: boolean): void => {
    let rounds = 0;
    rig.dynamo.fault = {
      before: (count) => {
        rounds += 1;
        if (rounds > 1) return conflictAt(0, count);
        return happens ? undefined : new Error('the line broke');
      },
      after: () => (rounds === 1 ? new Error('the line broke') : undefined),
    };
  };
  const told = (answer: Answered): string =>
    answer.problem === undefined ? answer.text : JSON.stringify({ problem: answer.problem, detail: answer.text });

  test('says that the outcome is open where the time is up, and never that nothing was done', async () => {
    const rig = opened();
    losing(rig, false);
    const text = told(await rig.batch(mode, items, 2_000));
    expect(text).toContain('the outcome is open');
    expect(text).toContain('unavailable');
    expect(text).not.toMatch(/nothing was done/i);
    rig.dynamo.fault = {};
    expect(resultsOf(await rig.batch(mode, items)).map(({ status }) => status)).toEqual([201, 201]);
    expect(rig.account('a')?.credits).toBe(2n);
  });

  test('finds what that attempt did, and answers it as its own', async () => {
    const rig = opened();
    losing(rig, true);
    expect(resultsOf(await rig.batch(mode, items, 2_000)).map(({ status }) => status)).toEqual([201, 201]);
    expect(rig.account('a')?.credits).toBe(2n);
    checkInvariants(rig);
  });

  test('is told the error of a store that never answers', async () => {
    const rig = opened();
    rig.dynamo.fault = { before: () => new Error('the line broke') };
    await expect(rig.batch(mode, items)).rejects.toThrow('the line broke');
    expect(rig.dynamo.commits).toHaveLength(0);
  });
});

describe('atomic batches', () => {
  test('are made as a whole, as their items alone would be, or change no account', async () => {
    let whole = 0;
    await fc.assert(
      fc.asyncProperty(few, fc.array(fault, { maxLength: 3 }), async (items, faults) => {
        const [batch, alone] = [opened(), opened()];
        for (const rig of [batch, alone]) {
          await rig.pay('funds', { currency: 'USD', postings: [{ from: '@world', to: 'a', amount: '200' }] });
        }
        const before = numbers(batch);
        breakCalls(batch, faults);
        const answer = await batch.batch('atomic', items.map(sent));
        batch.dynamo.fault = {};
        const expected = await oneByOne(alone, items);
        const results = resultsOf(answer);
        const all = expected.every(({ status }) => status === 201);
        expect(JSON.parse(answer.text).committed).toBe(all);
        if (all) {
          whole += 1;
          expect(results.map(essence)).toEqual(expected.map(essence));
          expect(numbers(batch)).toEqual(numbers(alone));
        } else {
          expect(numbers(batch)).toEqual(before);
          for (const [index, { status, problem }] of results.entries()) {
            const alike = expected[index];
            expect(problem?.type).toBe(alike?.status === 201 ? '/problems/batch-aborted' : alike?.problem?.type);
            expect(status).toBe(alike?.status === 201 ? 409 : alike?.status);
          }
        }
        checkInvariants(batch);
      }),
      { numRuns: runs(600), ...COUNTED },
    );
    expect(whole).toBeGreaterThanOrEqual(met(20));
  }, 120_000);

  test('a whole batch that is sent again gets the same answer byte for byte', async () => {
    const rig = opened();
    const items = [
      { key: 'k1', currency: 'USD', postings: [{ from: '@world', to: 'a', amount: '50' }] },
      { key: 'k2', currency: 'USD', postings: [{ from: 'a', to: 'b', amount: '50' }], pending: true },
      { key: 'k1', currency: 'USD', postings: [{ from: '@world', to: 'a', amount: '50' }] },
    ];
    const first = await rig.batch('atomic', items);
    expect(JSON.parse(first.text).committed).toBe(true);
    expect((await rig.batch('atomic', items)).text).toBe(first.text);
  });

  test('more than one store transaction can hold is refused as a whole', async () => {
    const rig = opened();
    const many = Array.from({ length: 99 }, (_, index) => ({
      key: `k${index}`,
      currency: 'USD',
      postings: [{ from: 'u', to: 'a', amount: '1' }],
    }));
    expect((await rig.batch('atomic', many)).problem).toBe('batch-too-large');
    expect(rig.dynamo.calls).toBe(0);
  });
});

describe('the ledger on paper', () => {
  test('has no accounts of its own, so that a test that forgets to open them fails', () => {
    const pay = { currency: 'USD', postings: [{ from: 'a', to: '@world', amount: '1' }] };
    expect(new PaperLedger().pay('k', pay)).toBe('account-not-found');
  });
});
