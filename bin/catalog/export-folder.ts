import type { FolderFormat } from '../../functions/catalog/contract/export-formats.ts';
import type { Catalog } from '../../functions/catalog/model/catalog.ts';
import { toCompass } from '../../functions/catalog/model/exports/compass.ts';
import { toEventCatalog } from '../../functions/catalog/model/exports/eventcatalog.ts';
import { compassIdsIn } from './compass-ids.ts';
import { earlierFiles, writeFolder } from './write-folder.ts';

/** How many files an export left in a folder. */
export const exportFolder = async (folder: string, format: FolderFormat, catalog: Catalog): Promise<number> => {
  await earlierFiles(folder, format);
  const files =
    format === 'compass' ? toCompass(catalog, await compassIdsIn(folder, catalog)) : toEventCatalog(catalog);
  await writeFolder(folder, format, files);
  return Object.keys(files).length;
};
