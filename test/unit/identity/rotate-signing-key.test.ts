import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { ProvisionError } from '../../../functions/identity/handlers/provision-tenant.ts';
import { rotateSigningKey, showSigningKeys } from '../../../functions/identity/handlers/rotate-signing-key.ts';
import type { KeyRing } from '../../../functions/identity/model/key-ring.ts';

const spki = new Uint8Array(
  generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'der', type: 'spki' }),
);
const NOW = Date.parse('2026-11-30T12:00:00.000Z');
const ROTATE = { action: 'rotate-signing-key', keyId: 'next' } as const;

/** Rings in a table that takes a write only in the place of the revision that it has. */
const rig = (meanwhile = false) => {
  let kept: { readonly ring: KeyRing; readonly revision: number } | undefined;
  const rings = {
    read: async () => kept,
    write: async (ring: KeyRing, revision: number) => {
      if (meanwhile || revision !== (kept?.revision ?? 0)) return false;
      kept = { ring, revision: revision + 1 };
      return true;
    },
  };
  const asked: string[] = [];
  const publicKey = async (keyId: string) => {
    asked.push(keyId);
    if (keyId === 'missing') throw new Error('there is no such key');
    return spki;
  };
  const clock = { now: () => NOW, sleep: async () => undefined };
  return { deps: { clock, rings, keys: { publicKey }, foundingKeyId: 'first' }, asked, kept: () => kept };
};

describe('a new signing key', () => {
  test('is written into the ring and shown as it is kept', async () => {
    const { deps, kept } = rig();
    const shown = await rotateSigningKey(deps, ROTATE);
    expect(shown.keys.map(({ keyId }) => keyId)).toEqual(['first', 'next']);
    expect(kept()?.ring.map(({ keyId }) => keyId)).toEqual(['first', 'next']);
    expect(await showSigningKeys(deps)).toEqual(shown);
  });

  test('that meets another change of the ring is refused, and nothing is said to be rotated', async () => {
    const { deps, kept } = rig(true);
    await expect(rotateSigningKey(deps, ROTATE)).rejects.toThrow(ProvisionError);
    expect(kept()).toBeUndefined();
  });

  test('that nobody can use is not written', async () => {
    const { deps, kept } = rig();
    await expect(rotateSigningKey(deps, { ...ROTATE, keyId: 'missing' })).rejects.toThrow('no such key');
    expect(kept()).toBeUndefined();
  });

  test('is refused while another one is on its way, and taken at once where a key has leaked', async () => {
    const { deps, kept } = rig();
    await rotateSigningKey(deps, ROTATE);
    await expect(rotateSigningKey(deps, { ...ROTATE, keyId: 'third' })).rejects.toThrow(ProvisionError);
    await rotateSigningKey(deps, { ...ROTATE, keyId: 'third', emergency: true });
    expect(kept()).toEqual({ ring: [{ keyId: 'third', notBefore: NOW, retireAt: null }], revision: 2 });
  });
});
