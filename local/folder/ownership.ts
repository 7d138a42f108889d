import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '../atomic-file.ts';
import { StartFailure } from '../start-failure.ts';
import { isRecord, readJsonFile } from './json-file.ts';
import { FORMAT_FILE, isBeforeFormat, isOurs, LOCK_FILE } from './names.ts';

/** Raised when what stands in the folder can no longer be read by the release before. */
export const DATA_FORMAT = 2;
/** Stands beside the format in folders that were empty when they were taken; those of former releases lack it. */
const OWNER = 'folio';

interface Format {
  readonly format: number;
  readonly owner?: unknown;
}

const isFormat = (value: unknown): value is Format =>
  isRecord(value) && Number.isInteger(value.format) && (value.format as number) >= 1;

export interface Ownership {
  /** Names that no local cloud has written. */
  readonly foreign: readonly string[];
  /** It was empty when it was taken, so what bears our names is ours. */
  readonly sure: boolean;
  /** That stands in it. */
  readonly claimed: boolean;
  /** Of what lies in it. */
  readonly format: number;
}

const listed = (names: readonly string[]): string =>
  names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');

const refuseForeign = (path: string, names: readonly string[]): StartFailure =>
  new StartFailure(
    `${path} holds files that are not Folio's (${listed(names)}); nothing in it was touched. Give a new or empty folder with --data`,
  );

/** @param mayBeDamaged what cannot be read is taken for a folder of this release */
const formatOf = (path: string, mayBeDamaged: boolean): Format => {
  const ours = { format: DATA_FORMAT };
  try {
    return readJsonFile(join(path, FORMAT_FILE), isFormat) ?? ours;
  } catch (error) {
    if (mayBeDamaged && error instanceof StartFailure) return ours;
    throw error;
  }
};

/**
 * Whose a folder is, by what lies in it. Only reads.
 * @param fresh whether all data shall go, so that a damaged format need not be read
 * @throws StartFailure for one that holds what is not ours, is of a newer release, or is damaged
 */
export const ownershipOf = (path: string, fresh: boolean): Ownership => {
  const names = readdirSync(path);
  const foreign = names.filter((name) => !isOurs(name));
  if (!names.includes(FORMAT_FILE)) {
    const others = names.filter((name) => !isBeforeFormat(name));
    if (others.length > 0) throw refuseForeign(path, others);
    return { foreign: [], sure: true, claimed: false, format: DATA_FORMAT };
  }
  // A `format.json` can be anybody's: without the lock beside it, which comes first, no local cloud has been here.
  if (foreign.length > 0 && !names.includes(LOCK_FILE)) throw refuseForeign(path, foreign);
  const stored = formatOf(path, fresh && foreign.length === 0 && names.includes(LOCK_FILE));
  if (stored.format > DATA_FORMAT) {
    throw new StartFailure(
      `the data folder ${path} was written by a newer release (format ${stored.format}, this one reads up to ${DATA_FORMAT}); start that release, or give another folder with --data`,
    );
  }
  const claimed = stored.owner === OWNER;
  return { foreign, sure: claimed || foreign.length === 0, claimed, format: stored.format };
};

const write = (path: string, format: object): void =>
  writeAtomically(join(path, FORMAT_FILE), `${JSON.stringify(format)}\n`);

/** Says that the folder is ours. On disk when it returns. */
export const claim = (path: string, format: number): void => write(path, { owner: OWNER, format });

/** Says that the folder is of this release's format from now on, so that a former one leaves it alone. On disk when it returns. */
export const raiseFormat = (path: string): void => {
  const { format, ...others } = formatOf(path, false);
  if (format < DATA_FORMAT) write(path, { ...others, format: DATA_FORMAT });
};
