import { describe, expect, test } from '@jest/globals';
import {
  hashSecret,
  liveScrypt,
  NOBODY,
  openedBy,
  rehash,
  SECRET_CHARS_MAX,
} from '../../../functions/identity/model/secret-hash.ts';

const SALT = Buffer.alloc(16, 7);

describe('the hash of a secret', () => {
  test('opens for its secret and for no other', async () => {
    const hash = await hashSecret(liveScrypt, 'right', SALT);
    expect(await openedBy(liveScrypt, 'right', hash, undefined)).toBe('present');
    for (const wrong of ['wrong', '', 'Right', 'right ', `right${'x'.repeat(300)}`]) {
      expect(await openedBy(liveScrypt, wrong, hash, undefined)).toBe(undefined);
    }
  });

  test('of the longest secret does not open for a longer one that begins with it', async () => {
    const longest = 's'.repeat(SECRET_CHARS_MAX);
    const hash = await hashSecret(liveScrypt, longest, SALT);
    expect(await openedBy(liveScrypt, longest, hash, undefined)).toBe('present');
    for (const more of ['s', 'ss', 'x'.repeat(999)])
      expect(await openedBy(liveScrypt, longest + more, hash, undefined)).toBe(undefined);
  });

  test('opens for the secret before it while that is given too', async () => {
    const first = await hashSecret(liveScrypt, 'first', SALT);
    const second = await rehash(liveScrypt, 'second', first);
    expect(await openedBy(liveScrypt, 'first', second, first.digest)).toBe('previous');
    expect(await openedBy(liveScrypt, 'second', second, first.digest)).toBe('present');
    expect(await openedBy(liveScrypt, 'first', second, undefined)).toBe(undefined);
  });

  test('nothing opens nobody, not even with its own digest as the earlier one', async () => {
    for (const secret of ['', '\0', NOBODY.digest])
      expect(await openedBy(liveScrypt, secret, NOBODY, undefined)).toBe(undefined);
  });

  test('keeps the cost it was made with, so that a raised cost leaves old hashes valid', async () => {
    const cheap = { cost: { N: 1024, r: 8, p: 1 }, salt: Buffer.from(SALT).toString('base64url'), digest: '' };
    const old = await rehash(liveScrypt, 'secret', cheap);
    expect(old.cost.N).toBe(1024);
    expect(await openedBy(liveScrypt, 'secret', old, undefined)).toBe('present');
  });

  test('needs 16 bytes of salt', async () => {
    await expect(hashSecret(liveScrypt, 'secret', Buffer.alloc(8))).rejects.toThrow('a salt has 16 bytes');
  });
});
