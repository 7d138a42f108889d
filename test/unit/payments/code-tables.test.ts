import { describe, expect, test } from '@jest/globals';
import { changeCodeOf } from '../../../functions/payments/rails/ach/format/change-codes.ts';
import { dishonorCodeOf } from '../../../functions/payments/rails/ach/format/dishonor-codes.ts';
import { returnCodeOf } from '../../../functions/payments/rails/ach/format/return-codes.ts';
import { statusReasonOf } from '../../../functions/payments/rails/sepa/format/status-reasons.ts';

const numbered = (letter: string, from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `${letter}${String(from + index).padStart(2, '0')}`);

describe('codes of banks', () => {
  test('of returns are explained from R01 to R85, but for those that the rules leave out', () => {
    const unknown = numbered('R', 1, 85).filter((code) => (returnCodeOf(code) ?? dishonorCodeOf(code)) === undefined);
    expect(unknown).toEqual([...['R48', 'R49', ...numbered('R', 54, 60), 'R63', 'R64', 'R65', 'R66', 'R78', 'R79']]);
  });

  test('of changes are explained from C01 to C14', () => {
    expect(numbered('C', 1, 14).filter((code) => changeCodeOf(code) === undefined)).toEqual([]);
    expect(changeCodeOf('C15')).toBeUndefined();
  });

  test('of the EPC’s rulebook for credit transfers are explained', () => {
    const named = [
      ...[
        'AC01',
        'AC04',
        'AC06',
        'AG01',
        'AG02',
        'AM05',
        'BE04',
        'CNOR',
        'CURR',
        'CUST',
        'DNOR',
        'DUPL',
        'ERIN',
        'FF01',
      ],
      ...[
        'FOCR',
        'FRAD',
        'MD07',
        'MS02',
        'MS03',
        'NOAS',
        'NOOR',
        'RC01',
        'RR01',
        'RR02',
        'RR03',
        'RR04',
        'TECH',
        'TM01',
        'UPAY',
      ],
    ];
    expect(named.filter((code) => statusReasonOf(code) === undefined)).toEqual([]);
    expect(statusReasonOf('ZZZZ')).toBeUndefined();
  });
});
