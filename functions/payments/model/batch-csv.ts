/** A row of a CSV with the line of the file on which it begins, from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

export type ReadCsv =
  | { readonly kind: 'rows'; readonly rows: readonly CsvRow[] }
  | { readonly kind: 'broken'; readonly line: number; readonly detail: string };

const UNCLOSED = 'A quoted cell is not closed.';
const STRAY = 'A quote stands inside a cell that is not quoted, or something behind one that is.';

/**
 * RFC 4180: comma, CRLF or LF, quotes doubled inside quotes; empty lines are passed over. What breaks the form is refused and not
 * guessed at: a shifted cell would be another amount.
 */
export const readCsv = (text: string, rowsMax: number): ReadCsv => {
  const rows: CsvRow[] = [];
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const begin = line;
    const cells: string[] = [];
    for (;;) {
      if (text[at] === '"') {
        let cell = '';
        let from = at + 1;
        for (;;) {
          const end = text.indexOf('"', from);
          if (end < 0) return { kind: 'broken', line: begin, detail: UNCLOSED };
          cell += text.slice(from, end);
          at = end + 1;
          if (text[at] !== '"') break;
          cell += '"';
          from = at + 1;
        }
        line += cell.split('\n').length - 1;
        cells.push(cell);
      } else {
        const end = /[,\r\n]/g;
        end.lastIndex = at;
        const stop = end.exec(text)?.index ?? text.length;
        const cell = text.slice(at, stop);
        if (cell.includes('"')) return { kind: 'broken', line: begin, detail: STRAY };
        cells.push(cell);
        at = stop;
      }
      if (text[at] === ',') {
        at += 1;
        continue;
      }
      if (at < text.length && text[at] !== '\n' && !(text[at] === '\r' && text[at + 1] === '\n'))
        return { kind: 'broken', line: begin, detail: STRAY };
      at += text[at] === '\r' ? 2 : 1;
      line += 1;
      break;
    }
    if (cells.length > 1 || cells[0] !== '') rows.push({ line: begin, cells });
    if (rows.length > rowsMax) return { kind: 'broken', line: begin, detail: `At most ${rowsMax - 1} payments.` };
  }
  return { kind: 'rows', rows };
};

/** A cell of the report: quoted where it has to be, and never a formula where a spreadsheet opens it (OWASP, CSV injection). */
export const csvCell = (value: string): string => {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
