import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { sagaDiagram } from '../../../functions/payments/model/diagram.ts';
import {
  createdPayment,
  type Payment,
  publicState,
  STEPS,
  type Step,
} from '../../../functions/payments/model/payment.ts';
import { DECISIONS_MAX, decide, RECALLS_MAX } from '../../../functions/payments/model/saga.ts';
import { SAGA_EVENTS, type SagaEvent, type SagaEventType } from '../../../functions/payments/model/saga-event.ts';
import { BEFORE_PIVOT, ENDS, SAGA } from '../../../functions/payments/model/saga-table.ts';

const AMOUNT = 1_000n;
const around = { now: 2_000, answerWithinMs: 60_000 };
const failure = { code: 'account-closed', detail: 'It is closed.' };

const at = (step: Step, change: Partial<Payment> = {}): Payment => ({
  ...createdPayment(
    {
      id: 'pay_1',
      tenant: 'acme',
      from: 'a',
      to: step === 'transferring' ? { rail: 'book', account: 'b' } : { rail: 'sandbox', destination: 'ok' },
      amount: AMOUNT,
      currency: 'USD',
      reference: undefined,
      metadata: {},
      maker: 'cli_maker',
      requestId: 'r-1',
      fingerprint: 'f',
    },
    1_000,
    5_000,
  ),
  step,
  ...(step === 'releasing' ? { ending: 'canceled' as const } : {}),
  ...change,
});

const eventOf = (type: SagaEventType): SagaEvent => {
  switch (type) {
    case 'transferred':
    case 'held':
    case 'posted':
    case 'given-back':
      return { type, transaction: 'txn_1' };
    case 'transfer-refused':
    case 'hold-refused':
    case 'post-refused':
    case 'release-refused':
    case 'rail-refused':
      return { type, failure };
    case 'over-limit':
      return { type, failure };
    case 'admitted':
      return { type, counted: [] };
    case 'approval-missing':
      return { type, needed: 1 };
    case 'approved':
      return { type, by: 'cli_1', needed: 1 };
    case 'give-back-refused':
      return { type, failure, toSuspense: false };
    case 'refund-paid':
      return { type, n: 1, transaction: 'txn_2' };
    case 'refund-refused':
      return { type, n: 1, failure };
    case 'rail-returned':
      return { type, amount: AMOUNT };
    case 'filed':
      return { type, file: 'file_1' };
    case 'refund-asked':
      return { type, amount: 1n, by: 'cli_1' };
    case 'rejected':
    case 'cancel-asked':
    case 'resolved-settled':
    case 'resolved-failed':
    case 'resolved-returned':
      return { type, by: 'cli_1' };
    default:
      return { type };
  }
};

const CELLS = STEPS.flatMap((step) => SAGA_EVENTS.map((type) => [step, type, SAGA[step][type]] as const));
const refunding = { refunds: [{ n: 1, amount: 1n, state: 'processing', requestedBy: 'cli_1' }] } as const;

/** A payment at which the cell says what it says: a person resolves what is stuck, a refund ends that is open. */
const fitting = (step: Step, type: SagaEventType): Payment =>
  at(step, {
    ...(type === 'filed' ? { gathered: true } : {}),
    ...(type.startsWith('resolved') ? { stuck: 'rail-silent' } : {}),
    ...((type.startsWith('refund-') && type !== 'refund-asked') || (type === 'overdue' && step === 'settled')
      ? refunding
      : {}),
  });

describe('the saga', () => {
  test.each(CELLS)('at %s, told %s: %s', (step, type, outcome) => {
    const payment = fitting(step, type);
    const event = eventOf(type);
    if (outcome === 'never') {
      expect(() => decide(payment, event, around)).toThrow('an event can come at this step');
      return;
    }
    const decision = decide(payment, event, around);
    if (outcome === 'same') return expect(decision).toEqual({ kind: 'same' });
    if (outcome === 'refuse') return expect(decision.kind).toBe('refused');
    if (decision.kind !== 'next') throw new Error(`${decision.kind} in place of a next step`);
    const { payment: next } = decision;
    const leads = type === 'released' ? 'canceled' : outcome === 'stay' || outcome === 'stuck' ? step : outcome;
    expect(next.step).toBe(leads);
    expect(next.version).toBe(payment.version + 1);
    // The timeline grows by one line, and what was on it stays.
    expect(next.timeline.slice(0, -1)).toEqual(payment.timeline);
    if (outcome === 'stuck') expect(next.stuck).toBeDefined();
  });

  test.each(CELLS.filter(([, , outcome]) => outcome !== 'never'))(
    'at %s, told %s twice, changes nothing the second time',
    (step, type) => {
      const event = eventOf(type);
      const first = decide(fitting(step, type), event, around);
      // Each request for a refund is another one: its key is what makes it one.
      if (first.kind !== 'next' || type === 'refund-asked') return;
      const outcome = SAGA[first.payment.step][type];
      if (outcome === 'never') throw new Error('a repeat is nothing that nobody can say');
      const second = decide(first.payment, event, around);
      if (second.kind === 'next') {
        // A repeat may at most be kept for a person, once.
        expect(second.payment.step).toBe(first.payment.step);
        expect(decide(second.payment, event, around).kind).not.toBe('next');
      }
    },
  );

  test('leads from the first step to every other, and out of every one that is no end', () => {
    const reached = new Set<Step>(['scheduled', 'transferring']);
    for (const _ of STEPS)
      for (const from of [...reached])
        for (const type of SAGA_EVENTS) {
          const to = STEPS.find((step) => step === SAGA[from][type]);
          if (to !== undefined) reached.add(to);
        }
    expect([...reached].sort()).toEqual([...STEPS].sort());
    for (const step of STEPS.filter((one) => !ENDS.has(one)))
      expect([
        step,
        SAGA_EVENTS.some((type) => SAGA[step][type] !== step && STEPS.some((one) => one === SAGA[step][type])),
      ]).toEqual([step, true]);
  });

  test('is compensated before the pivot alone: behind it nothing but the rail’s word or a person’s releases the money', () => {
    const releasing = CELLS.filter(([, , outcome]) => outcome === 'releasing').map(([step, type]) => [step, type]);
    for (const [step, type] of releasing)
      expect([
        step,
        type,
        BEFORE_PIVOT.has(step as Step) || /^(rail-refused|rail-recalled|resolved-failed|held)$/.test(String(type)),
      ]).toEqual([step, type, true]);
  });

  test('never takes silence for an answer: what is overdue is where it was', () => {
    for (const step of STEPS) {
      const decision = decide(at(step, step === 'settled' ? refunding : {}), { type: 'overdue' }, around);
      if (decision.kind === 'next') {
        const { payment } = decision;
        expect({ ...payment, version: 1, stuck: undefined, timeline: [], deadline: 0 }).toEqual({
          ...at(step, step === 'settled' ? refunding : {}),
          timeline: [],
          deadline: 0,
        });
      }
    }
  });

  test('lets nobody agree to his own payment, and nobody twice', () => {
    const payment = at('awaiting', { approvalsNeeded: 2 });
    const agree = (one: Payment, by: string) => decide(one, { type: 'approved', by, needed: 2 }, around);
    expect(agree(payment, 'cli_maker').kind).toBe('refused');
    const first = agree(payment, 'cli_1');
    if (first.kind !== 'next') throw new Error('another client can agree');
    expect(first.payment.timeline.at(-1)?.mark).toBe('approval-given');
    expect(agree(first.payment, 'cli_1').kind).toBe('refused');
    expect(decide(first.payment, { type: 'admitted', counted: [] }, around)).toEqual({ kind: 'same' });
    const second = agree(first.payment, 'cli_2');
    expect(second).toMatchObject({ payment: { step: 'awaiting', deadline: payment.deadline } });
    if (second.kind !== 'next') throw new Error('a third client can agree');
    expect(second.payment.timeline.at(-1)?.mark).toBe('approved');
    expect(agree(second.payment, 'cli_3').kind).toBe('refused');
    const counted = [{ limit: 'lim_1', window: '2026-11-30' }];
    const begun = decide(second.payment, { type: 'admitted', counted }, around);
    expect(begun).toMatchObject({ payment: { step: 'reserving', counted } });
    if (begun.kind !== 'next') throw new Error('it begins');
    const failed = decide(begun.payment, { type: 'hold-refused', failure }, around);
    expect(failed).toMatchObject({ payment: { step: 'failed', counted: [] } });
    expect(decide(payment, { type: 'rejected', by: 'cli_maker' }, around).kind).toBe('refused');
  });

  test('refunds no more than was paid, in however many parts', () => {
    let payment = at('settled');
    for (const amount of [400n, 600n]) {
      const decision = decide(payment, { type: 'refund-asked', amount, by: 'cli_1' }, around);
      if (decision.kind !== 'next') throw new Error('what is left can be refunded');
      payment = decision.payment;
    }
    expect(decide(payment, { type: 'refund-asked', amount: 1n, by: 'cli_1' }, around).kind).toBe('refused');
    const paid = decide(payment, { type: 'refund-paid', n: 1, transaction: 't' }, around);
    if (paid.kind !== 'next') throw new Error('a refund is paid');
    expect(publicState(paid.payment)).toBe('partially_refunded');
    const failed = decide(paid.payment, { type: 'refund-refused', n: 2, failure }, around);
    if (failed.kind !== 'next') throw new Error('a refund fails');
    expect(decide(failed.payment, { type: 'refund-asked', amount: 600n, by: 'cli_1' }, around).kind).toBe('next');
  });

  test('keeps for a person a return of another amount, or of what is refunded already', () => {
    const short = decide(at('settled'), { type: 'rail-returned', amount: AMOUNT - 1n }, around);
    expect(short).toMatchObject({ payment: { step: 'settled', stuck: 'rail-contradicts' } });
    const twice = decide(at('settled', refunding), { type: 'rail-returned', amount: AMOUNT }, around);
    expect(twice).toMatchObject({ payment: { step: 'settled', stuck: 'rail-contradicts' } });
  });

  test('gives back what came back before the ledger had posted it', () => {
    const first = decide(at('submitted', { hold: 'txn_1' }), { type: 'rail-returned', amount: AMOUNT }, around);
    if (first.kind !== 'next') throw new Error('a return is heard');
    const second = decide(first.payment, { type: 'posted', transaction: 'txn_1' }, around);
    expect(second).toMatchObject({ payment: { step: 'returning' } });
  });

  test('puts into suspense what its account takes no more, and says so until a person has looked', () => {
    const refused = decide(at('returning'), { type: 'give-back-refused', failure, toSuspense: false }, around);
    if (refused.kind !== 'next') throw new Error('a refusal is heard');
    expect(refused.payment).toMatchObject({ step: 'returning', toSuspense: true, stuck: 'in-suspense' });
    const given = decide(refused.payment, { type: 'given-back', transaction: 't' }, around);
    expect(given).toMatchObject({ payment: { step: 'returned', stuck: 'in-suspense' } });
    if (given.kind !== 'next') throw new Error('it is given back');
    const resolved = decide(given.payment, { type: 'resolved-returned', by: 'cli_2' }, around);
    expect(resolved).toMatchObject({ payment: { step: 'returned', stuck: undefined } });
  });

  test('is recalled, and decided about, so often that its timeline has an end, whoever asks for ever', () => {
    const told = (payment: Payment, event: SagaEvent): Payment => {
      const decision = decide(payment, event, around);
      return decision.kind === 'next' ? decision.payment : payment;
    };
    let kept = at('submitted');
    for (let turn = 0; turn < 3 * RECALLS_MAX; turn += 1)
      kept = told(told(kept, { type: 'cancel-asked', by: 'cli_1' }), { type: 'rail-kept' });
    expect(kept).toMatchObject({ step: 'submitted' });
    expect(kept.timeline.filter(({ mark }) => mark === 'recall-refused')).toHaveLength(RECALLS_MAX);
    expect(decide(kept, { type: 'cancel-asked', by: 'cli_1' }, around).kind).toBe('refused');
    // What the rail says of it is heard all the same.
    expect(decide(kept, { type: 'rail-settled' }, around)).toMatchObject({ payment: { step: 'settling' } });
    let stuck = at('settling');
    for (let turn = 0; turn < 3 * DECISIONS_MAX; turn += 1)
      stuck = told(told(stuck, { type: 'overdue' }), { type: 'resolved-settled', by: 'cli_2' });
    expect(stuck.timeline.filter(({ mark }) => mark === 'resolved')).toHaveLength(DECISIONS_MAX);
    expect(decide(stuck, { type: 'posted', transaction: 't' }, around)).toMatchObject({ payment: { step: 'settled' } });
  });

  test('is drawn in the README as it is', () => {
    const readme = readFileSync('functions/payments/README.md', 'utf8');
    expect(/```mermaid\n([\s\S]*?)\n```/.exec(readme)?.[1]).toBe(sagaDiagram());
  });
});
