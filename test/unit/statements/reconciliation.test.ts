import { describe, expect, test } from '@jest/globals';
import { parseCivilDate } from '../../../functions/kernel/values/civil-date.ts';
import { matchAll } from '../../../functions/statements/model/matching/matcher.ts';
import { bankItem, FileTaking, joined } from '../../../functions/statements/model/reconciliation/bank-statements.ts';
import { breaksWithin, prove } from '../../../functions/statements/model/reconciliation/proof.ts';
import { moved } from '../../../functions/statements/model/statement/ledger-journal.ts';
import { partsOf } from '../kernel/formats/read.ts';

const on = (day: string) => {
  const date = parseCivilDate(day);
  if (date === undefined) throw new Error(day);
  return date;
};

const mt940 = (
  number: string,
  from: string,
  opening: string,
  lines: readonly string[],
  to: string,
  closing: string,
): string =>
  [
    ':20:A',
    ':25:ACC',
    `:28C:${number}`,
    `:60F:C${from}EUR${opening}`,
    ...lines.map((line) => `:61:${line}`),
    `:62F:C${to}EUR${closing}`,
  ].join('\n');

const taken = (...files: readonly string[]) =>
  files.flatMap((file) => {
    const taking = new FileTaking();
    for (const part of partsOf('mt940', file)) taking.take(part);
    return taking.statements;
  });

const first = mt940('1', '240101', '100,', ['2401020102C10,NTRFR1', '2401020102C10,NTRFR1'], '240103', '120,');
const second = mt940('2', '240103', '120,', ['2401040104D20,NTRFR2'], '240105', '100,');

describe('statements of a bank', () => {
  test('are joined in the order of their days, whatever order their files come in', () => {
    const told = joined(taken(second, first));
    expect([told.statements.length, told.lines.length, told.gaps]).toEqual([2, 3, []]);
    expect(joined(taken(first, second)).lines).toEqual(told.lines);
  });

  test('that come twice add nothing, while equal lines of one stay', () => {
    const told = joined(taken(first, first, second));
    expect([told.statements.length, told.lines.length, told.again]).toEqual([2, 3, 2]);
  });

  test('that overlap have no gap between them: what both hold is told once', () => {
    const [one, two] = taken(first, second);
    if (one === undefined || two === undefined) throw new Error('two statements');
    const overlapping = { ...two, opening: 11_000n, lines: [...one.lines.slice(1), ...two.lines] };
    const told = joined([one, overlapping]);
    expect([told.lines.length, told.again, told.gaps]).toEqual([3, 1, []]);
    expect(joined([one, { ...two, opening: 11_000n }]).gaps).toHaveLength(1);
  });

  test('between which one is missing have a gap', () => {
    const third = mt940('3', '240105', '70,', ['2401060106C1,NTRFR3'], '240107', '71,');
    expect(joined(taken(first, third)).gaps).toEqual([
      { after: '2024-01-03', before: '2024-01-06', closed: 12000n, opens: 7000n },
    ]);
  });

  test('keep pending lines out of what is booked', () => {
    const told = joined(taken(mt940('1', '240101', '1,', ['240102EC999,NTRFX'], '240103', '1,')));
    expect([told.lines.length, told.pending]).toEqual([0, 1]);
  });
});

describe('the proof of a day', () => {
  const days = { from: on('2024-01-02'), to: on('2024-01-05') };
  const proved = (entries: readonly (readonly [string, string, bigint, string])[], ledgerOpening = 10000n) => {
    const all = joined(taken(first, second));
    const bank = all.lines.map(bankItem);
    const ledger = entries.map(([id, day, amount, reference]) => ({
      id,
      on: on(day),
      amount,
      references: [reference],
    }));
    const outcomes = [...matchAll(bank, ledger)];
    const within = ledger.filter((one) => one.on >= days.from && one.on <= days.to);
    const ledgerClosing = within.reduce((sum, { amount }) => sum + amount, ledgerOpening);
    const decided = { outcomes, bank, ledger };
    const balances = { ...days, bankOpening: 10000n, bankClosing: 10000n, ledgerOpening, ledgerClosing };
    return { proof: prove(balances, decided), breaks: breaksWithin(days, decided) };
  };

  test('holds without items where everything is matched', () => {
    const { proof, breaks } = proved([
      ['a', '2024-01-02', 1000n, 'R1'],
      ['b', '2024-01-02', 1000n, 'R1'],
      ['c', '2024-01-04', -2000n, 'R2'],
    ]);
    expect([proof.proved, proof.difference, proof.items, breaks]).toEqual([true, 0n, [], []]);
  });

  test('names each item of the difference', () => {
    const { proof } = proved([
      ['a', '2024-01-02', 1000n, 'R1'],
      ['b', '2024-01-02', 1000n, 'R1'],
      ['d', '2024-01-03', 7n, 'R9'],
    ]);
    expect([proof.proved, proof.difference]).toEqual([true, -2007n]);
    expect(proof.items.map(({ is, amount }) => [is, amount]).toSorted()).toEqual([
      ['missing-here', -2000n],
      ['missing-there', -7n],
    ]);
  });

  test('names a match whose entry lies before the days, and no break of what lies there unmatched', () => {
    const { proof, breaks } = proved(
      [
        ['a', '2024-01-02', 1000n, 'R1'],
        ['b', '2024-01-02', 1000n, 'R1'],
        ['c', '2024-01-01', -2000n, 'R2'],
        ['z', '2024-01-01', 5n, 'R8'],
      ],
      8005n,
    );
    expect(breaks).toEqual([]);
    expect(proof.items.map(({ is, amount }) => [is, amount])).toEqual([['timing', -2000n]]);
    expect([proof.carried, proof.proved]).toEqual([1995n, false]);
  });

  test('fails where both sides differed before', () => {
    const { proof } = proved(
      [
        ['a', '2024-01-02', 1000n, 'R1'],
        ['b', '2024-01-02', 1000n, 'R1'],
        ['c', '2024-01-04', -2000n, 'R2'],
      ],
      9999n,
    );
    expect([proof.proved, proof.carried, proof.difference]).toEqual([false, 1n, 1n]);
  });
});

describe('what a transaction moved in the end', () => {
  const entries = [
    { account: 'a', direction: 'debit' as const, amount: '10', currency: 'EUR' },
    { account: 'b', direction: 'credit' as const, amount: '10', currency: 'EUR' },
  ];
  const hold = (state: 'posted' | 'pending' | 'voided' | 'expired', postedAmount?: string) =>
    moved({
      id: 'txn_1',
      state,
      pending: true,
      currency: 'EUR',
      postings: [{ from: 'a', to: 'b', amount: '10' }],
      entries,
      postedAmount,
      effectiveAt: null,
      createdAt: '2024-01-01T00:00:00.000Z',
      metadata: {},
    })?.entries.map(({ account, amount }) => `${account} ${amount}`);

  test.each([
    ['posted', '10', ['a 10', 'b 10']],
    ['posted', '4', ['a 4', 'b 4']],
    ['pending', '4', ['a 4', 'b 4']],
    ['pending', '0', undefined],
    ['voided', '0', undefined],
    ['voided', '3', ['a 3', 'b 3']],
    ['expired', undefined, undefined],
    ['posted', undefined, ['a 10', 'b 10']],
  ] as const)('of a hold that is %s with %s posted is %j', (state, posted, expected) => {
    expect(hold(state, posted)).toEqual(expected);
  });
});
