import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';

const folio = (...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/folio.ts', ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
};

describe('the command line', () => {
  test.each([
    [['nothing'], /unknown command 'nothing'/],
    [['release', 'status', '--nothing'], /unknown option '--nothing'/],
  ])(
    'wrong use (%j) is code 2 with a line for a person, and one document for a program that asks for it',
    (args, line) => {
      const plain = folio(...args);
      expect(plain).toMatchObject({ status: 2, stdout: '', stderr: expect.stringMatching(line) });
      const asked = folio(...args, '--json');
      expect(asked).toMatchObject({ status: 2, stderr: expect.stringMatching(line) });
      expect(JSON.parse(asked.stdout)).toEqual({ error: { message: expect.stringMatching(line) } });
    },
  );

  test('a help that was asked for is no mistake', () => {
    expect(folio('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('bench') });
  });
});
