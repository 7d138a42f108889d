import { expect, test } from '@jest/globals';
import { digestOfReceipt, receiptDocument } from '../../../functions/ledger/model/receipt-document.ts';

const receipt = {
  ...{ id: 'rcp_1', operation: 'createTransaction', key: 'order-1', fingerprint: 'f00d', status: 201 },
  ...{ body: '{"id":"txn_1"}', at: Date.parse('2026-11-22T10:00:00Z'), actor: 'cli_1', requestId: 'r-1' },
  ...{ codeVersion: 'abc', format: 2 },
};

test('the document of a receipt says who asked for what, when, by which release, and what was answered word for word', () => {
  expect(receiptDocument('acme', receipt)).toEqual({
    ...{ tenant: 'acme', id: 'rcp_1', operation: 'createTransaction', fingerprint: 'f00d', status: 201 },
    ...{ answer: '{"id":"txn_1"}', at: '2026-11-22T10:00:00.000Z', client: 'cli_1', requestId: 'r-1' },
    ...{ codeVersion: 'abc', format: 2 },
  });
});

test('the digest of a receipt is SHA-256 of its document in canonical JSON, the same for ever', () => {
  // By sha256sum, over the members in the order of their names.
  expect(digestOfReceipt('acme', receipt)).toBe('rJpWToHOPavKtyaUMohJH4xwXrYyMzU7IHzsRY2W98w');
});
