import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../atomic-file.ts';
import { readJsonFile } from '../folder/json-file.ts';
import { type FunctionRecord, isFunctionRecord } from './function-record.ts';

/** The functions of the data folder, one JSON file each, read once and written whole at every change. */
export interface FunctionStore {
  readonly root: string;
  readonly get: (name: string) => FunctionRecord | undefined;
  readonly put: (record: FunctionRecord) => void;
  readonly remove: (name: string) => void;
  readonly all: () => readonly FunctionRecord[];
}

export const functionStore = (root: string): FunctionStore => {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const records = new Map<string, FunctionRecord>();
  for (const file of readdirSync(root)) {
    if (!file.endsWith('.json')) continue;
    const record = readJsonFile(join(root, file), isFunctionRecord);
    if (record !== undefined) records.set(record.name, record);
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
