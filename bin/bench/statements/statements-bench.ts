import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measured, type TaskFigures } from '../own-process.ts';
import { type Columns, table } from '../table.ts';
import type { Aim } from '../targets.ts';
import type { StatementTask } from './tasks.ts';

export type StatementFigures = Readonly<Record<StatementTask, TaskFigures>>;

const NAMES: Readonly<Record<StatementTask, string>> = {
  statement: 'a statement in five formats',
  match: 'match bank lines with as many entries',
  readMt940: 'read an MT940',
  peerMt940: 'npm mt940js 1.3.5 reads an MT940',
  readCamt053: 'read a camt.053',
  peerCamt053: 'npm iso20022.js 0.0.15 reads a camt.053',
};

export interface StatementSizes {
  readonly statement: number;
  readonly match: number;
  readonly read: number;
  /** What the peers get: they hold all of a file in memory, and slow down with it. */
  readonly peers: number;
}
const SIZES: StatementSizes = { statement: 10_000, match: 1_000_000, read: 100_000, peers: 10_000 };
const TIMES_MIN = 3;
/** A month of a thousand lines a day is a third of it, whatever the number of days. */
const MATCH_HEAP_MEGABYTES = 96;

/** Each in a process of its own, one after the other, so that memory is its own. */
export const statementsBench = async (sizes: StatementSizes = SIZES): Promise<StatementFigures> => {
  const folder = mkdtempSync(join(tmpdir(), 'folio-statements-'));
  const script = join(import.meta.dirname, 'task.ts');
  const of = (task: StatementTask, count: number, heap: { readonly heapMegabytes?: number } = {}) =>
    measured({ script, task, name: NAMES[task], ...heap }, folder, count);
  try {
    return {
      statement: await of('statement', sizes.statement),
      match: await of('match', sizes.match, { heapMegabytes: MATCH_HEAP_MEGABYTES }),
      readMt940: await of('readMt940', sizes.read),
      peerMt940: await of('peerMt940', sizes.peers),
      readCamt053: await of('readCamt053', sizes.read),
      peerCamt053: await of('peerCamt053', sizes.peers),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export const statementsAims = (figures: StatementFigures): readonly Aim[] => {
  const { statement, match, readMt940, peerMt940, readCamt053, peerCamt053 } = figures;
  const times = (name: string, our: TaskFigures, peer: TaskFigures): Aim => ({
    ...{ name, measured: our.perSecond / peer.perSecond, target: TIMES_MIN, good: 'at least', unit: 'times' },
  });
  const most = (name: string, value: number, target: number, unit: string): Aim => ({
    ...{ name, measured: value, target, good: 'at most', unit },
  });
  return [
    most(`${statement.name}, ${statement.items} lines`, statement.ms / 1000, 1, 's'),
    most(`${match.name}, ${match.items}`, match.ms / 1000, 120, 's'),
    most(`${match.name}: memory`, match.peakMegabytes, 256, 'MB'),
    times('MT940 read, against npm mt940js', readMt940, peerMt940),
    times('camt.053 read, against npm iso20022.js', readCamt053, peerCamt053),
  ];
};

const COLUMNS: Columns<TaskFigures> = [
  ['statements', ({ name }) => name],
  ['lines', ({ items }) => String(items)],
  ['ms', ({ ms }) => ms.toFixed(0)],
  ['lines/s', ({ perSecond }) => perSecond.toFixed(0)],
  ['peak MB', ({ peakMegabytes }) => peakMegabytes.toFixed(0)],
];

export const statementsTable = (figures: StatementFigures): string => table(COLUMNS, Object.values(figures));
