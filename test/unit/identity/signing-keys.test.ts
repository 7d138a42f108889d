import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { SigningKeys } from '../../../functions/identity/handlers/signing-keys.ts';
import { foundingRing, type KeyRing } from '../../../functions/identity/model/key-ring.ts';
import { clockOf } from '../../support/clock.ts';

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const SPKI = publicKey.export({ format: 'der', type: 'spki' });
const ROTATED: KeyRing = [
  { keyId: 'founding', notBefore: 0, retireAt: 10_000_000 },
  { keyId: 'next', notBefore: 1, retireAt: null },
];

/** Services that answer when they are told to; `asked` says what they were asked. */
const rig = (ring: KeyRing | undefined) => {
  const asked: string[] = [];
  const open: { readonly resolve: () => void; readonly reject: () => void }[] = [];
  const later = <T>(name: string, value: T): Promise<T> => {
    asked.push(name);
    return new Promise((resolve, reject) => {
      open.push({ resolve: () => resolve(value), reject: () => reject(new Error('gone')) });
    });
  };
  const time = { now: 1_000 };
  const keys = new SigningKeys({
    clock: clockOf(() => time.now),
    rings: { read: () => later('ring', ring === undefined ? undefined : { ring, revision: 1 }) },
    keys: { publicKey: (id) => later(id, SPKI) },
    foundingKeyId: 'founding',
  });
  const settle = async (how: 'resolve' | 'reject'): Promise<void> => {
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    await turn();
    for (const one of open.splice(0)) one[how]();
    await turn();
  };
  return { keys, asked, settle, time };
};

describe('the keys of a function that starts', () => {
  test('are read all at once before the first request, which waits for them and asks for nothing again', async () => {
    const { keys, asked, settle } = rig(undefined);
    keys.prepare();
    expect(asked).toEqual(['ring', 'founding']);
    const published = keys.published();
    await settle('resolve');
    expect((await published).length).toBe(1);
    expect((await keys.signer()).keyId).toBe('founding');
    expect(asked).toEqual(['ring', 'founding']);
  });

  test('after a rotation need one call more, over a connection that is open by then', async () => {
    const { keys, asked, settle } = rig(ROTATED);
    keys.prepare();
    const signer = keys.signer();
    await settle('resolve');
    expect(asked).toEqual(['ring', 'founding', 'next']);
    await settle('resolve');
    expect((await signer).keyId).toBe('next');
  });

  test('that could not be read are read again by the first request', async () => {
    const { keys, asked, settle } = rig(foundingRing('founding'));
    keys.prepare();
    await settle('reject');
    const published = keys.published();
    await settle('resolve');
    await settle('resolve');
    expect((await published).length).toBe(1);
    expect(asked).toEqual(['ring', 'founding', 'ring', 'founding']);
  });

  test('are kept, and the ring is read again after a minute', async () => {
    const { keys, asked, settle, time } = rig(undefined);
    keys.prepare();
    await settle('resolve');
    await keys.published();
    time.now += 61_000;
    const published = keys.published();
    await settle('resolve');
    await published;
    expect(asked).toEqual(['ring', 'founding', 'ring']);
  });
});
