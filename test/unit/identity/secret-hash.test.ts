import { describe, expect, test } from '@jest/globals';
import { hashSecret, NOBODY, opens, rehash } from '../../../functions/identity/model/secret-hash.ts';

const SALT = Buffer.alloc(16, 7);

describe('the hash of a secret', () => {
  test('opens for its secret and for no other', async () => {
    const hash = await hashSecret('right', SALT);
    expect(await opens('right', hash, undefined)).toBe(true);
    for (const wrong of ['wrong', '', 'Right', 'right ', `right${'x'.repeat(300)}`]) {
      expect(await opens(wrong, hash, undefined)).toBe(false);
    }
  });

  test('opens for the secret before it while that is given too', async () => {
    const first = await hashSecret('first', SALT);
    const second = await rehash('second', first);
    expect(await opens('first', second, first.digest)).toBe(true);
    expect(await opens('second', second, first.digest)).toBe(true);
    expect(await opens('first', second, undefined)).toBe(false);
  });

  test('nothing opens nobody, not even with its own digest as the earlier one', async () => {
    for (const secret of ['', '\0', NOBODY.digest]) expect(await opens(secret, NOBODY, undefined)).toBe(false);
  });

  test('keeps the cost it was made with, so that a raised cost leaves old hashes valid', async () => {
    const cheap = { cost: { N: 1024, r: 8, p: 1 }, salt: Buffer.from(SALT).toString('base64url'), digest: '' };
    const old = await rehash('secret', cheap);
    expect(old.cost.N).toBe(1024);
    expect(await opens('secret', old, undefined)).toBe(true);
  });

  test('needs 16 bytes of salt', async () => {
    await expect(hashSecret('secret', Buffer.alloc(8))).rejects.toThrow('a salt has 16 bytes');
  });
});
