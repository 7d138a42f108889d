import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { effectOf } from '../../../functions/payments/model/effect.ts';
import { createdPayment, type Payment, refundedSum } from '../../../functions/payments/model/payment.ts';
import { decide } from '../../../functions/payments/model/saga.ts';
import type { SagaEvent } from '../../../functions/payments/model/saga-event.ts';
import { ENDS } from '../../../functions/payments/model/saga-table.ts';
import { giveOrder } from '../../../functions/payments/store/commit/orders.ts';
import { FakeLedger } from '../../support/fake-ledger.ts';
import { runs } from '../../support/runs.ts';

const RUNS = runs(2_000);
const FUNDS = 1_000n;
const failure = { code: 'refused', detail: 'Refused.' };
const around = { now: 2_000, answerWithinMs: 0 };

/** What a rail says of a submission, in the order in which it is true. */
const TRUTHS: readonly (readonly SagaEvent[])[] = [
  [{ type: 'rail-accepted' }, { type: 'rail-settled' }],
  [{ type: 'rail-accepted' }, { type: 'rail-refused', failure }],
  [{ type: 'rail-settled' }, { type: 'rail-returned', amount: 700n }],
  [{ type: 'rail-accepted' }],
  [{ type: 'rail-settled' }, { type: 'rail-refused', failure }],
];

/** One thing that happens, whoever is at work. */
type Move =
  | { readonly kind: 'work'; readonly lost: boolean; readonly down: boolean }
  /** A slow run: it has read the payment before, gives its order now, and writes on the condition of what it read. */
  | { readonly kind: 'begin' }
  | { readonly kind: 'finish' }
  | { readonly kind: 'rail'; readonly which: number }
  | { readonly kind: 'client'; readonly event: SagaEvent }
  | { readonly kind: 'close' };

const clientEvent = fc.constantFrom<SagaEvent>(
  { type: 'cancel-asked', by: 'c' },
  { type: 'refund-asked', amount: 300n, by: 'c' },
  { type: 'refund-asked', amount: 700n, by: 'c' },
  { type: 'overdue' },
  { type: 'resolved-settled', by: 'd' },
  { type: 'resolved-failed', by: 'd' },
  { type: 'resolved-returned', by: 'd' },
);
const move: fc.Arbitrary<Move> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('work' as const), lost: fc.boolean(), down: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'begin' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'finish' as const }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('rail' as const), which: fc.nat({ max: 1 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('client' as const), event: clientEvent }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'close' as const }) },
);

const payment = (rail: string): Payment =>
  createdPayment(
    {
      id: 'pay_1',
      tenant: 'acme',
      from: 'a',
      to: rail === 'book' ? { rail, account: 'b' } : { rail, destination: 'ok' },
      amount: 700n,
      currency: 'USD',
      reference: undefined,
      metadata: {},
      maker: 'm',
      requestId: 'r',
      fingerprint: 'f',
    },
    1_000,
    5_000,
  );

class Run {
  readonly ledger = new FakeLedger();
  now: Payment;
  /** What a slow run has read. */
  stale: Payment | undefined;
  readonly #truth: readonly SagaEvent[];

  constructor(rail: string, truth: readonly SagaEvent[]) {
    this.ledger.balances.set('a', FUNDS);
    this.now = payment(rail);
    this.#truth = truth;
  }

  take(event: SagaEvent): void {
    const decision = decide(this.now, event, around);
    if (decision.kind === 'next') this.now = decision.payment;
  }

  async #ordered(of: Payment): Promise<SagaEvent | undefined> {
    const effect = effectOf(of, around.now);
    if (effect.kind === 'gate') return { type: 'gate-opened' };
    // What the rail says comes by itself here, in any order.
    if (effect.kind !== 'ledger') return undefined;
    return giveOrder(this.ledger.ask, of, effect.order);
  }

  async play(one: Move): Promise<void> {
    switch (one.kind) {
      case 'work': {
        this.ledger.trouble = () => (one.down ? 'down' : undefined);
        const event = await this.#ordered(this.now);
        this.ledger.trouble = () => undefined;
        if (event !== undefined && !one.lost) this.take(event);
        return;
      }
      case 'begin':
        this.stale = this.now;
        return;
      case 'finish': {
        if (this.stale === undefined) return;
        const event = await this.#ordered(this.stale);
        if (event !== undefined && this.stale.version === this.now.version) this.take(event);
        this.stale = undefined;
        return;
      }
      case 'rail': {
        const event = this.#truth[one.which % this.#truth.length];
        const reached = this.now.timeline.some(({ mark }) => mark === 'submitting');
        if (event !== undefined && reached) this.take(event);
        return;
      }
      case 'client':
        this.take(one.event);
        return;
      case 'close':
        this.ledger.closed.add('a');
    }
  }

  /** Everybody answers, and a person decides what nobody else does. */
  async rest(): Promise<void> {
    for (let turn = 0; turn < 60; turn += 1) {
      const { version } = this.now;
      const event = await this.#ordered(this.now);
      if (event !== undefined) this.take(event);
      if (this.now.version !== version) continue;
      if (ENDS.has(this.now.step)) return;
      this.take({ type: 'overdue' });
      this.take({ type: 'resolved-settled', by: 'd' });
    }
  }
}

describe('a payment, whatever happens to it in whatever order', () => {
  test.each(['book', 'sandbox'])(
    'over %s keeps the money whole and holds nothing at its end',
    async (rail) => {
      const property = fc.asyncProperty(
        fc.constantFrom(...TRUTHS),
        fc.array(move, { maxLength: 40, size: 'max' }),
        async (truth, moves) => {
          const run = new Run(rail, truth);
          for (const one of moves) await run.play(one);
          await run.rest();
          const { ledger, now } = run;
          const away = now.step === 'settled' ? now.amount - refundedSum(now) : 0n;
          const suspended = now.step === 'returned' && now.toSuspense ? now.amount : 0n;
          expect(ENDS.has(now.step)).toBe(true);
          expect(ledger.held('a')).toBe(0n);
          expect(ledger.balance('a')).toBe(FUNDS - away - suspended);
          expect(ledger.balance(rail === 'book' ? 'b' : '@rail.sandbox.clearing')).toBe(away);
          expect(ledger.balance('@suspense.sandbox')).toBe(suspended);
          // Refunds to an account that is closed meanwhile fail, and take nothing with them.
          expect(new Set(ledger.booked.map(({ key }) => key)).size).toBe(ledger.booked.length);
        },
      );
      await fc.assert(property, { numRuns: RUNS });
    },
    60_000,
  );
});
