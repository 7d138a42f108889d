import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { movedBy } from '../../../bin/audit/receipt-lines.ts';
import { CommandLine } from '../../support/command-line.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folio = new CommandLine();
afterAll(() => folio.end());
const folder = temporaryFolders('folio-proofs-');

const KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const RECEIPT = '"id":"x","at":"y","operation":"z","status":200';
const proof = (receipt: string): string =>
  `{"format":"folio-proof/1","receipt":{${receipt}},"salt":"","leafIndex":0,"inclusion":[],"checkpoint":""}`;

test.each([
  ['nests without end', `${RECEIPT},"a":${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['says a member twice', `${RECEIPT},"id":"other"`],
])('a proof whose receipt %s is none', async (_, receipt) => {
  const to = folder();
  writeFileSync(join(to, 'proof.json'), proof(receipt));
  const { code, stderr } = await folio.run(['proof', 'verify', join(to, 'proof.json'), '--key', KEY]);
  expect([code, stderr]).toEqual([1, expect.stringContaining('is no proof of the form folio-proof/1')]);
  writeFileSync(join(to, 'proof.json'), proof(RECEIPT));
  const read = await folio.run(['proof', 'verify', join(to, 'proof.json'), '--key', KEY]);
  expect(read.stdout).toContain('The checkpoint is not signed by this key');
});

test('a receipt with an amount that is none moves nothing, and ends no audit', () => {
  const answer = (amount: string) =>
    JSON.stringify({
      id: 'txn_1',
      state: 'posted',
      entries: [{ account: 'a', direction: 'debit', amount, currency: 'EUR' }],
    });
  const receipt = { id: 'txn_1', operation: 'createTransaction', status: 201, at: '2026-12-01T00:00:00.000Z' };
  expect(movedBy({ ...receipt, answer: answer('1') })?.made.entries).toHaveLength(1);
  for (const amount of ['', 'x', '1e9', '0x10', '9'.repeat(1_000_000)])
    expect(movedBy({ ...receipt, answer: answer(amount) })).toBeUndefined();
});
