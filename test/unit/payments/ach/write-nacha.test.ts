import { describe, expect, test } from '@jest/globals';
import type { AchEntry } from '../../../../functions/payments/rails/ach/format/ach-file.ts';
import { achName, achText } from '../../../../functions/payments/rails/ach/format/ach-text.ts';
import { writeNacha } from '../../../../functions/payments/rails/ach/format/write-nacha.ts';
import { batch, date, entry, file, routing, written } from './samples.ts';

const lines = (text: string) => text.split('\n').slice(0, -1);

describe('a NACHA file', () => {
  test('is, column for column, what the rules lay out', async () => {
    const ppd = batch([
      entry({ sequence: 1 }),
      entry({ sequence: 2, direction: 'debit', amount: 5_000n, addenda: 'Invoice 17', receiverName: 'Müller Werke' }),
    ]);
    const ccd = batch(
      [entry({ sequence: 7, account: { routing: routing('021000021'), number: '1', kind: 'savings' } })],
      {
        entryClass: 'CCD',
      },
    );
    expect(lines(await written(file([ppd, ccd])))).toEqual([
      '101 12104288211210428822611301405A094101Wells Fargo            Acme Corporation               ',
      '5200Acme Corporation                    1121042882PPDPAYROLL         261201   1121042880000001',
      '622231380104744-5678-99      0000012345emp-1          Bard Ann                0121042880000001',
      '627231380104744-5678-99      0000005000emp-1          Muller Werke            1121042880000002',
      '705Invoice 17                                                                      00010000002',
      `820000000300462760200000000050000000000123451121042882${' '.repeat(25)}121042880000001`,
      '5220Acme Corporation                    1121042882CCDPAYROLL         261201   1121042880000002',
      '6320210000211                0000012345emp-1          Bard Ann                0121042880000007',
      `822000000100021000020000000000000000000123451121042882${' '.repeat(25)}121042880000002`,
      `9000002000001000000040048376022000000005000000000024690${' '.repeat(39)}`,
    ]);
  });

  test('has records of 94 characters, filled up to tens with nines', async () => {
    for (let count = 1; count <= 21; count += 1) {
      const entries = Array.from({ length: count }, (_, index) => entry({ sequence: index + 1 }));
      const all = lines(await written(file([batch(entries)])));
      expect([count, all.length % 10, all.every((line) => line.length === 94)]).toEqual([count, 0, true]);
      expect(all.filter((line) => line === '9'.repeat(94)).length).toBe((10 - ((count + 4) % 10)) % 10);
    }
  });

  test('keeps the last ten digits of a hash that has more', async () => {
    const entries = Array.from({ length: 600 }, (_, index) => entry({ sequence: index + 1 }));
    const all = lines(await written(file([batch(entries)])));
    // 600 times 23138010 is 13882806000.
    expect(all.at(602)?.slice(10, 20)).toBe('3882806000');
    expect(all.at(603)?.slice(21, 31)).toBe('3882806000');
  });

  test.each([
    ['credits alone', ['credit', 'credit'], '220'],
    ['debits alone', ['debit', 'debit'], '225'],
    ['both', ['credit', 'debit'], '200'],
  ] as const)('says that a batch has %s', async (_what, directions, code) => {
    const entries = directions.map((direction, index) => entry({ direction, sequence: index + 1 }));
    const all = lines(await written(file([batch(entries)])));
    expect([all[1]?.slice(1, 4), all[4]?.slice(1, 4)]).toEqual([code, code]);
  });

  test('comes in pieces, however many entries it has', async () => {
    async function* many() {
      for (let index = 1; index <= 20_000; index += 1) yield entry({ sequence: index });
    }
    const one = entry();
    const totals = {
      count: 20_000,
      addenda: 0,
      hash: 23_138_010n * 20_000n,
      debits: 0n,
      credits: one.amount * 20_000n,
    };
    let [longest, chars] = [0, 0];
    for await (const piece of writeNacha(file([batch([], { totals, entries: many() })]))) {
      longest = Math.max(longest, piece.length);
      chars += piece.length;
    }
    expect([longest < 70_000, chars % 950]).toEqual([true, 0]);
  });

  test.each<[string, Partial<AchEntry>]>([
    ['an amount of zero', { amount: 0n }],
    ['an amount that its ten digits cannot hold', { amount: 10_000_000_000n }],
    ['an account number of 18 characters', { account: { ...entry().account, number: '1'.repeat(18) } }],
    ['a name that nothing stands for', { receiverName: '山田' }],
    ['a text of 81 characters', { addenda: 'x'.repeat(81) }],
    ['an id that is no ASCII', { receiverId: 'é' }],
    ['a sequence of eight digits', { sequence: 10_000_000 }],
  ])('is not written with %s', async (_what, changes) => {
    await expect(written(file([batch([entry(changes)])]))).rejects.toThrow();
  });

  test('is not written with trace numbers that descend or repeat', async () => {
    for (const second of [1, 2]) {
      const entries = [entry({ sequence: 2 }), entry({ sequence: second })];
      await expect(written(file([batch(entries)]))).rejects.toThrow('ascend');
    }
    const batches = [batch([entry({ sequence: 5 })]), batch([entry({ sequence: 5 })])];
    await expect(written(file(batches))).rejects.toThrow('ascend');
  });

  test.each(['2026-11-29', '2026-11-26', '2027-07-05'])(
    'is not written for %s, on which the Reserve Banks are closed',
    async (day) => {
      await expect(written(file([batch([entry()], { effectiveDate: date(day) })]))).rejects.toThrow('business day');
    },
  );

  test('is not finished where its entries are not those of its totals', async () => {
    const totals = { ...batch([entry()]).totals, credits: 12_346n };
    await expect(written(file([batch([entry()], { totals })]))).rejects.toThrow('totals');
    await expect(written(file([batch([])]))).rejects.toThrow();
    await expect(written(file([]))).rejects.toThrow();
  });
});

describe('a name in a NACHA file', () => {
  test.each([
    ['Müller & Söhne', 'Muller & Sohne'],
    ['Bartholomäus Wolkenstein-Thal', 'Bartholomaus Wolkenste'],
    ['Łukasz', 'Lukasz'],
  ])('%s is %s', (name, text) => expect(achName(name)).toMatchObject({ kind: 'carried', text }));

  test.each([
    ['山田', 'character'],
    ['', 'empty'],
    ['x'.repeat(1_000), 'too-long'],
  ])('%s is refused: %s', (name, reason) => {
    expect(achName(name)).toMatchObject({ kind: 'refused', reason });
  });

  test('is cut, but no other text is', () => {
    expect(achText('x'.repeat(81), 80)).toMatchObject({ kind: 'refused', reason: 'too-long' });
  });
});
