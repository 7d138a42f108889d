import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { deployed } from '../support/folio.ts';
import { idleCost, totalOf } from '../support/idle-cost.ts';
import { THROWN_AWAY } from '../support/thrown-away.ts';

const text = readFileSync(join(import.meta.dirname, '../../../docs/COST.md'), 'utf8');
const main = idleCost(deployed());
const thrownAway = idleCost(deployed(THROWN_AWAY));

describe('the cost of a stage that nobody calls', () => {
  test('is told as the templates have it, line by line', () => {
    const cents = (dollars: number): string => dollars.toFixed(2);
    const lines = main.map(({ what, many, dollars }, index) => {
      const other = thrownAway[index];
      return `| ${what} | ${many} | ${cents(dollars)} | ${other?.many} | ${cents(other?.dollars ?? 0)} |`;
    });
    const total = `| **in all** | | **${cents(totalOf(main))}** | | **${cents(totalOf(thrownAway))}** |`;
    for (const line of [...lines, total]) expect(text).toContain(line);
  });

  test('is under two dollars a month where the stage is to be thrown away', () => {
    expect(totalOf(thrownAway)).toBeLessThan(2);
  });
});
