import { describe, expect, test } from '@jest/globals';
import type { StoredClient } from '../../../functions/identity/model/client.ts';
import { NOBODY } from '../../../functions/identity/model/secret-hash.ts';
import { hasRotatedItself, standingOf } from '../../../functions/identity/model/standing.ts';
import type { Caller } from '../../../functions/kernel/core/call.ts';

const client = (more: Partial<StoredClient> = {}): StoredClient => ({
  ...{ id: 'cli_1', tenant: 'acme', name: 'n', scopes: ['admin'], createdAt: 0, deletedAt: undefined },
  ...{ hash: NOBODY, previous: undefined, previousUntil: 0, generation: 2, rotatedBy: 'token' },
  ...more,
});
const caller = (more: Partial<Caller> = {}): Caller => ({
  ...{ tenant: 'acme', clientId: 'cli_1', scopes: new Set<never>(), generation: 1, tokenId: 'token' },
  ...more,
});

describe('a token', () => {
  test.each([
    ['of a client that the table does not know', undefined, 1, 'in-force'],
    ['of the present secret', client(), 2, 'in-force'],
    ['of an earlier secret', client(), 1, 'superseded'],
    ['of a secret that is to come', client(), 3, 'superseded'],
    ['that names no secret, of a client with its first one', client({ generation: 1 }), undefined, 'in-force'],
    ['that names no secret, of a client with another', client(), undefined, 'superseded'],
    ['of a deleted client, whichever secret it is of', client({ deletedAt: 5 }), 2, 'deleted'],
  ])('%s stands as it should', (_, stored, generation, standing) => {
    const { generation: __, ...rest } = caller();
    expect(standingOf(generation === undefined ? rest : { ...rest, generation }, stored)).toBe(standing);
  });

  test('may ask again for the rotation that it made of its own client, and for nothing else', () => {
    expect(hasRotatedItself(caller(), client(), 'cli_1')).toBe(true);
    for (const [who, what, changed] of [
      [caller({ tokenId: 'other' }), client(), 'cli_1'],
      [caller(), client(), 'cli_2'],
      [caller(), client({ deletedAt: 5 }), 'cli_1'],
      [caller(), client({ generation: 3 }), 'cli_1'],
      [caller({ generation: 2 }), client(), 'cli_1'],
      [caller({ tokenId: undefined }), client({ rotatedBy: undefined }), 'cli_1'],
    ] as const) {
      expect(hasRotatedItself(who as Caller, what, changed)).toBe(false);
    }
  });
});
