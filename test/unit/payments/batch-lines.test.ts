import { describe, expect, test } from '@jest/globals';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import { csvLines, readLine } from '../../../functions/payments/handlers/api/batch-lines.ts';
import { allRails } from '../../../functions/payments/rails/rails.ts';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const said = (text: string): string => {
  try {
    return JSON.stringify(csvLines(text).map(({ value }) => value));
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
};

describe('a CSV of payments', () => {
  test('says what createPayment takes: every member of a destination, and metadata', () => {
    const text = [
      'from,amount,currency,rail,name,iban,bic,routingNumber,accountNumber,accountKind,entryClass,metadata.order,account',
      'a,1050,EUR,sepa,Erika Mustermann,DE89370400440532013000,,,,,,42,',
      'a,1050,USD,ach,Ada Lovelace,,,231380104,744-5678-99,checking,PPD,,',
      'a,1,USD,,,,,,,,,,b',
    ].join('\n');
    const lines = csvLines(text);
    expect(lines.map(({ value }) => value)).toEqual([
      {
        ...{ from: 'a', amount: '1050', currency: 'EUR', metadata: { order: '42' } },
        to: { rail: 'sepa', name: 'Erika Mustermann', iban: 'DE89370400440532013000' },
      },
      {
        ...{ from: 'a', amount: '1050', currency: 'USD' },
        to: {
          ...{ rail: 'ach', name: 'Ada Lovelace', routingNumber: '231380104' },
          ...{ accountNumber: '744-5678-99', accountKind: 'checking', entryClass: 'PPD' },
        },
      },
      { from: 'a', amount: '1', currency: 'USD', to: { account: 'b' } },
    ]);
    const rails = allRails({ bank: undefined });
    expect(lines.map((line) => 'code' in readLine(rails, line, NOW))).toEqual([false, false, false]);
  });

  test.each([
    ['from,account,amount,currency,colour', 'There is no column "colour".'],
    ['from,account,amount,currency,metadata.', 'There is no column "metadata.".'],
    ['from,account,amount,currency,Reference', 'There is no column "Reference".'],
    ['from,account,amount,currency,account', 'The column "account" stands there twice.'],
    ['from,account,amount', 'The column "currency" is missing.'],
    [
      `from,account,amount,currency,${Array.from({ length: 62 }, (_, at) => `metadata.${at}`).join()}`,
      'At most 65 columns.',
    ],
  ])('whose header is %s is refused by the column’s name', (header, detail) => {
    expect(said(`${header}\na,b,1,USD,x\n`)).toContain(detail);
  });
});
