import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../atomic-file.ts';
import type { FunctionRecord } from './function-record.ts';

/** The functions of the data folder, one JSON file each, read once and written whole at every change. */
export interface FunctionStore {
  readonly root: string;
  readonly get: (name: string) => FunctionRecord | undefined;
  readonly put: (record: FunctionRecord) => void;
  readonly remove: (name: string) => void;
  readonly all: () => readonly FunctionRecord[];
}

const readRecord = (path: string): FunctionRecord => {
  const record = JSON.parse(readFileSync(path, 'utf8')) as FunctionRecord;
  if (record.format !== 1) throw new Error(`${path} has format ${String(record.format)}; this release reads format 1`);
  return record;
};

export const functionStore = (root: string): FunctionStore => {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const records = new Map<string, FunctionRecord>();
  for (const file of readdirSync(root)) {
    if (!file.endsWith('.json')) continue;
    const record = readRecord(join(root, file));
    records.set(record.name, record);
  }
  return {
    root,
    get: (name) => records.get(name),
    all: () => [...records.values()],
    put: (record) => {
      writeAtomically(join(root, `${record.name}.json`), `${JSON.stringify(record, undefined, 1)}\n`);
      records.set(record.name, record);
    },
    remove: (name) => {
      rmSync(join(root, `${name}.json`), { force: true });
      records.delete(name);
    },
  };
};
