import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import { isProved, migrated, sample } from '../unit/migrate/migrated.ts';
import { hasProgram, makersPython, python } from './python.ts';

const run = promisify(execFile);
const EXPORTS = 'test/contract/exports';
let interpreter: string | undefined;

beforeAll(async () => {
  interpreter = await makersPython();
}, 300_000);

test('beancount prints and computes today what was frozen, and both come to the same transactions here', async () => {
  if (interpreter === undefined) return;
  const script = `
import io, json, sys
from collections import defaultdict
from beancount import loader
from beancount.parser import printer
entries, errors, options = loader.load_file(sys.argv[1])
out = io.StringIO()
printer.print_entries(entries, file=out) # with the ledger's display context it rounds: 10.50 EUR becomes 10 EUR
sums = defaultdict(int)
for e in entries:
    if type(e).__name__ == 'Transaction':
        for p in e.postings: sums[(p.account, p.units.currency)] += p.units.number
print(json.dumps([len(errors), out.getvalue(), [[a, c, str(n)] for (a, c), n in sums.items()]]))`;
  const [errors, printed, sums] = (await python(interpreter, script, `${EXPORTS}/beancount/books.beancount`)) as [
    number,
    string,
    readonly (readonly string[])[],
  ];
  expect(errors).toBe(0);
  const balances = ['account,currency,number', ...sums.map((row) => row.join(','))].join('\n');
  const now = migrated('beancount', printed, { balances });
  expect(isProved(now)).toBe(true);
  const bodies = ({ migration }: typeof now) => migration.journal.transactions.map(({ key, body }) => ({ key, body }));
  expect(bodies(now)).toEqual(bodies(migrated('beancount', sample('beancount/printed.beancount'))));
});

test('hledger prints and computes what comes to the frozen transactions here', async () => {
  if (!hasProgram('hledger')) return void process.stderr.write('hledger is not tried: it is not installed.\n');
  const hledger = async (...args: readonly string[]) =>
    (await run('hledger', ['-f', `${EXPORTS}/hledger/books.journal`, ...args])).stdout;
  const currencies = { $: { code: 'USD', scale: 2 } } as const;
  const balances = await hledger('balance', '-O', 'json', '--flat', '-N', '-E');
  const now = migrated('hledger', await hledger('print', '-x', '-O', 'json'), { balances, currencies });
  expect(isProved(now)).toBe(true);
  const frozen = migrated('hledger', sample('hledger/print.json'), { currencies });
  expect(now.migration.journal.transactions).toEqual(frozen.migration.journal.transactions);
});
