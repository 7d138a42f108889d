import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import { fingerprint, receiptId, replay } from '../../../functions/kernel/idempotency/receipt.ts';
import { canonicalJson } from '../../../functions/kernel/values/canonical-json.ts';
import { derivedId, idPattern, ulid } from '../../../functions/kernel/values/ids.ts';
import { clockOf } from '../../support/clock.ts';
import { runs } from '../../support/runs.ts';

describe('receipts', () => {
  test('an id is the same for ever for the same tenant, operation and key', () => {
    expect(receiptId('acme', 'createTransaction', 'k-1')).toBe('SJVNZSG6DY58TAPAP7Y6GJAFP4');
  });

  test('no two lists of parts share an id, wherever the borders between the parts fall', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 4 }), fc.array(fc.string(), { maxLength: 4 }), (a, b) => {
        expect(derivedId('', ...a) === derivedId('', ...b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      { numRuns: runs(2000) },
    );
    expect(derivedId('', 'ab', 'c')).not.toBe(derivedId('', 'a', 'bc'));
  });

  test('ids have their prefix and 26 characters of Crockford base32', () => {
    const clock = clockOf(() => 1_763_800_000_000);
    const random = { bytes: (n: number) => new Uint8Array(n).fill(255), fraction: () => 0.5 };
    expect(ulid('acc_', clock, random)).toMatch(idPattern('acc_'));
    expect(derivedId('txn_', 'x')).toMatch(idPattern('txn_'));
    const later = { ...clock, now: () => 1_763_800_000_001 };
    expect(ulid('', later, { ...random, bytes: (n) => new Uint8Array(n) }) > ulid('', clock, random)).toBe(true);
  });

  test('the fingerprint sees every value and no order of keys', () => {
    expect(fingerprint('op', {}, { a: '1', b: ['x', { c: null }] })).toBe(
      fingerprint('op', {}, { b: ['x', { c: null }], a: '1' }),
    );
    expect(fingerprint('op', {}, { a: '1' })).not.toBe(fingerprint('op', {}, { a: '2' }));
    expect(fingerprint('op', { id: 'a' }, {})).not.toBe(fingerprint('op', { id: 'b' }, {}));
    expect(fingerprint('op', {}, { a: '1' })).not.toBe(fingerprint('op', {}, { A: '1' }));
  });

  test('the canonical text sees __proto__ and keys that differ only by case', () => {
    const proto: Record<string, unknown> = Object.create(null);
    Object.defineProperty(proto, '__proto__', { value: '1', enumerable: true });
    expect(canonicalJson(proto)).toBe('{"__proto__":"1"}');
    expect(canonicalJson({ a: 1, A: 2 })).toBe('{"A":2,"a":1}');
  });

  test('a repeat gets the stored answer, another request idempotency-key-reused', () => {
    const receipt = { fingerprint: 'f', status: 201, body: '{"id":"x"}' };
    expect(replay(receipt, 'f')).toEqual({
      status: 201,
      body: '{"id":"x"}',
      headers: { 'idempotency-replayed': 'true' },
    });
    expect(() => replay(receipt, 'g')).toThrow(Refusal);
  });
});
