import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Catalog } from '../../functions/catalog/model/catalog.ts';
import { type CompassIds, compassPath } from '../../functions/catalog/model/exports/compass.ts';

/** An id of Compass' as its file has it, in either kind of quotes or none. */
const ID = /^id: *["']?(ari:cloud:compass:[A-Za-z0-9:/-]{1,400})["']? *$/m;

const idIn = async (path: string): Promise<string | undefined> => {
  try {
    return ID.exec(await readFile(path, 'utf8'))?.[1];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined; // a part that is new
    throw error;
  }
};

/** Ids that were written into the files of an earlier export, once Compass had given them. */
export const compassIdsIn = async (folder: string, { components }: Catalog): Promise<CompassIds> => {
  const ids = new Map<string, string>();
  for (const { id } of components) {
    const found = await idIn(join(folder, compassPath(id)));
    if (found !== undefined) ids.set(id, found);
  }
  return ids;
};
