import { describe, expect, test } from '@jest/globals';
import { FileTaking, joined } from '../../../functions/statements/model/reconciliation/bank-statements.ts';
import { camt, detail, entry, statement } from '../kernel/formats/camt-files.ts';
import { partsOf } from '../kernel/formats/read.ts';

const taken = (...files: readonly string[]) =>
  files.flatMap((file) => {
    const taking = new FileTaking();
    for (const part of partsOf('camt', file)) taking.take(part);
    return taking.statements;
  });
const balance = (type: string, amount: string, on = '2026-11-30') =>
  `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>${on}</Dt></Dt></Bal>`;
const page = (number: number, last: boolean, amount: string, head = '') =>
  camt([
    statement(entry({ amount }), `<StmtPgntn><PgNb>${number}</PgNb><LastPgInd>${last}</LastPgInd></StmtPgntn>${head}`),
  ]);
const permutations = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  items.length < 2
    ? [items]
    : items.flatMap((one, at) => permutations(items.filter((_, index) => index !== at)).map((rest) => [one, ...rest]));

describe('pages of a statement, each a file', () => {
  const [one, two, three] = [
    page(1, false, '1.00', balance('OPBD', '10.00')),
    page(2, false, '1.00'),
    page(3, true, '3.00', balance('CLBD', '15.00')),
  ];

  test('are one statement in whatever order they come, and equal lines on two of them stay two', () => {
    for (const order of permutations([one, two, three])) {
      const { statements, lines, gaps, missingPages, again } = joined(taken(...order));
      expect(statements).toMatchObject([{ opening: 1000n, closing: 1500n }]);
      expect([lines.map(({ line }) => line.amount), gaps, missingPages, again]).toEqual([
        [100n, 100n, 300n],
        [],
        [],
        0,
      ]);
    }
  });

  test('of which one is missing name it, in the midst by its money too and at the end by its number', () => {
    const midst = joined(taken(one, three));
    expect(midst.missingPages).toMatchObject([{ page: 2 }]);
    expect(midst.gaps).toMatchObject([{ closed: 1100n, opens: 1200n }]);
    expect(joined(taken(one, two)).missingPages).toMatchObject([{ page: 3 }]);
    expect(joined(taken(two, three)).missingPages).toMatchObject([{ page: 1 }]);
  });
});

describe('a statement that comes again', () => {
  const head = balance('OPBD', '0', '2026-11-29');
  const first = camt([statement(entry({ amount: '1.00' }) + entry({ amount: '2.00' }), head)]);
  const corrected = camt([statement(entry({ amount: '1.00' }) + entry({ amount: '2.50' }), head)]).replace(
    '10:00:00+01:00',
    '09:30:00Z',
  );

  test('the same adds nothing', () => {
    const { lines, again } = joined(taken(first, first));
    expect([lines.length, again]).toEqual([2, 2]);
  });

  test('made later takes the place of the earlier one, whichever comes first', () => {
    for (const order of [taken(first, corrected), taken(corrected, first)]) {
      const { lines, replaced } = joined(order);
      expect([lines.map(({ line }) => line.amount), replaced]).toEqual([[100n, 250n], 1]);
    }
  });
});

describe('a notification beside the statement of its account', () => {
  const batch = entry({ amount: '12.34', direction: 'DBIT' });
  const told = entry({
    amount: '12.34',
    direction: 'DBIT',
    details: `<NtryDtls>${detail('<Refs><EndToEndId>A</EndToEndId></Refs><Amt Ccy="EUR">12.00</Amt>')}${detail('<Refs><EndToEndId>B</EndToEndId></Refs><Amt Ccy="EUR">0.34</Amt>')}</NtryDtls>`,
  });
  const own = camt([statement(batch, balance('OPBD', '100.00') + balance('CLBD', '87.66'))]);
  const notification = camt([statement(told, '', 'N-1')], 'camt.054');

  test('tells more of its lines and moves nothing, before it and behind it', () => {
    for (const order of [taken(own, notification), taken(notification, own, notification)]) {
      const { lines, unstated, statements } = joined(order);
      expect([lines.length, unstated.length, statements[0]?.closing]).toEqual([1, 0, 8766n]);
      expect(lines[0]?.line.parts.map(({ endToEndId }) => endToEndId)).toEqual(['A', 'B']);
    }
  });

  test('whose bookings no statement holds is told apart, and alone it is matched as it is', () => {
    const other = camt([statement(entry({ amount: '5.00' }), '', 'N-2')], 'camt.054');
    const { lines, unstated } = joined(taken(own, other));
    expect([lines.length, unstated.map(({ line }) => line.amount)]).toEqual([1, [500n]]);
    expect(joined(taken(other)).lines).toHaveLength(1);
  });
});
