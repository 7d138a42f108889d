import { describe, expect, test } from '@jest/globals';
import { present } from '../../../functions/kernel/core/assert.ts';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import { parseCivilDate } from '../../../functions/kernel/values/civil-date.ts';
import { written } from '../../../functions/statements/handlers/api/written.ts';
import { StatementGathering } from '../../../functions/statements/model/statement/account-statement.ts';

const DAY = present(parseCivilDate('2026-11-30'), 'a day');
const AT = '2026-11-30T12:00:00Z';

const statementOf = (lines: number, description: string) => {
  const wanted = { account: 'acc', currency: 'EUR', basis: 'effective', from: DAY, to: DAY } as const;
  const gathering = new StatementGathering(wanted, lines);
  for (let version = 1; version <= lines; version += 1) {
    const transactionId = `txn_${String(version).padStart(26, '0')}`;
    const entry = { version, transactionId, amount: 1n, bookedOn: DAY, effectiveOn: DAY, description };
    gathering.add(version, entry);
  }
  return gathering.statement(lines);
};

test('a statement takes as many lines as it may have, and says no at the one behind', () => {
  const wanted = { account: 'acc', currency: 'EUR', basis: 'effective', from: DAY, to: DAY } as const;
  const gathering = new StatementGathering(wanted, 2);
  const entry = { transactionId: 'txn_1', amount: 1n, bookedOn: DAY, effectiveOn: DAY, description: undefined };
  expect([1, 2, 3].map((version) => gathering.add(version, { ...entry, version }))).toEqual([true, true, false]);
});

describe('a statement as an answer', () => {
  test.each(['json', 'csv', 'html', 'text', 'mt940', 'camt.053', 'ofx'] as const)(
    'has room with 10,000 short lines as %s',
    (format) => {
      const { status, body } = written(statementOf(10_000, 'Invoice'), format, AT);
      expect(status).toBe(200);
      expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(5_000_000);
    },
  );

  test('that is longer than Lambda lets an answer be is refused, not cut and not failed', () => {
    const long = statementOf(10_000, 'x'.repeat(500));
    const refused = (() => {
      try {
        return written(long, 'json', AT);
      } catch (error) {
        return error;
      }
    })();
    expect(refused).toBeInstanceOf(Refusal);
    expect(refused).toMatchObject({ problem: { slug: 'statement-too-long' } });
  });
});
