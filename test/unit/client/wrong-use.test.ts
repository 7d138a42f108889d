import { afterAll, describe, expect, test } from '@jest/globals';
import { CommandLine, wordsOf } from '../../support/command-line.ts';
import { WRONG } from './wrong-lines.ts';

const folio = new CommandLine();
afterAll(() => folio.end());

describe('wrong use', () => {
  test('is code 2, told in words, with nothing done, for every command', async () => {
    const answers: unknown[] = [];
    for (const args of WRONG) {
      const { code, stdout, stderr } = await folio.run(wordsOf(args));
      answers.push([args, code, stdout, stderr !== '' && !/^\s+at |not foreseen/m.test(stderr)]);
    }
    expect(answers).toEqual(WRONG.map((args) => [args, 2, '', true]));
  }, 60_000);

  test.each([
    'release frob --help',
    'token --client id',
    'dlq discard x',
    'dlq redrive',
    'events tail --type nosuch',
    'export --format csv',
    'payments list --limit ten',
  ])('is one document for a program that asks for one: folio %s --json', async (args) => {
    const { code, stdout } = await folio.run([...wordsOf(args), '--json']);
    expect([code, JSON.parse(stdout)]).toEqual([2, { error: { message: expect.any(String) } }]);
  });
});

describe('a question about the command line itself', () => {
  test.each([
    '--version',
    '--help',
    '--help --data x',
    'help',
    'release --help',
    'release help',
    'import --help',
    'dlq discard --help',
  ])('is no mistake: folio %s', async (args) => {
    const { code, stdout, stderr } = await folio.run(wordsOf(args));
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(args === '--version' ? /^folio \d+\.\d+\.\d+\n$/ : /Usage: folio/);
  });
});
