import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { deployed } from '../support/folio.ts';

const { byType } = deployed();
const text = readFileSync(join(import.meta.dirname, '../../../docs/COST.md'), 'utf8');

/** AWS' list prices in us-east-1, in cents a month. */
const CENTS = { alarm: 10, key: 100 } as const;

/** Whatever is named in the table of what runs while nobody calls: how many there are, and dollars a month. */
const rowOf = (name: string): { readonly count: number; readonly cents: number } => {
  const [, count, dollars] =
    new RegExp(`^\\| ${name}[^|]*\\| (\\d+)[^|]*\\| (\\d+\\.\\d\\d) \\|$`, 'm').exec(text) ?? [];
  return { count: Number(count), cents: Math.round(Number(dollars) * 100) };
};

describe('the cost of a stage that nobody calls', () => {
  test.each([
    ['alarms of CloudWatch', 'AWS::CloudWatch::Alarm', CENTS.alarm],
    ['keys of KMS', 'AWS::KMS::Key', CENTS.key],
  ])('is told of as many %s as there are', (name, type, cents) => {
    // Those on a version are there while it bakes, and as long as it is the newest.
    const count = byType(type).length;
    expect(rowOf(name)).toEqual({ count, cents: count * cents });
  });
});
