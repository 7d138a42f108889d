import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measured as ownProcess, type TaskFigures } from '../own-process.ts';
import { type Columns, table } from '../table.ts';
import type { Aim } from '../targets.ts';
import type { FileTask } from './tasks.ts';

export type FileFigures = TaskFigures;

export type FilesFigures = Readonly<Record<FileTask, FileFigures>>;

const NAMES: Readonly<Record<FileTask, string>> = {
  writeSepa: 'write a pain.001',
  writeAch: 'write a NACHA file',
  readReport: 'read a camt.054',
  readAch: 'read a NACHA file',
  peerWrites: 'npm sepa 3.0.0 writes a pain.001',
  peerReads: 'npm iso20022.js 0.0.15 reads a camt.053',
};

/** Payments of one file, and what the peers get: they hold all of it in memory, and slow down with it. */
export interface Sizes {
  readonly ours: number;
  readonly peers: number;
}
const SIZES: Sizes = { ours: 100_000, peers: 10_000 };
const SECONDS_MAX = 10;
const MEGABYTES_MAX = 256;
const TIMES_MIN = 2;

const measured = (task: FileTask, folder: string, count: number): Promise<FileFigures> =>
  ownProcess({ script: join(import.meta.dirname, 'task.ts'), task, name: NAMES[task] }, folder, count);

/** Each in a process of its own, one after the other, so that memory is its own. */
export const filesBench = async ({ ours, peers }: Sizes = SIZES): Promise<FilesFigures> => {
  const folder = mkdtempSync(join(tmpdir(), 'folio-files-'));
  try {
    return {
      writeSepa: await measured('writeSepa', folder, ours),
      writeAch: await measured('writeAch', folder, ours),
      readReport: await measured('readReport', folder, ours),
      readAch: await measured('readAch', folder, ours),
      peerWrites: await measured('peerWrites', folder, peers),
      peerReads: await measured('peerReads', folder, peers),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export const filesAims = (figures: FilesFigures): readonly Aim[] => {
  const ours = [figures.writeSepa, figures.writeAch, figures.readReport, figures.readAch];
  const times = (name: string, our: FileFigures, peer: FileFigures): Aim => ({
    name,
    ...{ measured: our.perSecond / peer.perSecond, target: TIMES_MIN, good: 'at least', unit: 'times' },
  });
  return [
    ...ours.flatMap(({ name, items, ms, peakMegabytes }): readonly Aim[] => [
      { name: `${name} of ${items}`, measured: ms / 1000, target: SECONDS_MAX, good: 'at most', unit: 's' },
      { name: `${name}: memory`, measured: peakMegabytes, target: MEGABYTES_MAX, good: 'at most', unit: 'MB' },
    ]),
    times('written, against npm sepa', figures.writeSepa, figures.peerWrites),
    times('read, against npm iso20022.js', figures.readReport, figures.peerReads),
  ];
};

const COLUMNS: Columns<FileFigures> = [
  ['file', ({ name }) => name],
  ['payments', ({ items }) => String(items)],
  ['ms', ({ ms }) => ms.toFixed(0)],
  ['payments/s', ({ perSecond }) => perSecond.toFixed(0)],
  ['peak MB', ({ peakMegabytes }) => peakMegabytes.toFixed(0)],
];

export const filesTable = (figures: FilesFigures): string => table(COLUMNS, Object.values(figures));
