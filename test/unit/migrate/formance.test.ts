import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { runs } from '../../support/runs.ts';
import { isProved, migrated, refusalOf, sample, sumsOf } from './migrated.ts';

const LOG = sample('formance/export.ndjson');
const VOLUMES = sample('formance/volumes.json');
const lines = LOG.trimEnd().split('\n');

describe('a log that Formance exports', () => {
  test('is booked with the volumes that its commits left, assets of different precision in one balance', () => {
    const found = migrated('formance', LOG);
    expect(isProved(found)).toBe(true);
    expect(Object.fromEntries(sumsOf(found))).toMatchObject({
      'users:001:main': -92_834n, // 923.34 of USD/2 and 5 of USD
      'users:003-x_y': -12_345n, // 1234500 of USD/4
      'jpy:pool': -1_000n,
      'credit:line': 7_000n,
      world: 112_845n,
    });
    expect(isProved(migrated('formance', LOG, { balances: VOLUMES }))).toBe(true);
    const off = migrated('formance', LOG, { balances: VOLUMES.replace('"input":125,', '"input":126,') });
    expect(off.rows.filter(({ is }) => is === 'differs').map(({ account }) => account)).toEqual(['fees']);
  });

  test('keeps references, times, metadata and overdrafts, and names what has no equal by its record', () => {
    const { migration } = migrated('formance', LOG);
    const [first] = migration.journal.transactions;
    expect(first).toMatchObject({
      key: 'migrate:formance:1',
      body: { reference: 'deposit-1', effectiveAt: '2026-01-01T10:00:00.123456Z', metadata: { channel: 'wire' } },
    });
    const bodies = new Map(migration.journal.accounts.map(({ body }) => [body.id, body]));
    expect(bodies.get('users:001:main')).toMatchObject({ metadata: { tier: 'gold' }, overdraft: 'none' });
    expect(bodies.get('users:002:main')?.metadata).toEqual({ tier: 'silver' });
    expect(bodies.get('credit:line')).toMatchObject({ overdraft: 'unlimited' });
    expect(bodies.get('world')).toMatchObject({ overdraft: 'unlimited' });
    const told = migration.unequal.map(({ place, what }) => `${place} ${what}`);
    expect(told).toEqual(
      expect.arrayContaining([
        '3 asset',
        '7 revert',
        '10 later metadata of a transaction',
        '12 moves nothing',
        '5 overdraft',
      ]),
    );
  });

  test('says what an asset means by --currency, of any length', () => {
    const coin = { COIN: { code: 'KWD', scale: 27 } };
    const { migration } = migrated('formance', LOG.replaceAll('469231731687303715884105727', `469${'0'.repeat(24)}`), {
      currencies: coin,
    });
    expect(migration.balances.of('world', 'KWD', 'posted')).toBe(170_141_183_460_469n);
  });

  test('is refused where it is cut, mixed, edited or of another version', () => {
    const refusal = (text: string) => refusalOf('formance', text);
    expect(refusal(LOG.slice(0, 3_000))).toMatch(/^Record \d+: it begins on line \d+ and is no whole JSON/);
    expect(refusal(lines.slice(1).join('\n'))).toMatch(/^Record 1: it is log 2/);
    expect(refusal(lines.filter((_, index) => index !== 3).join('\n'))).toMatch(/^Record 4: it is log 5, and log 4/);
    expect(refusal(LOG + LOG)).toMatch(/^Record 13: it is log 1/);
    expect(refusal(LOG.replace('"amount":9875', '"amount":9876'))).toMatch(
      /^Record 2: it states .* the export is cut or edited/,
    );
    expect(refusal(LOG.replace('"type":"NEW_TRANSACTION"', '"type":"MINTED"'))).toMatch(/^Record 1: it is not a line/);
    expect(refusal(LOG.replace('"reference"', '"newField":1,"reference"'))).toMatch(
      /^Record 1: .*newField is no field/,
    );
    expect(refusal(LOG.replace('"amount":1234500', '"amount":1234501').replaceAll('1234500', '1234501'))).toMatch(
      /^Record 4: 1234501 USD\/4 .* is finer/,
    );
  });

  test('of before 2.1, which states no volumes, is proved by GET /volumes alone', () => {
    const old = lines
      .map((line) => {
        const one = JSON.parse(line, (key, value) => (/^(?:pre|post)Commit/.test(key) ? undefined : value));
        return JSON.stringify(one);
      })
      // What JavaScript made of the large amount is not what was written.
      .map((line) => line.replaceAll('1.7014118346046923e+38', '170141183460469231731687303715884105727'))
      .join('\n');
    expect(isProved(migrated('formance', old))).toBe(false);
    expect(isProved(migrated('formance', old, { balances: VOLUMES }))).toBe(true);
    const cut = old.split('\n').slice(0, -2).join('\n');
    expect(isProved(migrated('formance', cut, { balances: VOLUMES }))).toBe(false);
  });
});

test('any postings in assets of any precision come to what integers say', () => {
  const account = fc.constantFrom('world', 'a', 'a:b', 'c-1');
  const posting = fc.record({
    source: account,
    destination: account,
    amount: fc.bigInt({ min: 0n, max: 10n ** 14n }),
    precision: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(
      fc.array(fc.array(posting, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 10 }),
      (made) => {
        const text = made
          .map((postings, index) => {
            const told = postings.map(({ precision, amount, ...rest }) => ({
              ...rest,
              amount: `#${amount}#`,
              asset: `KWD/${precision}`,
            }));
            const transaction = { postings: told, metadata: {}, timestamp: '2026-01-01T00:00:00Z', id: index };
            return JSON.stringify({ type: 'NEW_TRANSACTION', data: { transaction }, date: '', id: index });
          })
          .join('\n')
          .replaceAll(/"#(\d+)#"/g, '$1');
        const found = migrated('formance', text);
        const sums = new Map<string, bigint>();
        const add = (name: string, minor: bigint) => sums.set(name, (sums.get(name) ?? 0n) + minor);
        for (const { source, destination, amount, precision } of made.flat()) {
          const minor = amount * 10n ** BigInt(3 - precision);
          add(source, minor);
          add(destination, -minor);
        }
        expect(found.migration.unbookable).toEqual([]);
        for (const [name, minor] of sums) expect([name, sumsOf(found).get(name) ?? 0n]).toEqual([name, minor]);
      },
    ),
    { numRuns: runs(100) },
  );
});
