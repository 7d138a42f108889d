import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { type MacCalls, macBy } from '../../../functions/kernel/aws/mac-key.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const asked: string[] = [];
const calls: MacCalls = {
  mac: async (keyId, message) => {
    asked.push(`mac ${keyId}`);
    return createHmac('sha256', keyId).update(message).digest();
  },
  // As KMS signs, whatever the digest is of.
  sign: async (keyId, digest) => {
    asked.push(`sign ${keyId}`);
    return createSign('RSA-SHA256').update(digest).sign(privateKey);
  },
};
const message = Buffer.from('folio cursor key v1');

describe('a MAC', () => {
  test('is KMS’s own where the key makes MACs', async () => {
    asked.length = 0;
    expect(await macBy(calls, 'key-1', message)).toEqual(createHmac('sha256', 'key-1').update(message).digest());
    expect(asked).toEqual(['mac key-1']);
  });

  test('by the one key of a throw-away stage is the same each time, and another for each purpose and message', async () => {
    asked.length = 0;
    const of = (purpose: string, text = message) => macBy(calls, `sign:arn:aws:kms:x:1:key/k#${purpose}`, text);
    const all = await Promise.all([
      of('ledger/CursorKey'),
      of('ledger/CursorKey'),
      of('identity/CursorKey'),
      of('ledger/CursorKey', Buffer.from('other')),
    ]);
    const [one, again, otherPurpose, otherMessage] = all.map((mac) => Buffer.from(mac).toString('hex'));
    expect(again).toBe(one);
    expect(new Set([one, otherPurpose, otherMessage]).size).toBe(3);
    expect(all.map((mac) => mac.length)).toEqual([32, 32, 32, 32]);
    expect(asked[0]).toBe('sign arn:aws:kms:x:1:key/k');
  });
});
