import type { ComponentChildren, Key } from 'preact';

/** A column of a table: what it is called, and what it shows of a row. */
export interface Column<T> {
  readonly title: string;
  readonly cell: (row: T) => ComponentChildren;
  /** Says which row it is. */
  readonly head?: true;
  /** Digits stand under digits. */
  readonly number?: true;
  /** A moment or a word that is not broken. */
  readonly short?: true;
  /** Text of people, in whatever script. */
  readonly text?: true;
}

const lookOf = ({ number, short }: Column<never>): string | undefined =>
  number === true ? 'number' : short === true ? 'nowrap' : undefined;

export interface TableProps<T> {
  readonly rows: readonly T[];
  readonly columns: readonly Column<T>[];
  readonly keyOf: (row: T) => Key;
}

/** Rows under the columns' names; what is wider than the screen scrolls. */
export function Table<T>({ rows, columns, keyOf }: TableProps<T>) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} class={column.number === true ? 'number' : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => {
                const Cell = column.head === true ? 'th' : 'td';
                return (
                  <Cell key={column.title} class={lookOf(column)} dir={column.text === true ? 'auto' : undefined}>
                    {column.cell(row)}
                  </Cell>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
