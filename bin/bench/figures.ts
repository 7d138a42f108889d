import type { ColdStart } from './cold-start.ts';
import { refusedCell, type Statuses } from './refusals.ts';
import { DRAIN_WITHIN_MS } from './relay-backlog.ts';
import { type Columns, table } from './table.ts';

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
  /** How long it then took to catch up; null where it had not when the benchmark went on, `DRAIN_WITHIN_MS` later. */
  readonly drainMs: number | null;
  readonly peakMegabytes: number;
  readonly refused: number;
  /** All answers. Where more than one in a hundred is a refusal, the row says so and no ratio is made of it. */
  readonly statuses: Statuses;
}

const cell = (value: number, digits: number): string => (Number.isFinite(value) ? value.toFixed(digits) : '-');

/** A drain that did not end within the limit is told as such, and no figure. */
export const drainCell = (drainMs: number | null): string =>
  drainMs === null ? `not caught up in ${DRAIN_WITHIN_MS / 1000} s` : cell(drainMs, 0);

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
  ['drain ms', (one) => drainCell(one.drainMs)],
  ['peak MB', (one) => cell(one.peakMegabytes, 0)],
  ['refused', (one) => refusedCell(one.statuses)],
];

const COLD_COLUMNS: Columns<ColdStart> = [
  ['cold start of', (one) => one.name],
  ['bundle kB', (one) => cell(one.kilobytes, 0)],
  ['loaded after ms', (one) => cell(one.loadMs, 0)],
  ['first answer after ms', (one) => cell(one.firstAnswerMs, 0)],
];

/** The figures as a table for a terminal. */
export const figuresTable = (rows: readonly Figures[]): string => table(COLUMNS, rows);

export const coldStartTable = (rows: readonly ColdStart[]): string => table(COLD_COLUMNS, rows);
