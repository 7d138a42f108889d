import { describe, expect, test } from '@jest/globals';
import type { BankLine } from '../../../functions/kernel/formats/statement/statement.ts';
import { civilDate } from '../../../functions/kernel/values/civil-date.ts';
import { paymentBookings } from '../../../functions/statements/model/bank/payment-bookings.ts';
import { contradictionOf } from '../../../functions/statements/model/bank/same-statement.ts';
import { withoutCorrected } from '../../../functions/statements/model/reconciliation/corrections.ts';
import { withNotifications } from '../../../functions/statements/model/reconciliation/notified.ts';
import { withPagesJoined } from '../../../functions/statements/model/reconciliation/pages.ts';
import type { NamedLine, TakenStatement } from '../../../functions/statements/model/reconciliation/taken-statement.ts';

const day = (of: number) => civilDate(2026, 1, of);
const line = (id: string, amount: bigint, change: Partial<BankLine> = {}): NamedLine => ({
  id,
  line: {
    ...{ at: 7, state: 'booked', bookedOn: day(2), valueOn: undefined, amount, reversal: false, code: undefined },
    ...{ ownerReference: undefined, bankReference: undefined, endToEndId: undefined, counterparty: undefined },
    ...{ counterpartyAccount: undefined, remittance: undefined, uniqueId: undefined, parts: [] },
    ...change,
  },
});
const statement = (identity: string, change: Partial<TakenStatement> = {}): TakenStatement => ({
  ...{ account: 'ACC', currency: 'EUR', identity, from: day(2), to: day(3), opening: undefined, closing: undefined },
  ...{ lines: [], createdAt: undefined, page: undefined, notifies: false },
  ...change,
});

describe('a statement that is sent again', () => {
  const at = (createdAt: string | undefined, change: Partial<TakenStatement> = {}) =>
    statement('S1', { createdAt, ...change });
  const kept = (...all: readonly TakenStatement[]) => withoutCorrected(all).kept.map((one) => all.indexOf(one));

  test('counts by when it was made, in whatever order the two come', () => {
    const [first, second] = [at('2026-01-02T10:00:00Z'), at('2026-01-02T10:00:01Z')];
    expect([kept(first, second), kept(second, first)]).toEqual([[1], [0]]);
    expect(withoutCorrected([first, second]).replaced).toEqual([first]);
  });

  test('is later by its time, not by how that is written', () => {
    expect(kept(at('2026-01-02T12:00:00+02:00'), at('2026-01-02T11:00:00Z'))).toEqual([1]);
    expect(kept(at('260102A'), at('260102B'))).toEqual([1]);
  });

  test('corrects none of another name, account or currency, and none where it does not say when it was made', () => {
    const late = at('2026-01-03T00:00:00Z');
    const others = [{ account: 'B' }, { currency: 'USD' }, { identity: 'S2' }, { createdAt: undefined }];
    for (const other of others) expect(kept(at('2026-01-02T00:00:00Z', other), late)).toEqual([0, 1]);
  });
});

describe('pages of a statement', () => {
  const page = (number: number, change: Partial<TakenStatement> = {}, last = false) =>
    statement(`S1/${number}`, { page: { of: 'S1', number, last }, lines: [line(`l${number}`, 10n)], ...change });

  test('are one, whatever order they come in: from the first one’s opening to the last one’s closing', () => {
    const pages = [
      page(3, { from: day(4), to: day(5), closing: 130n }, true),
      page(1, { opening: 100n, from: day(1) }),
      page(2),
      page(2, { lines: [line('again', 99n)] }),
    ];
    const { statements, missing } = withPagesJoined(pages);
    expect(missing).toEqual([]);
    expect(statements).toMatchObject([{ identity: 'S1', from: day(1), to: day(5), opening: 100n, closing: 130n }]);
    expect(statements[0]?.lines.map(({ id }) => id)).toEqual(['l1', 'l2', 'l3']);
  });

  test('that state one balance have the other by their lines', () => {
    expect(withPagesJoined([page(1, { opening: 100n }), page(2, {}, true)]).statements).toMatchObject([
      { opening: 100n, closing: 120n },
    ]);
    expect(withPagesJoined([page(1), page(2, { closing: 120n }, true)]).statements).toMatchObject([
      { opening: 100n, closing: 120n },
    ]);
  });

  test('of which one is missing stay apart, and it is named; so is the one behind the last that came', () => {
    const { statements, missing } = withPagesJoined([page(2), page(4)]);
    expect(statements).toHaveLength(2);
    expect(missing.map((one) => one.page)).toEqual([1, 3, 5]);
    expect(withPagesJoined([page(1, {}, true)]).missing).toEqual([]);
    expect(withPagesJoined([page(500, {}, true)]).missing).toHaveLength(100);
  });
});

describe('a notification beside a statement', () => {
  const known = { bankReference: 'B1' };
  const stated = statement('S1', { lines: [line('a', 5n, known), line('b', 5n, known)] });
  const notified = (...lines: readonly NamedLine[]) => statement('N1', { notifies: true, lines });

  test('tells more of a line, of equal ones the first, and moves nothing', () => {
    const told = line('n', 5n, { ...known, counterparty: 'Ada', remittance: 'Rent' });
    const { statements, unstated } = withNotifications([stated, notified(told)]);
    expect(unstated).toEqual([]);
    expect(statements[0]?.lines.map(({ id, line: one }) => [id, one.counterparty, one.remittance])).toEqual([
      ['a', 'Ada', 'Rent'],
      ['b', undefined, undefined],
    ]);
  });

  test('tells each line once, and a booking that it has twice once', () => {
    const [one, other] = [line('n1', 5n, { ...known, remittance: '1' }), line('n2', 5n, { ...known, remittance: '2' })];
    const { statements, unstated } = withNotifications([stated, notified(one, one, other, line('n3', 5n, known))]);
    expect(statements[0]?.lines.map(({ line: told }) => told.remittance)).toEqual(['1', '2']);
    expect(unstated.map(({ id }) => id)).toEqual(['n3']);
  });

  test.each([
    ['another amount', 6n, {}],
    ['another day', 5n, { bookedOn: day(3) }],
    ['another reference', 5n, { bankReference: 'B2' }],
    ['the reference as one end to end', 5n, { bankReference: undefined, endToEndId: 'B1' }],
    ['no reference', 5n, { bankReference: undefined }],
  ] as const)('with %s is of no line', (_, amount, change) => {
    const { unstated } = withNotifications([stated, notified(line('n', amount, { ...known, ...change }))]);
    expect(unstated.map(({ id }) => id)).toEqual(['n']);
  });

  test('takes nothing from what the statement says itself', () => {
    const own = statement('S1', { lines: [line('a', 5n, { ...known, remittance: 'own', parts: [] })] });
    const part = { amount: 5n, endToEndId: 'E', counterparty: undefined, remittance: undefined };
    const { statements } = withNotifications([
      own,
      notified(line('n', 5n, { ...known, remittance: 'told', parts: [part] })),
    ]);
    expect(statements[0]?.lines[0]?.line).toMatchObject({ remittance: 'own', parts: [part] });
  });

  test('stands alone where there is no statement', () => {
    const alone = [notified(line('n', 5n))];
    expect(withNotifications(alone)).toEqual({ statements: alone, unstated: [] });
  });
});

describe('a statement under a name that is there', () => {
  const before = statement('S1', { lines: [line('a', 5n), line('b', 6n)], opening: 1n, closing: 12n });
  const same = (change: Partial<TakenStatement>) => contradictionOf([before], [{ ...before, ...change }]);

  test('is the same one where it says the same, its lines in whatever order', () => {
    expect(same({})).toBeUndefined();
    expect(same({ lines: [line('b', 6n), line('a', 5n)] })).toBeUndefined();
  });

  test.each([
    ['other lines', { lines: [line('a', 5n), line('c', 6n)] }],
    ['fewer lines', { lines: [line('a', 5n)] }],
    ['another opening', { opening: 2n }],
    ['another closing', { closing: 13n }],
  ])('is refused where it has %s, at its first line', (_, change) =>
    expect(same(change)).toMatchObject({
      place: 'line 7',
      detail: expect.stringContaining('2026-01-02 to 2026-01-03'),
    }),
  );

  test.each([
    ['of days that share none', { from: day(4), to: day(5), closing: 13n }],
    ['that is a notification', { notifies: true, closing: 13n }],
    ['that is another page', { page: { of: 'S1', number: 2, last: true }, closing: 13n }],
  ])('is another one %s', (_, change) => expect(same(change)).toBeUndefined());

  test('overlaps from one shared day on', () => {
    expect(same({ from: day(3), to: day(5), closing: 13n })).toBeDefined();
    expect(same({ from: day(1), to: day(2), closing: 13n })).toBeDefined();
  });

  test('corrects where both say when they were made, and not at the same time', () => {
    const made = { ...before, createdAt: '2026-01-03T00:00:00Z' };
    const later = { ...made, closing: 13n, createdAt: '2026-01-04T00:00:00Z' };
    expect(contradictionOf([made], [later])).toBeUndefined();
    expect(contradictionOf([made], [{ ...later, createdAt: made.createdAt }])).toBeDefined();
    expect(contradictionOf([made], [{ ...later, createdAt: undefined }])).toBeDefined();
    expect(contradictionOf([before], [later])).toBeDefined();
  });

  test('is held against the others of its own file too', () => {
    expect(contradictionOf([], [before, { ...before, closing: 13n }])).toBeDefined();
  });
});

describe('what a bank says of payments', () => {
  const PAYMENT = 'pay-01JZZZZZZZZZZZZZZZZZZZZZZZ';
  const booked = (...lines: readonly NamedLine[]) => paymentBookings([statement('S1', { lines })]).flat();

  test('is each booked line under the id of a payment, by its end-to-end id before the owner’s reference', () => {
    expect(booked(line('a', -5n, { endToEndId: PAYMENT, code: 'X'.repeat(70), reversal: true }))).toEqual([
      {
        ...{ line: 'a', payment: PAYMENT, amount: '-5', direction: 'out', currency: 'EUR', bookedOn: '2026-01-02' },
        ...{ reversal: true, code: 'X'.repeat(64) },
      },
    ]);
    expect(booked(line('a', 5n, { ownerReference: PAYMENT }))).toMatchObject([{ direction: 'in', code: null }]);
    expect(booked(line('a', 5n, { endToEndId: 'theirs', ownerReference: PAYMENT }))).toEqual([]);
  });

  test('is each payment of a batch, and not the batch', () => {
    const part = { counterparty: undefined, remittance: undefined };
    const parts = [
      { ...part, amount: -3n, endToEndId: PAYMENT },
      { ...part, amount: undefined, endToEndId: PAYMENT },
      { ...part, amount: -1n, endToEndId: 'theirs' },
    ];
    expect(booked(line('a', -5n, { endToEndId: PAYMENT, parts })).map(({ amount }) => amount)).toEqual(['-3', null]);
  });

  test('is nothing of a line that is announced', () => {
    expect(booked(line('a', 5n, { state: 'pending', endToEndId: PAYMENT }))).toEqual([]);
  });
});
