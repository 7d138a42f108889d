/** Each column's title, and how it reads a row. */
export type Columns<Row> = readonly (readonly [string, (one: Row) => string])[];

/** Rows as lines of text, the first column to the left and the others to the right. */
export const table = <Row>(columns: Columns<Row>, rows: readonly Row[]): string => {
  const lines = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, read]) => read(row)))];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const pad = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0);
  return lines.map((line) => line.map(pad).join('  ')).join('\n');
};
