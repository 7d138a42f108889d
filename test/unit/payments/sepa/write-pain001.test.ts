import { describe, expect, test } from '@jest/globals';
import { present } from '../../../../functions/kernel/core/assert.ts';
import { parseBic } from '../../../../functions/kernel/values/bic.ts';
import { parseCreditorReference } from '../../../../functions/kernel/values/creditor-reference.ts';
import type { CreditTransfer } from '../../../../functions/payments/rails/sepa/format/credit-transfer.ts';
import { totalsOf } from '../../../../functions/payments/rails/sepa/format/totals.ts';
import { writePain001 } from '../../../../functions/payments/rails/sepa/format/write-pain001.ts';
import { CREDITOR, DEBTOR, date, file, part, transfer, written } from './samples.ts';

const amountsOf = (xml: string): readonly string[] =>
  [...xml.matchAll(/<InstdAmt Ccy="(\w+)">([^<]*)</g)].map(([, currency, text]) => `${text} ${currency}`);
const all = (xml: string, tag: string): readonly string[] =>
  [...xml.matchAll(/<(\w+)>([^<]*)(?=<)/g)].filter(([, name]) => name === tag).map(([, , text]) => String(text));

describe('a pain.001', () => {
  test.each([
    [1000n, 'JPY', '1000 JPY'],
    [1234n, 'KWD', '1.234 KWD'],
    [1230n, 'KWD', '1.230 KWD'],
    [1n, 'EUR', '0.01 EUR'],
    [29n, 'EUR', '0.29 EUR'],
    [99_999_999n, 'EUR', '999999.99 EUR'],
    [100_000_000n, 'EUR', '1000000.00 EUR'],
    [999_999_999_999_999_999n, 'EUR', '9999999999999999.99 EUR'],
  ])('writes %s minor units of %s as %s', async (amount, currency, text) => {
    expect(amountsOf(await written(file([part([transfer({ amount, currency })])])))).toEqual([text]);
  });

  test('has count and sum of the file and of each part, over two days', async () => {
    const first = [transfer({ endToEndId: 'a', amount: 150n }), transfer({ endToEndId: 'b', amount: 50n })];
    const second = [transfer({ endToEndId: 'c', amount: 1n })];
    const xml = await written(
      file([part(first), part(second, { id: 'p-2', executionDate: date('2026-12-02'), batchBooking: false })]),
    );
    expect(all(xml, 'NbOfTxs')).toEqual(['3', '2', '1']);
    expect(all(xml, 'CtrlSum')).toEqual(['2.01', '2.00', '0.01']);
    expect(all(xml, 'BtchBookg')).toEqual(['true', 'false']);
    expect(all(xml, 'Dt')).toEqual(['2026-12-01', '2026-12-02']);
  });

  test('adds up yen, dinars and euros exactly', async () => {
    const payments = [
      transfer({ endToEndId: 'a', amount: 1000n, currency: 'JPY' }),
      transfer({ endToEndId: 'b', amount: 1234n, currency: 'KWD' }),
      transfer({ endToEndId: 'c', amount: 1n }),
    ];
    expect(all(await written(file([part(payments)])), 'CtrlSum')).toEqual(['1001.2440', '1001.2440']);
  });

  test('names the payment by the end to end id alone, never as not provided', async () => {
    const xml = await written(file([part([transfer({ endToEndId: 'e-7' })])]));
    expect(all(xml, 'EndToEndId')).toEqual(['e-7']);
    await expect(written(file([part([transfer({ endToEndId: 'NOTPROVIDED' })])]))).rejects.toThrow('end to end id');
  });

  test('has a reference that machines match, or text', async () => {
    const reference = present(parseCreditorReference('RF18539007547034'), 'a reference of a test is valid');
    const structured = await written(file([part([transfer({ remittance: { kind: 'structured', reference } })])]));
    expect(all(structured, 'Ref')).toEqual(['RF18539007547034']);
    expect(structured).toContain('<Cd>SCOR</Cd>');
    const text = await written(file([part([transfer({ remittance: { kind: 'unstructured', text: 'Gruß & Dank' } })])]));
    expect(all(text, 'Ustrd')).toEqual(['Gruss + Dank']);
  });

  test('has a BIC where one is known, by the name that its version has', async () => {
    const bic = present(parseBic('DEUTDEFF'), 'a BIC of a test is valid');
    const payments = [transfer({ creditor: { ...CREDITOR, bic } })];
    const parts = [part(payments, { debtor: { ...DEBTOR, bic } })];
    expect(all(await written(file(parts)), 'BICFI')).toEqual(['DEUTDEFF', 'DEUTDEFF']);
    const old = await written(file(parts, 'pain.001.001.03'));
    expect(all(old, 'BIC')).toEqual(['DEUTDEFF', 'DEUTDEFF']);
    expect(all(old, 'ReqdExctnDt')).toEqual(['2026-12-01']);
    expect(await written(file([part([transfer()])]))).toContain('<Othr><Id>NOTPROVIDED</Id></Othr>');
  });

  test('escapes what a name may hold', async () => {
    const xml = await written(file([part([transfer({ creditor: { ...CREDITOR, name: "O'Brien" } })])]));
    expect(xml).toContain('<Nm>O&apos;Brien</Nm>');
  });

  test.each<[string, Partial<CreditTransfer>]>([
    ['an amount of zero', { amount: 0n }],
    ['an amount below zero', { amount: -1n }],
    ['an identifier that comes back changed', { endToEndId: 'é' }],
    ['a name that nothing stands for', { creditor: { ...CREDITOR, name: '山田' } }],
    ['a text that is too long', { remittance: { kind: 'unstructured', text: 'x'.repeat(141) } }],
  ])('is not written with %s', async (_name, changes) => {
    const payments = [transfer(changes)];
    const totals = { count: 1, units: 10_000n };
    await expect(written(file([part(payments, { totals })]))).rejects.toThrow();
  });

  test('is not finished where its payments are not those of its totals', async () => {
    const payments = [transfer(), transfer({ endToEndId: 'e-2' })];
    const { count, units } = totalsOf(payments);
    const wrong = [totalsOf(payments.slice(1)), { count, units: units + 1n }, { count: count + 1, units }];
    for (const totals of wrong) {
      await expect(written(file([part(payments, { totals })]))).rejects.toThrow('totals');
    }
    await expect(written(file([part([])]))).rejects.toThrow('payments');
  });

  test('of 20,000 payments that come one by one is never in memory whole', async () => {
    async function* payments() {
      for (let index = 0; index < 20_000; index += 1) yield transfer({ endToEndId: `e-${index}` });
    }
    let [pieces, longest, count] = [0, 0, 0];
    const totals = { count: 20_000, units: 20_000n * 10_000n };
    for await (const piece of writePain001(file([part([], { totals, payments: payments() })]))) {
      pieces += 1;
      longest = Math.max(longest, piece.length);
      count += piece.split('<CdtTrfTxInf>').length - 1;
    }
    expect([count, pieces > 50, longest < 70_000]).toEqual([20_000, true, true]);
  });
});
