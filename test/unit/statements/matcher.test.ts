import { describe, expect, test } from '@jest/globals';
import { parseCivilDate } from '../../../functions/kernel/values/civil-date.ts';
import type { BankItem, LedgerItem } from '../../../functions/statements/model/matching/items.ts';
import { Matcher, matchAll } from '../../../functions/statements/model/matching/matcher.ts';

const on = (day: string) => {
  const date = parseCivilDate(day);
  if (date === undefined) throw new Error(day);
  return date;
};
const line = (id: string, day: string, amount: bigint, more: Partial<BankItem> = {}): BankItem => ({
  id,
  on: on(day),
  amount,
  reversal: false,
  ...more,
});
const entry = (id: string, day: string, amount: bigint, reference = '', counterparty?: string): LedgerItem => ({
  id,
  on: on(day),
  amount,
  references: reference === '' ? [] : [reference],
  counterparty,
});

/** `rule bank|ledger` of matches, `kind bank|ledger difference candidates` of breaks. */
const outcomes = (bank: readonly BankItem[], ledger: readonly LedgerItem[]): readonly string[] =>
  [...matchAll(bank, ledger)]
    .map((one) =>
      one.kind === 'match'
        ? `${one.rule} ${one.bank.join('+')}|${one.ledger.join('+')}`
        : `${one.is} ${one.bank ?? ''}|${one.ledger ?? ''} ${one.difference} ${one.candidates.join('+')}`.trim(),
    )
    .toSorted();

describe('a line and an entry', () => {
  test('of one reference and amount are one, however the reference is written', () => {
    expect(
      outcomes(
        [line('b', '2024-01-02', 5n, { endToEndId: 'inv-2024/7' })],
        [entry('l', '2024-01-01', 5n, 'INV 2024 7')],
      ),
    ).toEqual(['end-to-end-id b|l']);
    expect(
      outcomes(
        [line('b', '2024-01-02', 5n, { remittance: 'Thanks for INV-2024-7, bye' })],
        [entry('l', '2024-01-01', 5n, 'INV-2024-7')],
      ),
    ).toEqual(['our-reference b|l']);
  });

  test('of one amount and nothing else are two: the other is offered, not chosen', () => {
    expect(outcomes([line('b', '2024-01-02', 5n)], [entry('l', '2024-01-02', 5n)])).toEqual([
      'missing-here b| 5 l',
      'missing-there |l -5',
    ]);
  });

  test('of one amount and counterparty on near days are one, unless two could be meant', () => {
    const named = { counterparty: 'Müller GmbH' };
    expect(outcomes([line('b', '2024-01-02', 5n, named)], [entry('l', '2024-01-04', 5n, '', 'MULLER')])).toEqual([
      'amount-day-counterparty b|l',
    ]);
    expect(
      outcomes(
        [line('b', '2024-01-02', 5n, named)],
        [entry('l', '2024-01-02', 5n, '', 'Müller'), entry('m', '2024-01-03', 5n, '', 'Müller')],
      ),
    ).toEqual(['ambiguous b| 5 l+m', 'missing-there |l -5', 'missing-there |m -5']);
    expect(
      outcomes([line('b', '2024-01-02', 5n, { counterparty: 'Meier' })], [entry('l', '2024-01-02', 5n, '', 'Müller')]),
    ).toContain('missing-here b| 5');
  });

  test('of one reference and amount are one up to ten days apart, and a difference of days from eleven on', () => {
    const apart = (day: string) =>
      outcomes([line('b', day, 5n, { endToEndId: 'R1' })], [entry('l', '2024-01-01', 5n, 'R1')]);
    expect(apart('2024-01-11')).toEqual(['end-to-end-id b|l']);
    expect(apart('2024-01-12')).toEqual(['date-differs b|l 0']);
  });

  test('of one amount and nothing else are two still where the ledger had it a day before the bank', () => {
    expect(outcomes([line('b', '2024-01-03', 5n)], [entry('l', '2024-01-02', 5n)])).toEqual([
      'missing-here b| 5 l',
      'missing-there |l -5',
    ]);
  });

  test('of one reference and another amount are told together, with the difference', () => {
    expect(
      outcomes([line('b', '2024-01-02', 95n, { endToEndId: 'R1' })], [entry('l', '2024-01-01', 100n, 'R1')]),
    ).toEqual(['amount-differs b|l -5']);
  });

  test('of one reference and amount far apart are told together', () => {
    expect(outcomes([line('b', '2024-01-25', 5n, { endToEndId: 'R1' })], [entry('l', '2024-01-01', 5n, 'R1')])).toEqual(
      ['date-differs b|l 0'],
    );
  });

  test('that move money the other way are never one', () => {
    expect(
      outcomes([line('b', '2024-01-02', 5n, { endToEndId: 'R1' })], [entry('l', '2024-01-02', -5n, 'R1')]),
    ).toEqual(['amount-differs b|l 10']);
  });
});

describe('many', () => {
  test('entries of one reference make a line, and many lines an entry', () => {
    expect(
      outcomes(
        [line('b', '2024-01-02', 8n, { ownerReference: 'BATCH1' })],
        [entry('l', '2024-01-01', 5n, 'BATCH1'), entry('m', '2024-01-01', 3n, 'BATCH1')],
      ),
    ).toEqual(['one-to-many b|l+m']);
    expect(
      outcomes(
        [line('b', '2024-01-02', 5n, { endToEndId: 'R1' }), line('c', '2024-01-03', 3n, { endToEndId: 'R1' })],
        [entry('l', '2024-01-01', 8n, 'R1')],
      ),
    ).toEqual(['many-to-one b+c|l']);
  });

  test('payments of a batch are found one by one, and must be the line together', () => {
    const parts = [
      { amount: 5n, endToEndId: 'A1' },
      { amount: undefined, endToEndId: 'A2' },
    ];
    const entries = [entry('l', '2024-01-01', 5n, 'A1'), entry('m', '2024-01-01', 3n, 'A2')];
    expect(outcomes([line('b', '2024-01-02', 8n, { parts })], entries)).toEqual(['batch b|l+m']);
    expect(outcomes([line('b', '2024-01-02', 9n, { parts })], entries)).toContain('missing-here b| 9');
  });

  test('equal payments under one reference are paired by their order, where each pair is near', () => {
    const rent = (id: string, day: string) => line(id, day, 900n, { endToEndId: 'RENT' });
    const due = (id: string, day: string) => entry(id, day, 900n, 'RENT');
    expect(
      outcomes([rent('b', '2024-01-02'), rent('c', '2024-01-09')], [due('l', '2024-01-01'), due('m', '2024-01-08')]),
    ).toEqual(['end-to-end-id b|l', 'end-to-end-id c|m']);
  });
});

describe('what the bank did by mistake', () => {
  test('is told: a line twice, a payment that came back, a reversal that undoes a line', () => {
    const paid = [entry('l', '2024-01-01', 5n, 'R1')];
    const once = line('b', '2024-01-02', 5n, { endToEndId: 'R1' });
    expect(outcomes([once, line('c', '2024-01-03', 5n, { endToEndId: 'R1' })], paid)).toEqual([
      'duplicate c| 5 b',
      'end-to-end-id b|l',
    ]);
    expect(outcomes([once, line('c', '2024-01-08', -5n, { endToEndId: 'R1' })], paid)).toEqual([
      'end-to-end-id b|l',
      'unknown-return c| -5 b',
    ]);
    expect(outcomes([once, line('c', '2024-01-03', -5n, { endToEndId: 'R1', reversal: true })], [])).toEqual([
      'reversed b+c|',
    ]);
    // What is taken back was there: a line of a later day is another one.
    expect(
      outcomes([line('c', '2024-01-01', -5n, { endToEndId: 'R1', reversal: true }), once], []).filter((told) =>
        told.startsWith('reversed'),
      ),
    ).toEqual([]);
  });

  test('to a reference is seen through where one entry alone is meant', () => {
    const ours = [entry('l', '2024-01-01', 5n, 'INV-2024-000123', 'Ada')];
    expect(outcomes([line('b', '2024-01-02', 5n, { ownerReference: 'INV-2024-0001' })], ours)).toEqual([
      'reference-cut b|l',
    ]);
    expect(
      outcomes([line('b', '2024-01-02', 5n, { ownerReference: 'INV-2024-000132', counterparty: 'Ada' })], ours),
    ).toEqual(['reference-misread b|l']);
    expect(
      outcomes([line('b', '2024-01-02', 5n, { ownerReference: 'INV-2024-000132', counterparty: 'Bob' })], ours),
    ).toContain('missing-here b| 5');
  });
});

describe('the matcher', () => {
  test('keeps nothing of a month that is over', () => {
    const matcher = new Matcher();
    const told = [...matcher.day(on('2024-01-01'), [line('b', '2024-01-01', 5n)], [entry('l', '2024-01-01', 7n)])];
    expect(told).toEqual([]);
    expect([...matcher.day(on('2024-03-01'), [], [])]).toHaveLength(2);
    expect([...matcher.end()]).toEqual([]);
  });

  test('takes no day twice and none backwards', () => {
    const matcher = new Matcher();
    expect([...matcher.day(on('2024-01-02'), [], [])]).toEqual([]);
    expect(() => [...matcher.day(on('2024-01-02'), [], [])]).toThrow('days come in their order');
  });
});
