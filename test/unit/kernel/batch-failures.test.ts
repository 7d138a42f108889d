import { describe, expect, test } from '@jest/globals';
import { BatchFailures } from '../../../functions/kernel/triggers/batch-failures.ts';

const failing = (error: unknown) => async (): Promise<string> => {
  throw error;
};

describe('the failures of a batch', () => {
  test('are none where everything was done, without a reason or a poison record', async () => {
    const failures = new BatchFailures();
    expect(await failures.attempt([1, 2], 'otherwise', async () => 'done')).toBe('done');
    expect(failures.unhandled).toEqual({ indexes: new Set(), reason: undefined, poison: undefined, cause: undefined });
  });

  test('hold the places of every part that failed, and the cause of the first', async () => {
    const failures = new BatchFailures();
    const first = new RangeError('quotes a record');
    expect(await failures.attempt([4, 2], 'otherwise', failing(first))).toBe('otherwise');
    await failures.attempt([2, 7], undefined, failing(new TypeError('later')));
    failures.add([9], undefined);
    expect(failures.unhandled).toEqual({
      indexes: new Set([4, 2, 7, 9]),
      reason: 'RangeError',
      poison: undefined,
      cause: first,
    });
  });

  test('name no reason for what is thrown and is no error: it may be anything', async () => {
    const failures = new BatchFailures();
    await failures.attempt([0], undefined, failing('secret'));
    expect(failures.unhandled).toMatchObject({ indexes: new Set([0]), reason: undefined });
  });

  test('leave out what can never be read, the first of which is poison', () => {
    const failures = new BatchFailures();
    const read = ({ index }: { readonly index: number }) => {
      if (index % 2 === 1) throw new SyntaxError(`no ${index}`);
      return index * 10;
    };
    expect(failures.read([{ index: 0 }, { index: 1 }, { index: 2 }, { index: 3 }], read)).toEqual([0, 20]);
    expect(failures.unhandled).toMatchObject({ indexes: new Set([1, 3]), reason: 'SyntaxError', poison: 1 });
  });

  test('show their places as they are at that moment: what is added later does not change an answer', () => {
    const failures = new BatchFailures();
    failures.add([1], new Error('x'));
    const { indexes } = failures;
    failures.add([2], new Error('y'));
    expect([indexes, failures.indexes, failures.cause]).toEqual([new Set([1]), new Set([1, 2]), new Error('x')]);
  });
});
