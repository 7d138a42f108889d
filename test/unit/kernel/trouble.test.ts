import { describe, expect, test } from '@jest/globals';
import { isThrottled, meaningOf, troubleOf } from '../../../functions/kernel/aws/trouble.ts';

const reasons = (...codes: readonly string[]) => codes.map((Code) => ({ Code }));

describe('a cancelled transaction', () => {
  test('is about a condition as soon as one failed, whatever else was in the way', () => {
    expect(meaningOf(reasons('TransactionConflict', 'ConditionalCheckFailed'))).toBe('condition');
  });

  test('passes when nothing but conflicts and throttling was in the way', () => {
    expect(meaningOf(reasons('None', 'TransactionConflict'))).toBe('passing');
    expect(meaningOf(reasons('ThrottlingError'))).toBe('passing');
  });

  test('is a defect otherwise', () => {
    expect(meaningOf(reasons('None', 'ValidationError'))).toBe('broken');
    expect(meaningOf([])).toBe('broken');
  });
});

describe('a throttle', () => {
  test.each([
    ['by its name', { name: 'ThrottlingException' }, true],
    ['of a table', { name: 'ProvisionedThroughputExceededException' }, true],
    [
      'in a transaction',
      { name: 'TransactionCanceledException', CancellationReasons: reasons('None', 'ThrottlingError') },
      true,
    ],
    [
      'beside a conflict is none',
      { name: 'TransactionCanceledException', CancellationReasons: reasons('TransactionConflict') },
      false,
    ],
    ['is no silence', { name: 'TimeoutError' }, false],
    ['is no defect', { name: 'TypeError' }, false],
  ])('%s', (_name, error, expected) => {
    expect(isThrottled(Object.assign(new Error(), error))).toBe(expected);
  });
});

describe('trouble', () => {
  test('is found by name, by fault and by code of the network, and not elsewhere', () => {
    expect(troubleOf(Object.assign(new Error(), { name: 'TransactionConflictException' }))).toBe('conflict');
    expect(troubleOf(Object.assign(new Error(), { code: 'EPIPE' }))).toBe('unavailable');
    expect(troubleOf(Object.assign(new Error(), { $fault: 'server' }))).toBe('unavailable');
    expect(troubleOf(Object.assign(new Error(), { $fault: 'client' }))).toBeUndefined();
    expect(troubleOf('ThrottlingException')).toBeUndefined();
  });
});
