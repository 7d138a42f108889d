import { describe, expect, test } from '@jest/globals';
import { CommandFailure } from '../../../bin/client/problem-error.ts';
import { explain } from '../../../bin/release/print/explain.ts';
import { AwsRefusal } from '../../../functions/kernel/aws/aws-call.ts';

const coded = (code: string): Error => Object.assign(new AggregateError([], ''), { code });

describe('what keeps a command from AWS', () => {
  test.each([
    ['a name that nobody knows', new TypeError('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND x') })],
    ['a refused connection', Object.assign(new Error('connect ECONNREFUSED ::1:1'), { code: 'ECONNREFUSED' })],
    ['a refused connection at each of several addresses', coded('ECONNREFUSED')],
    ['an address that fetch does not call', new TypeError('fetch failed', { cause: new Error('bad port') })],
    ['an answer that does not come', Object.assign(new Error('aborted'), { name: 'TimeoutError' })],
    ['a refusal', new AwsRefusal('AccessDeniedException', 'codedeploy ListDeployments: not authorized')],
    ['a refusal of the SDK', Object.assign(new Error('no'), { name: 'Denied', $metadata: {} })],
  ])('is one line for its user: %s', (_, error) => {
    const told = explain(error);
    expect(told).toBeInstanceOf(CommandFailure);
    expect(told).toMatchObject({
      message: expect.stringMatching(/^AWS (refused: \w+: \w|is not reached: \w).*[^.]\.?$/),
    });
  });

  test('is not what an error of ours is taken for', () => {
    const defect = new TypeError('undefined is not a function');
    expect(explain(defect)).toBe(defect);
  });
});
