import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { DamagedStore } from './damage.ts';
import { isSoundRecord, type StreamRow } from './records.ts';
import { isSound, type Row } from './table.ts';

/** Files whose every item is looked at before a start, which takes some 10 ms a megabyte; of larger ones when it is read. */
const CHECKED_BYTES = 32 * 1024 * 1024;

const checkPages = (db: DatabaseSync, file: string): void => {
  const [found] = Object.values(db.prepare('PRAGMA quick_check(1)').get() ?? {});
  if (found !== 'ok')
    throw new DamagedStore(`${file} is damaged: ${String(found).replaceAll(/\s+/g, ' ').slice(0, 200)}`);
};

const checkTexts = (db: DatabaseSync, file: string): void => {
  const check = (sql: string, isGood: (row: never) => boolean, what: string): void => {
    for (const row of db.prepare(sql).iterate())
      if (!isGood(row as never)) throw new DamagedStore(`${file} is damaged: ${what} is not what was written`);
  };
  for (const { id, name } of db.prepare('SELECT id, name FROM tables').all())
    check(`SELECT item, bytes, crc FROM items_${id}`, (row: Row) => isSound(row), `an item of ${name}`);
  check('SELECT keys, new, old, crc FROM records', (row: StreamRow) => isSoundRecord(row), 'a stream record');
};

/** Looks at all pages, and at all items of a small file; writes nothing. @throws DamagedStore */
export const checkFile = (db: DatabaseSync, file: string): void => {
  checkPages(db, file);
  const isOurs = db.prepare("SELECT name FROM sqlite_schema WHERE name = 'records'").get() !== undefined;
  if (isOurs && statSync(file).size <= CHECKED_BYTES) checkTexts(db, file);
};
