import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { type AcceptedLine, type Batch, chunked } from '../../../functions/payments/model/batch.ts';
import { csvCell, readCsv } from '../../../functions/payments/model/batch-csv.ts';
import { batchReportView, reportLines } from '../../../functions/payments/model/batch-view.ts';
import { runs } from '../../support/runs.ts';

const cell = fc.string({ unit: fc.constantFrom('a', '1', ',', '"', '\n', '\r\n', ' ', 'é', ';'), maxLength: 6 });
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const plain = (text: string): string => (/[",\r\n]/.test(text) ? quoted(text) : text);

describe('a CSV', () => {
  test('is read as another implementation reads it', () => {
    const table = fc.array(fc.array(fc.tuple(cell, fc.boolean()), { minLength: 2, maxLength: 4 }), {
      minLength: 1,
      maxLength: 5,
    });
    const property = fc.property(table, fc.constantFrom('\n', '\r\n'), fc.boolean(), (rows, end, last) => {
      const lines = rows.map((row) => row.map(([text, always]) => (always ? quoted(text) : plain(text))).join(','));
      const text = lines.join(end) + (last ? end : '');
      const answer = readCsv(text, 100);
      if (answer.kind !== 'rows') throw new Error(answer.detail);
      const theirs = parse(text, { relax_column_count: true, skip_empty_lines: true, record_delimiter: end });
      expect(answer.rows.map(({ cells }) => cells)).toEqual(theirs);
    });
    fc.assert(property, { numRuns: runs(1_000) });
  });

  test('gives each row the line of the file on which it begins', () => {
    const answer = readCsv('a,b\r\n\r\n"x\ny",2\n3,4', 10);
    expect(answer).toMatchObject({ kind: 'rows', rows: [{ line: 1 }, { line: 3 }, { line: 5 }] });
  });

  test.each([
    ['a,"b\n', 1],
    ['a,b\nc,d"e\n', 2],
    ['a,"b"c\n', 1],
    ['a\rb,c\n', 1],
  ])('%j is none, and says where', (text, line) => expect(readCsv(text, 10)).toMatchObject({ kind: 'broken', line }));

  test('of a report holds nothing that a spreadsheet takes for a formula', () => {
    for (const sign of ['=', '+', '-', '@', '\t', '\r']) expect(csvCell(`${sign}1`).replace(/^"/, '')[0]).toBe("'");
    expect(csvCell('a,"b"')).toBe('"a,""b"""');
  });
});

test('lines are kept in items that a table takes, in their order', () => {
  const property = fc.property(
    fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 1_000, size: 'max' }),
    (sizes) => {
      const chunks = chunked(sizes, (size) => size);
      expect(chunks.flat()).toEqual(sizes);
      for (const chunk of chunks) {
        expect(chunk.length).toBeLessThanOrEqual(25);
        expect(chunk.length === 1 || chunk.reduce((sum, size) => sum + size, 0) <= 300_000).toBe(true);
      }
    },
  );
  fc.assert(property, { numRuns: runs(200) });
  // As much as a transaction holds, at its worst: with its receipt and 40 counts they are at most 100 changes.
  expect(chunked(Array(1_000).fill(3_000), (size) => size).length).toBeLessThanOrEqual(57);
});

test('of a batch that is being made, only what is done has payments; a line that was refused says so at once', () => {
  const accepted = (line: number): AcceptedLine => ({
    ...{ line, from: 'a', to: { rail: 'book', account: 'b' }, amount: 1n, currency: 'USD' },
    ...{ reference: undefined, metadata: {}, runAt: undefined, approvalsNeeded: 0, counted: [] },
  });
  const no = (line: number) => ({ line, code: 'account-frozen', detail: 'Frozen.', pointer: '/from' });
  const batch: Batch = {
    ...{ id: 'pb_1', tenant: 'acme', version: 2, mode: 'partial' as never, reference: undefined, maker: 'm' },
    message: undefined,
    ...{ requestId: 'r', createdAt: 1, lines: 5, chunks: 2, done: 1, made: 1, refused: 1 },
  };
  const chunks = [
    { lines: [accepted(1), accepted(2)], refused: [no(2)] },
    { lines: [accepted(3), no(4), accepted(5)], refused: [] },
  ];
  const states = (of: Batch) => batchReportView(reportLines(of, chunks)).data.map(({ state }) => state);
  expect(states({ ...batch, done: 0 })).toEqual(['waiting', 'refused', 'waiting', 'refused', 'waiting']);
  expect(states(batch)).toEqual(['made', 'refused', 'waiting', 'refused', 'waiting']);
  expect(states({ ...batch, done: 2 })).toEqual(['made', 'refused', 'made', 'refused', 'made']);
  expect(batchReportView(reportLines(batch, chunks)).data.map(({ paymentId }) => paymentId !== null)).toEqual(
    states(batch).map((state) => state === 'made'),
  );
});
