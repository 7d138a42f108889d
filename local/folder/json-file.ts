import { readFileSync } from 'node:fs';
import { StartFailure } from '../start-failure.ts';

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

/**
 * A JSON file of the data folder; undefined where there is none.
 * @param isWhole whether a value is what this release writes there
 * @throws StartFailure in one line where it is damaged: it is left as it is, for whoever restores it
 */
export const readJsonFile = <T>(path: string, isWhole: (value: unknown) => value is T): T | undefined => {
  const text = textOf(path);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damaged(path, 'is not JSON');
  }
  if (!isWhole(value)) throw damaged(path, 'is not what Folio writes there');
  return value;
};

const damaged = (path: string, how: string): StartFailure =>
  new StartFailure(
    `${path} is damaged: it ${how}; nothing was changed. Restore it from a copy, or throw all data away with --fresh`,
  );

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether all of these fields hold text. */
export const hasTexts = (value: unknown, ...names: readonly string[]): boolean =>
  isRecord(value) && names.every((name) => typeof value[name] === 'string');
