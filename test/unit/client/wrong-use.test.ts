import { afterAll, describe, expect, test } from '@jest/globals';
import { CommandLine, wordsOf } from '../../support/command-line.ts';

const folio = new CommandLine();
afterAll(() => folio.end());

/** For each command what it must be told and was not, what it cannot be told, and values that say nothing. */
const WRONG: readonly string[] = [
  '',
  'nothing',
  'nothing --help',
  '--nothing',
  'start extra',
  'start --port',
  'start --port ""',
  'start --port 65536',
  'start --port -1',
  'start --data ""',
  'start --nothing',
  'demo extra',
  'demo --data ""',
  'token extra',
  'token --scope ""',
  'token --client id',
  'token --secret s',
  'token --url https://x.example',
  'token --url x --client a --secret b',
  'token --url "" --client a --secret b',
  'token --tenant ""',
  'token --tenant acme --client a --secret b',
  'import',
  'import ""',
  'import a b',
  'import a --format xml',
  'import a --nothing',
  'catalog',
  'catalog frob',
  'catalog build extra',
  'catalog build --assembly ""',
  'catalog show a b',
  'catalog diff',
  'catalog diff ""',
  'catalog impact',
  'catalog check extra',
  'catalog score a b',
  'catalog export',
  'catalog export frob',
  'catalog export backstage --of ledger',
  'pay',
  'pay --from a --amount 1 --currency USD',
  'pay --from a --to b --rail book --amount 1 --currency USD',
  'pay --from a --rail sandbox --amount 1 --currency USD',
  'pay --from a --to b --amount 1 --currency USD --key "a b"',
  "pay --from a --to b --amount 1 --currency USD --key $'a\\nb'",
  'pay --from "" --to b --amount 1 --currency USD',
  'payments',
  'payments show',
  'payments list extra',
  'payments resolve pay_1',
  'payments resolve pay_1 --outcome perhaps',
  'payments resolve pay_1 --outcome failed --key ""',
  'deploy extra',
  'deploy --target mars',
  'deploy --canary 0',
  'deploy --canary 101',
  'deploy --canary ten',
  'deploy --bake 1',
  'deploy --bake 25h',
  'release',
  'release frob',
  'release frob --help',
  'release status a b',
  'release status --target mars',
  'release history',
  'release clean',
  'release clean ledger/api',
  'release rollback',
  'release rollback ledger',
  'release rollback ledger --reason ""',
  'release resume ledger --give-up',
  'release unpin ledger',
  'release rollback ledger --incident ""',
  'release rollback Ledger --reason x',
  'release rollback ledger --reason x --to abc',
  'release rollback ledger --reason x --to 0',
  'release status ledger/api',
  'release status a/b/c',
  'release history ledger/api',
  'release status --stage ""',
  'release status --stage Dev --target aws',
  'dlq list --stage a-b --target aws',
  'client --tenant ""',
  'client extra',
  'clock',
  'clock advance',
  'clock advance 0s',
  'clock advance 1x',
  'clock show extra',
  'deploy --canary 5 --target aws',
  'deploy --bake 5m --target aws',
  'deploy --stage dev',
  'deploy --target aws --stage Dev',
  'release resume',
  'release unpin',
  'release unpin ledger --reason " "',
  'logs a/b/c',
  'logs ledger extra',
  'logs --lines 0',
  'logs --lines many',
  'logs --request "a b"',
  'logs --stage ""',
  'alarms extra',
  'alarms --target mars',
  'events',
  'events tails',
  'events tail extra',
  'events tail --type nosuch',
  'events tail --type ledger.TransactionPostd',
  'events tail --type ""',
  'dlq',
  'dlq retry',
  'dlq retry --help',
  'dlq list extra',
  'dlq list --limit 0',
  'dlq list --limit 1.5',
  'dlq list --queue ""',
  'dlq show',
  'dlq redrive',
  'dlq redrive x --all',
  'dlq discard',
  'dlq discard x',
  'dlq discard x --reason ""',
  'dlq discard --reason why',
  'bench extra',
  'bench --seconds 0',
  'bench --seconds many',
  'bench --only ""',
  'bench --only nosuch',
  'bench --drills 0',
  'bench --drills 1.5',
];

describe('wrong use', () => {
  test('is code 2, told in words, with nothing done, for every command', async () => {
    const answers: unknown[] = [];
    for (const args of WRONG) {
      const { code, stdout, stderr } = await folio.run(wordsOf(args));
      answers.push([args, code, stdout, stderr !== '' && !/^\s+at |not foreseen/m.test(stderr)]);
    }
    expect(answers).toEqual(WRONG.map((args) => [args, 2, '', true]));
  }, 60_000);

  test.each(['release frob --help', 'token --client id', 'dlq discard x', 'events tail --type nosuch'])(
    'is one document for a program that asks for one: folio %s --json',
    async (args) => {
      const { code, stdout } = await folio.run([...wordsOf(args), '--json']);
      expect([code, JSON.parse(stdout)]).toEqual([2, { error: { message: expect.any(String) } }]);
    },
  );
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
