import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { achText } from '../../../functions/payments/rails/ach/format/ach-text.ts';
import { sepaText } from '../../../functions/payments/rails/sepa/format/sepa-text.ts';

/** The texts of a cell, one after the other: each stands between backticks. */
const textsOf = (cell = ''): readonly string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, text]) => String(text));

const rows = readFileSync('docs/guide/bank-files.md', 'utf8')
  .split('\n')
  .map((line) => line.split(' | '))
  .filter((cells) => cells.length === 3)
  .map(([sent, sepa, ach = '']) => ({
    sent: textsOf(sent),
    sepa: textsOf(sepa),
    ach: ach.includes('the same') ? textsOf(sepa) : textsOf(ach),
  }))
  .filter(({ sent, sepa }) => sent.length > 0 && sepa.length > 0);

describe('the guide’s page of bank files', () => {
  test('says of each name what the files have', () => {
    expect(rows.flatMap(({ sent }) => sent).length).toBeGreaterThanOrEqual(8);
    for (const { sent, sepa, ach } of rows) {
      expect(sent.map((text) => sepaText(text, 140))).toMatchObject(sepa.map((text) => ({ kind: 'carried', text })));
      expect(sent.map((text) => achText(text, 80))).toMatchObject(ach.map((text) => ({ kind: 'carried', text })));
    }
  });
});
