import { beforeEach, describe, expect, test } from '@jest/globals';
import { present } from '../../../functions/kernel/core/assert.ts';
import type { Payment } from '../../../functions/payments/model/payment.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { PaymentsWorld } from './world.ts';

const FUNDS = 1_000_000n;
const MINUTE = 60_000;
const LOOKS_EVERY = 15 * MINUTE;
const ACCOUNT = '@rail.sandbox.clearing';
const ENDS = ['ok', 'slow', 'refuse', 'silent', 'late', 'twice', 'contradict', 'return'];

await onEachEngine((engine) => {
  const client = clientOf(engine);
  let world: PaymentsWorld;
  beforeEach(async () => {
    world = await PaymentsWorld.on(client);
    world.ledger.balances.set('payer', FUNDS);
  });
  const pay = async (destination: string, amount = '100') => {
    const to = { rail: 'sandbox', destination };
    const { json } = await world.ask('POST /v1/payments', { body: { from: 'payer', to, amount, currency: 'USD' } });
    return String(json.id);
  };
  /** Lets the next look at the accounts come about: how many have something that is no payment's. */
  const look = async () => {
    world.unbalanced.length = 0;
    await world.pass(LOOKS_EVERY + MINUTE);
    expect(world.unbalanced.length).toBeGreaterThan(0);
    return world.unbalanced.at(-1);
  };
  const payment = async (matches: (one: Payment) => boolean) =>
    present((await world.payments()).find(matches), 'there is such a payment');

  describe('the clearing account of a rail', () => {
    test('balances while its payments are under way, wait for a person, and at every end', async () => {
      for (const end of ENDS) await pay(end);
      expect(await look()).toBe(0);
      const { id } = await payment(
        ({ step, to }) => step === 'settled' && 'destination' in to && to.destination === 'ok',
      );
      for (const amount of ['30', '70']) await world.ask('POST /v1/payments/{id}/refund', { id, body: { amount } });
      expect(await look()).toBe(0);
      await world.pass(3 * 86_400_000);
      expect(await look()).toBe(0);
      expect(new Set((await world.payments()).map(({ step }) => step))).toEqual(
        new Set(['settled', 'failed', 'submitted', 'returned']),
      );
    });

    test('does not, from an entry that is no payment’s until that is taken back', async () => {
      await pay('ok');
      await world.pump();
      world.ledger.book('payer', ACCOUNT, 5n);
      expect(await look()).toBe(1);
      await pay('ok');
      expect(await look()).toBe(1);
      world.ledger.book(ACCOUNT, 'payer', 5n);
      expect(await look()).toBe(0);
    });

    test.each([
      ['another payment’s amount', { order: 'refund' }, 100n],
      ['an order that the payment never gave', { order: 'return' }, 100n],
      ['an order that is none', { order: 'settle' }, 100n],
    ])('does not by an entry in the name of a payment with %s', async (_, metadata, amount) => {
      const payment = await pay('ok');
      await world.pump();
      world.ledger.book(ACCOUNT, 'payer', amount, { payment, ...metadata });
      expect(await look()).toBe(1);
    });

    test.each([
      ['posted', true],
      ['released', false],
    ])('does not while what a payment holds was %s by hand, and its rail has not said so', async (_, posts) => {
      const id = await pay('late');
      await world.pump();
      world.unbalanced.length = 0;
      const { hold } = await payment((one) => one.id === id);
      world.ledger.endHold(present(hold, 'something is held'), posts);
      // Before its rail has answered, which it does after two minutes.
      world.now += LOOKS_EVERY;
      await world.pass(MINUTE);
      expect(world.unbalanced).toContain(1);
      // Posted is what the rail then says, too; what was released is paid by nobody.
      expect(await look()).toBe(posts ? 0 : 1);
    });

    test('is gone through once: pages that were read are not read again', async () => {
      for (let count = 0; count < 60; count += 1) await pay('ok', '1');
      expect(await look()).toBe(0);
      let read = 0;
      world.fault = ({ name, says }) => {
        if (name === 'ledger' && says.includes('/entries')) read += 1;
        return undefined;
      };
      expect(await look()).toBe(0);
      expect(read).toBe(1);
    });

    test('is looked at again a minute after the ledger did not show it', async () => {
      await pay('ok');
      await world.pump();
      world.ledger.book('payer', ACCOUNT, 5n);
      world.ledger.trouble = () => 'down';
      world.unbalanced.length = 0;
      await world.pass(LOOKS_EVERY + MINUTE);
      expect(world.unbalanced).not.toContain(1);
      world.ledger.trouble = () => undefined;
      await world.pass(MINUTE);
      expect(world.unbalanced).toContain(1);
    });
  });
});
