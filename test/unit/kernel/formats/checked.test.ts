import { describe, expect, test } from '@jest/globals';
import { checked } from '../../../../functions/kernel/formats/statement/checked.ts';

const ON = '2026-11-30';
const head = (more: object = {}) => ({
  kind: 'opened',
  at: 1,
  head: { account: 'A', currency: 'EUR', identity: '1', ...more },
});
const line = (amount: bigint, state = 'booked') => ({ kind: 'line', at: 2, line: { amount, state } });
const end = (more: object = {}) => ({ kind: 'closed', at: 3, end: { at: 3, ...more } });
const at = (amount: bigint) => ({ amount, on: ON });

/** Why a file of these parts is refused; undefined where it is taken. */
const refusal = (...parts: readonly object[]): string | undefined => {
  const reader = { push: function* () {}, end: () => parts.values() };
  const refuse = (place: number, code: string): never => {
    throw new Error(`${code}@${place}`);
  };
  try {
    for (const _ of checked(reader as never, refuse as never).end());
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

describe('a statement of a bank', () => {
  const lines = [line(5n), line(-3n), line(-4n), line(9n, 'pending')];

  test.each([
    ['its own totals', { stated: { credits: 5n, debits: 7n } }, undefined],
    ['credits that are one more', { stated: { credits: 6n } }, 'totals@3'],
    ['debits that are one more', { stated: { debits: 8n } }, 'totals@3'],
    ['debits with their sign', { stated: { debits: -7n } }, 'totals@3'],
    ['balances that its lines explain', { opening: at(10n), closing: at(8n) }, undefined],
    ['a closing balance that is one more', { opening: at(10n), closing: at(9n) }, 'totals@3'],
  ])('with %s is held against its booked lines', (_, stated, said) => {
    expect(refusal(head(), ...lines, end(stated))).toBe(said);
  });

  test('opens where the one before it of its account and currency closed, unless it corrects one', () => {
    const first = [head(), end({ closing: at(8n) })];
    const opens = (amount: bigint, more: object = {}) => refusal(...first, head(more), end({ opening: at(amount) }));
    expect([opens(8n), opens(9n), opens(9n, { corrects: true })]).toEqual([undefined, 'totals@3', undefined]);
    expect([opens(9n, { account: 'B' }), opens(9n, { currency: 'USD' })]).toEqual([undefined, undefined]);
  });

  test('in no currency of ISO 4217 is refused', () => {
    expect(refusal(head({ currency: 'XAU' }), end())).toBe('value@1');
  });
});
