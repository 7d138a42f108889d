import { describe, expect, test } from '@jest/globals';
import {
  classifyAwsError,
  classifyCancellation,
  isThrottled,
} from '../../../functions/kernel/aws/classify-aws-error.ts';

const reasons = (...codes: readonly string[]) => codes.map((Code) => ({ Code }));

describe('a cancelled transaction', () => {
  test('is about a condition as soon as one failed, whatever else was in the way', () => {
    expect(classifyCancellation(reasons('TransactionConflict', 'ConditionalCheckFailed'))).toBe('condition');
  });

  test('passes when nothing but conflicts and throttling was in the way', () => {
    expect(classifyCancellation(reasons('None', 'TransactionConflict'))).toBe('passing');
    expect(classifyCancellation(reasons('ThrottlingError'))).toBe('passing');
  });

  test('is a defect otherwise', () => {
    expect(classifyCancellation(reasons('None', 'ValidationError'))).toBe('broken');
    expect(classifyCancellation([])).toBe('broken');
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
    expect(classifyAwsError(Object.assign(new Error(), { name: 'TransactionConflictException' }))).toBe('conflict');
    expect(classifyAwsError(Object.assign(new Error(), { code: 'EPIPE' }))).toBe('unavailable');
    expect(classifyAwsError(Object.assign(new Error(), { $fault: 'server' }))).toBe('unavailable');
    expect(classifyAwsError(Object.assign(new Error(), { $fault: 'client' }))).toBeUndefined();
    expect(classifyAwsError('ThrottlingException')).toBeUndefined();
  });
});
