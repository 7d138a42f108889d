import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { journalWorld, NOW } from '../store/statements/journal-world.ts';
import { clientOf, onEachEngine } from '../support/on-each-engine.ts';
import { hasProgram, makersPython, python } from './python.ts';

const run = promisify(execFile);
const CURRENCIES = ['EUR', 'JPY', 'KWD', 'CLF'] as const;
const MADE = 1_600;
let interpreter: string | undefined;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'folio-journal-'));
  interpreter = await makersPython();
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

await onEachEngine((engine) => {
  const client = clientOf(engine);

  describe('pieces of a journal behind each other', () => {
    /** Currencies with 0 to 4 decimals, ids of every kind, a new system account that is not known yet; too much for one piece. */
    const whole = async (format: 'beancount' | 'hledger'): Promise<string> => {
      const world = await journalWorld(client);
      for (const currency of CURRENCIES) {
        world.books.open(`acc_${currency}.a:b`, currency, 'credit');
        world.books.open(`vault-${currency}`, currency, 'debit');
      }
      for (let index = 0; index < MADE; index += 1) {
        const currency = CURRENCIES[index % CURRENCIES.length] ?? 'EUR';
        const from = index < 8 ? '@fresh' : index % 5 === 0 ? '@fees' : `vault-${currency}`;
        const description = 'a "b" \\ c ; d\n(e) * f';
        world.books.move({
          ...{ from, to: `acc_${currency}.a:b`, amount: 1_000 + index, currency, description },
          at: NOW - 5_000_000 + index * 3_000,
          ...(index % 9 === 0 ? { effectiveAt: '2024-02-29T23:59:59.999Z' } : {}),
        });
      }
      for (const currency of CURRENCIES)
        for (const id of [`acc_${currency}.a:b`, `vault-${currency}`, '@fees']) await world.tell(id, currency);
      const pieces = await world.pieces({ format });
      expect(pieces.length).toBeGreaterThan(1);
      return pieces.join('');
    };
    const write = async (name: string, text: string): Promise<string> => {
      const file = join(folder, name);
      await writeFile(file, text);
      return file;
    };
    const off = (text: string, balance: RegExp): string =>
      text.replace(balance, (_, before: string, digit: string) => `${before}${(Number(digit) + 1) % 10}`);

    test('are one file that beancount checks, and finds wrong where a balance is off by one minor unit', async () => {
      if (interpreter === undefined) return;
      const text = await whole('beancount');
      const script = `
import json, sys
from beancount import loader
entries, errors, _ = loader.load_file(sys.argv[1])
kinds = [type(e).__name__ for e in entries]
print(json.dumps([kinds.count('Transaction'), kinds.count('Balance'), len(errors)]))`;
      const balances = 2 * CURRENCIES.length;
      expect(await python(interpreter, script, await write('all.beancount', text))).toEqual([MADE, balances, 0]);
      const wrong = off(text, /( balance \S+ {2}-?[\d.]*)(\d)(?= ~)/);
      expect(wrong).not.toBe(text);
      expect(await python(interpreter, script, await write('off.beancount', wrong))).toEqual([MADE, balances, 1]);
    }, 120_000);

    test('are one file that hledger checks, and finds wrong where a balance is off by one minor unit', async () => {
      if (!hasProgram('hledger')) return void process.stderr.write('hledger is not tried: it is not installed.\n');
      const text = await whole('hledger');
      const good = await write('all.journal', text);
      await run('hledger', ['-f', good, 'check']);
      const { stdout } = await run('hledger', ['-f', good, 'stats']);
      expect(stdout).toMatch(new RegExp(`Transactions *: ${MADE + 1} `));
      const wrong = await write('off.journal', off(text, /( 0 KWD = -?[\d.]*)(\d)(?= )/));
      await expect(run('hledger', ['-f', wrong, 'check'])).rejects.toThrow('balance assertion');
    }, 120_000);
  });
});
