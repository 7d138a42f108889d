import { describe, expect, test } from '@jest/globals';
import { withTable } from '../../../bin/restore/restored-tables.ts';

const RESTORED = { table: 'Folio-Ledger-Store-restored-20261201', streamLabel: '2026-12-01T00:00:00.000' };
const SAID = 'ledger/Store=Folio-Ledger-Store-restored-20261201@2026-12-01T00:00:00.000';

describe('the option of restored tables', () => {
  test('names the table and the label of its stream', () => {
    expect(withTable(undefined, 'ledger/Store', RESTORED)).toBe(SAID);
    expect(withTable('', 'ledger/Store', RESTORED)).toBe(SAID);
  });

  test('has one table for each place: the newest takes the place of the one before', () => {
    expect(withTable('ledger/Store=old@2026-01-01', 'ledger/Store', RESTORED)).toBe(SAID);
  });

  test('keeps those of other places, in one order whatever order they were said in', () => {
    const others = [
      'ledger/StoreOfFiles=files@2026-01-01',
      'ledgers/Store=s@2026-01-01',
      'payments/Bank=bank@2026-01-01',
    ];
    const all = [SAID, ...others].toSorted().join(',');
    expect(withTable(others.toReversed().join(','), 'ledger/Store', RESTORED)).toBe(all);
    expect(withTable(others.join(','), 'ledger/Store', RESTORED)).toBe(all);
  });
});
