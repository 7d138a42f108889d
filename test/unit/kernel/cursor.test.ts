import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonService } from '../../../functions/kernel/aws/aws-call.ts';
import type { Call } from '../../../functions/kernel/core/call.ts';
import type { Operation } from '../../../functions/kernel/core/operation.ts';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import { cursors, kmsCursorKey } from '../../../functions/kernel/http/cursor.ts';

type ListCall = Call<Operation>;

const callOf = (more: { tenant?: string; operation?: string; id?: string; query?: object } = {}): ListCall =>
  ({
    caller: { tenant: more.tenant ?? 'acme', clientId: 'c', scopes: new Set() },
    operation: { operationId: more.operation ?? 'listEntries' },
    params: { id: more.id ?? 'acc_a' },
    query: more.query ?? { order: 'asc' },
  }) as unknown as ListCall;

const made = () => cursors(async () => new Uint8Array(32).fill(7));
const slugOf = async (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    () => 'accepted',
    (error: unknown) => (error instanceof Refusal ? error.problem.slug : String(error)),
  );

describe('a cursor', () => {
  test('gives the position back, whatever text it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 200 }), async (position) => {
        const list = made();
        expect(await list.read(callOf(), await list.sign(callOf(), position))).toBe(position);
      }),
    );
  });

  test('is not asked for on a first page', async () => {
    expect(await made().read(callOf(), undefined)).toBeUndefined();
  });

  test('goes on with another page size, but not for another tenant, list, object or filter', async () => {
    const list = made();
    const cursor = await list.sign(callOf({ query: { order: 'asc', limit: '5' } }), 'E#7');
    expect(await list.read(callOf({ query: { order: 'asc', limit: '9', cursor } }), cursor)).toBe('E#7');
    for (const other of [
      { tenant: 'globex' },
      { operation: 'listAccounts' },
      { id: 'acc_b' },
      { query: { order: 'desc' } },
      { query: {} },
    ]) {
      expect(await slugOf(list.read(callOf(other), cursor))).toBe('cursor-invalid');
    }
  });

  test('with any bit flipped, cut, lengthened or written in another way is refused', async () => {
    const list = made();
    const cursor = await list.sign(callOf(), 'E#0000000000007');
    const bytes = Buffer.from(cursor, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(await slugOf(list.read(callOf(), flipped.toString('base64url')))).toBe('cursor-invalid');
    }
    for (const bad of ['', 'A', cursor.slice(0, 12), `${cursor}A`, `${cursor}=`, `${cursor} `, 'A'.repeat(100_000)]) {
      expect(await slugOf(list.read(callOf(), bad))).toBe('cursor-invalid');
    }
  });

  test('of another key is refused', async () => {
    const other = cursors(async () => new Uint8Array(32).fill(8));
    expect(await slugOf(other.read(callOf(), await made().sign(callOf(), 'x')))).toBe('cursor-invalid');
  });

  test('asks KMS for its key once, when it is first needed, and again after a failure', async () => {
    let asked = 0;
    const kms: JsonService = async (operation, input, output) => {
      asked += 1;
      if (asked === 1) throw new Error('away');
      const Message = Buffer.from('folio cursor key v1').toString('base64');
      expect([operation, input]).toEqual(['GenerateMac', { KeyId: 'key', Message, MacAlgorithm: 'HMAC_SHA_256' }]);
      return output.parse({ Mac: Buffer.alloc(32).toString('base64') }) as never;
    };
    const list = cursors(kmsCursorKey(kms, 'key'));
    expect(asked).toBe(0);
    await expect(list.sign(callOf(), 'x')).rejects.toThrow('away');
    const cursor = await list.sign(callOf(), 'x');
    await list.read(callOf(), cursor);
    expect(asked).toBe(2);
  });
});
