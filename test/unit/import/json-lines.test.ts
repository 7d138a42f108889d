import { describe, expect, test } from '@jest/globals';
import { parseJsonLines } from '../../../bin/import/json-lines.ts';

const POSTING = { from: 'a', to: 'b', amount: '1', currency: 'USD' };
const line = (value: unknown): string => JSON.stringify(value);
const transaction = (more: object) => line({ transaction: { key: 't', postings: [POSTING], ...more } });

describe('a journal of JSON lines', () => {
  test('is read as strictly as the API reads: a key that stands twice is named with its line', () => {
    const text = '{"account":{"id":"a","currency":"USD"}}\n{"account":{"id":"b","currency":"USD","currency":"EUR"}}';
    expect(() => parseJsonLines(text)).toThrow(/^Line 2 is not JSON as the API takes it\./);
  });

  test('keeps what the API takes as it stands', () => {
    const hold = { pending: true, expiresAt: '2027-01-01T00:00:00Z', metadata: { k: '' }, reference: 'r' };
    const { transactions } = parseJsonLines(`\r\n${transaction(hold)}\r\n`);
    expect(transactions).toEqual([{ line: 2, key: 't', body: { postings: [POSTING], ...hold } }]);
  });

  test.each([
    [transaction({ effective_at: 'x' }), 'a transaction has no property "effective_at"'],
    [
      transaction({ postings: [POSTING, { ...POSTING, memo: 'x' }] }),
      'a transaction has no property "postings.1.memo"',
    ],
    [
      line({ transaction: { key: 't', entries: [{ side: 'debit' }] } }),
      'a transaction has no property "entries.0.side"',
    ],
    [line({ account: { id: 'a', currency: 'USD', type: 'x' } }), 'an account has no property "type"'],
    [
      line({ account: { id: 'a', overdraft: { limit: '1', per: 'day' } } }),
      'an account has no property "overdraft.per"',
    ],
  ])('is refused by a property that nothing would read, with its line: %s', (bad, says) => {
    const text = [line({ account: { id: 'fine', currency: 'USD' } }), bad].join('\n');
    expect(() => parseJsonLines(text)).toThrow(`Line 2: ${says}. Nothing was sent.`);
  });

  test.each([line({ account: { id: 'a' }, note: 1 }), line([]), line({ transaction: { postings: [] } }), '1'])(
    'is refused by a line that is neither: %s',
    (bad) => {
      expect(() => parseJsonLines(`\n${bad}`)).toThrow(/^Line 2 is neither/);
    },
  );
});
