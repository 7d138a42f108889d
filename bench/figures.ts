import type { ColdStart } from './cold-start.ts';

/**
 * One measured scenario. Latencies in milliseconds. CPU per transfer counts the whole process tree of the server, from the
 * first request until the relay has written the last entry and published the last event; the client's is not in it.
 */
export interface Figures {
  readonly name: string;
  readonly transfers: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly cpuMsPerTransfer: number;
  readonly storeCpuMsPerTransfer: number;
  readonly clientCpuMsPerTransfer: number;
  /** Records of the table's stream that the relay had before it when the last request was answered. */
  readonly recordsBehind: number;
  /** How long it then took to catch up. */
  readonly drainMs: number;
  readonly peakMegabytes: number;
  readonly refused: number;
}

export const percentile = (sorted: readonly number[], fraction: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))] ?? 0;

const cell = (value: number, digits: number): string => value.toFixed(digits);

type Columns<Row> = readonly (readonly [string, (one: Row) => string])[];

const COLUMNS: Columns<Figures> = [
  ['scenario', (one) => one.name],
  ['transfers/s', (one) => cell(one.perSecond, 0)],
  ['p50 ms', (one) => cell(one.p50Ms, 1)],
  ['p95 ms', (one) => cell(one.p95Ms, 1)],
  ['p99 ms', (one) => cell(one.p99Ms, 1)],
  ['CPU ms/transfer', (one) => cell(one.cpuMsPerTransfer, 2)],
  ['of it the store', (one) => cell(one.storeCpuMsPerTransfer, 2)],
  ['client CPU', (one) => cell(one.clientCpuMsPerTransfer, 2)],
  ['relay behind', (one) => String(one.recordsBehind)],
  ['drain ms', (one) => cell(one.drainMs, 0)],
  ['peak MB', (one) => cell(one.peakMegabytes, 0)],
  ['refused', (one) => String(one.refused)],
];

const COLD_COLUMNS: Columns<ColdStart> = [
  ['cold start of', (one) => one.name],
  ['bundle kB', (one) => cell(one.kilobytes, 0)],
  ['loaded after ms', (one) => cell(one.loadMs, 0)],
  ['first answer after ms', (one) => cell(one.firstAnswerMs, 0)],
];

const table = <Row>(columns: Columns<Row>, rows: readonly Row[]): string => {
  const lines = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, read]) => read(row)))];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const pad = (text: string, column: number) =>
    column === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[column] ?? 0);
  return lines.map((line) => line.map(pad).join('  ')).join('\n');
};

/** The figures as a table for a terminal. */
export const figuresTable = (rows: readonly Figures[]): string => table(COLUMNS, rows);

export const coldStartTable = (rows: readonly ColdStart[]): string => table(COLD_COLUMNS, rows);
