import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UNLIMITED } from '../../../functions/ledger/model/account.ts';
import { COUNTED, met, runs } from '../../support/runs.ts';
import { ACCOUNTS, type Command, command } from './commands.ts';
import { checkAgainst, checkFolds, checkInvariants } from './invariants.ts';
import { PaperLedger } from './reference-ledger.ts';
import { outcome, Rig } from './rig.ts';

/** The real ledger and the one on paper, side by side. */
class Pair {
  readonly rig = new Rig();
  readonly paper = new PaperLedger();
  /** Ids of the transactions, in the order of the paper's. */
  readonly #ids: string[] = [];
  #serial = 0;

  constructor() {
    for (const [id, { currency, normal, overdraft }] of ACCOUNTS) {
      this.rig.open(id, currency, normal, overdraft ?? UNLIMITED);
      this.paper.accounts.set(id, { currency, normal, overdraft, status: 'open' });
    }
  }

  /** What each of them answers. */
  async run(one: Command): Promise<readonly [string, string]> {
    this.#serial += 1;
    const fresh = `fresh-${this.#serial}`;
    if (one.kind === 'pay') return this.#pay(one.key, one.body);
    if (one.kind === 'fund') {
      return this.#pay(fresh, { currency: 'USD', postings: [{ from: '@world', to: one.account, amount: one.amount }] });
    }
    if (one.kind === 'status') {
      this.rig.setStatus(one.account, one.status);
      const account = this.paper.accounts.get(one.account);
      if (account !== undefined) account.status = one.status;
      return ['', ''];
    }
    if (this.#ids.length === 0) return ['', ''];
    const at = one.which % this.#ids.length;
    const id = this.#ids[at] ?? '';
    if (one.kind === 'post') {
      const amount = one.amount === undefined ? undefined : BigInt(one.amount);
      return [outcome(await this.rig.post(fresh, id, one.amount, one.final)), this.paper.post(at, amount, one.final)];
    }
    if (one.kind === 'void') return [outcome(await this.rig.release(fresh, id)), this.paper.release(at)];
    const reversed = await this.rig.reverse(fresh, id);
    this.#keep(reversed.text, this.paper.transactions.length);
    const expected = this.paper.reverse(at);
    this.#keep(reversed.text, this.paper.transactions.length);
    return [outcome(reversed), expected];
  }

  async #pay(key: string, body: Parameters<PaperLedger['pay']>[1]): Promise<readonly [string, string]> {
    const answer = await this.rig.pay(key, body);
    const expected = this.paper.pay(key, body);
    this.#keep(answer.text, this.paper.transactions.length);
    return [outcome(answer), expected];
  }

  /** The id of a transaction that the paper has just made too. */
  #keep(text: string, count: number): void {
    if (count > this.#ids.length) this.#ids.push(JSON.parse(text).id);
  }
}

const inputs = fc.array(command, { minLength: 1, maxLength: 16 });

describe('random commands', () => {
  test('are answered as by a ledger on paper, and keep every invariant at every commit', async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(inputs, async (commands) => {
        const pair = new Pair();
        for (const one of commands) {
          const [real, expected] = await pair.run(one);
          expect([one, real]).toEqual([one, expected]);
          seen.set(real, (seen.get(real) ?? 0) + 1);
        }
        checkInvariants(pair.rig);
        checkAgainst(pair.rig, pair.paper);
        checkFolds(pair.rig, pair.paper);
      }),
      { numRuns: runs(2000), ...COUNTED },
    );
    // The generator has teeth only if it meets each of these often.
    for (const one of [
      '200',
      '201',
      'account-not-found',
      'account-frozen',
      'currency-mismatch',
      'insufficient-funds',
      'idempotency-key-reused',
      'same-account',
      'unbalanced',
      'transaction-state',
      'capture-too-large',
      'posting-count',
    ]) {
      expect([one, (seen.get(one) ?? 0) >= met(8)]).toEqual([one, true]);
    }
  }, 120_000);
});
