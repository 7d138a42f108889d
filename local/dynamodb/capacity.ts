import type { IndexUnits } from './storage/table.ts';

/** What `ReturnConsumedCapacity` asks for. */
export type CapacityDetail = 'NONE' | 'TOTAL' | 'INDEXES';

const WRITE_BYTES = 1024;
const READ_BYTES = 4096;

/** Each write costs a unit for each started kilobyte of the larger of what was and what is, and one at least. */
export const writeUnits = (bytesBefore: number, bytesAfter: number): number =>
  Math.max(1, Math.ceil(Math.max(bytesBefore, bytesAfter) / WRITE_BYTES));

/** A read costs a unit for each started 4 kB, half of it where it need not be consistent; nothing found costs as the least. */
export const readUnits = (bytes: number, isConsistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / READ_BYTES)) * (isConsistent ? 1 : 0.5);

export type UnitKind = 'read' | 'write' | undefined;

interface TableBill {
  units: number;
  readonly indexes: Map<string, number>;
}

/** Adds up what one call consumes, by table and index. */
export class Bill {
  readonly #detail: CapacityDetail;
  readonly #tables = new Map<string, TableBill>();

  constructor(detail: CapacityDetail) {
    this.#detail = detail;
  }

  table(name: string, units: number, factor = 1): void {
    this.#of(name).units += units * factor;
  }

  index(table: string, name: string, units: number): void {
    const { indexes } = this.#of(table);
    indexes.set(name, (indexes.get(name) ?? 0) + units);
  }

  indexes(table: string, units: IndexUnits, factor = 1): void {
    for (const [name, each] of units) this.index(table, name, each * factor);
  }

  /** One entry for each table; undefined where nobody asked. */
  entries(kind?: UnitKind): readonly object[] | undefined {
    if (this.#detail === 'NONE') return undefined;
    return [...this.#tables].map(([name, { units, indexes }]) => {
      const all = [...indexes.values()].reduce((sum, each) => sum + each, units);
      const as = (n: number) => ({
        CapacityUnits: n,
        ...(kind === 'read' ? { ReadCapacityUnits: n } : kind === 'write' ? { WriteCapacityUnits: n } : {}),
      });
      if (this.#detail === 'TOTAL') return { TableName: name, ...as(all) };
      const shares = Object.fromEntries([...indexes].map(([index, each]) => [index, as(each)]));
      return {
        TableName: name,
        ...as(all),
        Table: as(units),
        ...(indexes.size === 0 ? {} : { GlobalSecondaryIndexes: shares }),
      };
    });
  }

  /** `,"ConsumedCapacity":{...}` of a call on one table, or nothing. */
  member(): string {
    const [one] = this.entries() ?? [];
    return one === undefined ? '' : `,"ConsumedCapacity":${JSON.stringify(one)}`;
  }

  /** The same of a call on several: a list. */
  listMember(kind?: UnitKind): string {
    const all = this.entries(kind);
    return all === undefined ? '' : `,"ConsumedCapacity":${JSON.stringify(all)}`;
  }

  #of(name: string): TableBill {
    const known = this.#tables.get(name) ?? { units: 0, indexes: new Map<string, number>() };
    this.#tables.set(name, known);
    return known;
  }
}
