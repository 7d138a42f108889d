import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CsvMapping, csvMapping } from '../../../../functions/kernel/formats/csv/csv-mapping.ts';
import { csvAmount, csvDay } from '../../../../functions/kernel/formats/csv/csv-values.ts';
import { partsOf, readOne, refusal } from './read.ts';

const mapping = (more: object = {}, columns: object = {}): CsvMapping =>
  csvMapping.parse({
    account: 'ACC',
    currency: 'EUR',
    decimal: '.',
    dates: 'YYYY-MM-DD',
    columns: { bookedOn: 'Date', amount: 'Amount', ...columns },
    ...more,
  });

describe('a declared number', () => {
  test.each([
    ['.', ',', '1,234', 123400n],
    [',', '.', '1.234', 123400n],
    ['.', undefined, '1.23', 123n],
    [',', undefined, '1,23', 123n],
    [',', '.', '1.234.567,89', 123456789n],
    [',', ' ', '1\u00a0234,5', 123450n],
    ['.', "'", "1'234.50", 123450n],
    ['.', undefined, '-0.05', -5n],
    ['.', undefined, '0.05-', -5n],
    ['.', undefined, '+5', 500n],
    ['.', undefined, '.5', 50n],
    ['.', undefined, '-0.00', 0n],
  ] as const)('with the mark %s and the grouping %s: %s', (decimal, grouping, text, minor) => {
    expect(csvAmount(text, { decimal, ...(grouping && { grouping }) }, 2)).toBe(minor);
  });

  test.each([
    ['.', undefined, '1,234'],
    [',', undefined, '1.234'],
    [',', '.', '1.23'],
    [',', '.', '1.2345'],
    [',', '.', '.234'],
    ['.', undefined, '-0.005'],
    ['.', undefined, '--5'],
    ['.', undefined, '-5-'],
    ['.', undefined, '(5)'],
    ['.', undefined, ''],
    ['.', undefined, '5 EUR'],
    ['.', undefined, '1e5'],
    ['.', undefined, '1.2.3'],
  ] as const)('with the mark %s and the grouping %s is not %s', (decimal, grouping, text) => {
    expect(csvAmount(text, { decimal, ...(grouping && { grouping }) }, 2)).toBeUndefined();
  });
});

describe('a declared day', () => {
  test.each([
    ['YYYY-MM-DD', '2024-03-01', '2024-03-01'],
    ['YYYYMMDD', '20240301', '2024-03-01'],
    ['DD.MM.YYYY', '01.03.2024', '2024-03-01'],
    ['DD.MM.YYYY', '1.3.2024', '2024-03-01'],
    ['DD/MM/YYYY', '03/01/2024', '2024-01-03'],
    ['MM/DD/YYYY', '03/01/2024', '2024-03-01'],
    ['DD.MM.YY', '01.03.24', '2024-03-01'],
    ['MM/DD/YY', '12/31/99', '1999-12-31'],
  ] as const)('%s reads %s', (form, text, day) => {
    expect(csvDay(text, form)).toBe(day);
  });

  test.each([
    ['DD/MM/YYYY', '03/13/2024'],
    ['MM/DD/YYYY', '13/03/2024'],
    ['YYYY-MM-DD', '2024/03/01'],
    ['YYYY-MM-DD', '01-03-2024'],
    ['YYYY-MM-DD', '2023-02-29'],
    ['DD.MM.YYYY', '01.03.24'],
    ['DD.MM.YY', '01.03.2024'],
    ['YYYY-MM-DD', '2024-03-01T00:00:00Z'],
  ] as const)('%s does not read %s', (form, text) => {
    expect(csvDay(text, form)).toBeUndefined();
  });
});

describe('a mapping', () => {
  test.each([
    ['an amount and its two columns', {}, { in: 'In', out: 'Out' }],
    ['neither', {}, { amount: undefined }],
    ['one column of two', {}, { amount: undefined, in: 'In' }],
    ['one mark for both', { grouping: '.' }, {}],
    ['a state without words', {}, { state: 'State' }],
    ['a name without a header', { header: false }, {}],
    ['a currency that is none', { currency: 'XYZ' }, {}],
    ['what is not known', { guess: true }, {}],
  ])('with %s is refused', (_what, more, columns) => {
    expect(() => mapping(more, columns)).toThrow();
  });
});

describe('a table', () => {
  const table =
    'Date,Amount,Text,Balance\n2024-01-02,5.00,"a, ""b""\nc",105.00\n2024-01-02,5.00,d,110.00\n2024-01-03,-10.50,e,99.50\n';
  const full = mapping({}, { remittance: 'Text', balance: 'Balance' });

  test('has opening and closing by its balances, quoted fields over lines, and equal rows that stay', () => {
    const { lines, end } = readOne(full, table);
    expect(lines.map(({ amount, remittance }) => [amount, remittance])).toEqual([
      [500n, 'a, "b" c'],
      [500n, 'd'],
      [-1050n, 'e'],
    ]);
    expect(end).toMatchObject({
      opening: { amount: 10000n, on: '2024-01-02' },
      closing: { amount: 9950n, on: '2024-01-03' },
    });
  });

  test('newest first means the same', () => {
    const [header, ...rows] = 'Date,Amount,Balance\n2024-01-02,5.00,105.00\n2024-01-03,-10.50,94.50'.split('\n');
    const turned = mapping({ order: 'newest-first' }, { balance: 'Balance' });
    const { end } = readOne(turned, [header, ...rows.toReversed()].join('\n'));
    expect(end).toMatchObject({ opening: { amount: 10000n }, closing: { amount: 9450n } });
    expect(refusal(turned, [header, ...rows].join('\n'))).toBe('totals@3');
  });

  test('has amounts in two columns, a state, fixed account and currency, lines before its header', () => {
    const declared = mapping(
      { skip: 2, delimiter: ';', decimal: ',', grouping: '.', pending: ['vorgemerkt'], encoding: 'windows-1252' },
      {
        amount: undefined,
        in: 'Haben',
        out: 'Soll',
        state: 'Status',
        account: 'Konto',
        currency: 'Währung',
        counterparty: 'Name',
      },
    );
    const rows = [
      'Kontoauszug',
      '',
      'Date;Haben;Soll;Status;Konto;Währung;Name',
      '2024-01-02;1.000,50;;gebucht;ACC;EUR;Jürgen',
      '2024-01-03;;7,25;vorgemerkt;ACC;EUR;x',
    ];
    const file = Buffer.from(rows.join('\r\n'), 'latin1');
    expect(
      readOne(declared, file).lines.map(({ amount, state, counterparty }) => [amount, state, counterparty]),
    ).toEqual([
      [100050n, 'booked', 'Jürgen'],
      [-725n, 'pending', 'x'],
    ]);
    expect(refusal(declared, Buffer.from(rows.join('\n').replace('ACC;EUR;x', 'ACC;USD;x'), 'latin1'))).toBe('value@5');
    expect(refusal(declared, Buffer.from(rows.join('\n').replace('ACC;EUR;x', 'B;EUR;x'), 'latin1'))).toBe(
      'structure@5',
    );
    expect(refusal(declared, Buffer.from(rows.join('\n').replace(';;7,25', ';1,00;7,25'), 'latin1'))).toBe('value@5');
    expect(refusal(declared, Buffer.from(rows.join('\n').replace(';;7,25', ';;-7,25'), 'latin1'))).toBe('value@5');
  });

  test('without a header has columns by number', () => {
    const numbered = mapping({ header: false }, { bookedOn: 2, amount: 1 });
    expect(readOne(numbered, '5.00,2024-01-02').lines[0]?.amount).toBe(500n);
  });

  test.each([
    ['a day that swaps', 'Date,Amount\n2024-01-02,1\n02-01-2024,1', 'value@3'],
    ['a mark that changes', 'Date,Amount\n2024-01-02,"1.5"\n2024-01-02,"1,5"', 'value@3'],
    ['a missing column', 'Date,Sum\n2024-01-02,1', 'malformed@1'],
    ['a column twice', 'Date,Amount,Amount\n2024-01-02,1,2', 'malformed@1'],
    ['a row that is short', 'Date,Amount\n2024-01-02', 'malformed@2'],
    ['a row that is long', 'Date,Amount\n2024-01-02,1,2', 'malformed@2'],
    ['a quote in a field', 'Date,Amount\n2024-01-02,1"2"', 'malformed@2'],
    ['words behind a quote', 'Date,Amount\n2024-01-02,"1"2', 'malformed@2'],
    ['a quote that stays open', 'Date,Amount\n2024-01-02,"1', 'cut@2'],
    ['bytes of another encoding', Buffer.from('Date,Amount\n2024-01-02,1\u00fc', 'latin1'), 'encoding@2'],
    ['no header', '', 'malformed@1'],
    ['no number', 'Date,Amount\n2024-01-02,', 'value@2'],
  ])('is refused for %s', (_what, file, expected) => {
    expect(refusal(mapping(), file)).toBe(expected);
  });

  test('is refused for a balance that does not follow, and for a unique id twice', () => {
    expect(refusal(full, table.replace('110.00', '110.01'))).toBe('totals@4');
    expect(refusal(mapping({}, { uniqueId: 'Id' }), 'Date,Amount,Id\n2024-01-02,1,A\n2024-01-02,1,A')).toBe(
      'structure@3',
    );
  });

  test('gives the same parts in pieces of any size', () => {
    const bytes = Buffer.from(table);
    const parts = partsOf(full, bytes);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: bytes.length }), (size) =>
        expect(partsOf(full, bytes, size)).toEqual(parts),
      ),
    );
  });
});
