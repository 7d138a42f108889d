import { existsSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { indexOf, keysOf, typesOf } from '../dynamodb/operations/table-definition.ts';
import { livePorts } from '../dynamodb/ports.ts';
import { recordChecksum } from '../dynamodb/storage/records.ts';
import type { ViewType } from '../dynamodb/storage/schema.ts';
import { storedAs, type Table } from '../dynamodb/storage/table.ts';
import { openStore, type Store } from '../dynamodb/store.ts';
import { keyInItem } from '../dynamodb/values/key.ts';
import { readItem } from '../dynamodb/values/read-value.ts';
import { StartFailure } from '../start-failure.ts';

/** The one form in which earlier releases kept their tables. */
const FORM = '9';
/** Items, or stream records, of one commit. */
const STEP = 5_000;

type Row = Readonly<Record<string, unknown>>;

const text = (row: Row, name: string): string => String(row[name] ?? '');
const list = (row: Row, name: string): readonly Row[] => JSON.parse(text(row, name) || '[]') as readonly Row[];

/** A table as it stood, under its name and with its stream's label, so that whoever reads it goes on where it stopped. */
const defineTable = (store: Store, row: Row): Table => {
  const types = typesOf({ AttributeDefinitions: list(row, 'attribute_definitions') });
  return store.catalog.put({
    id: store.catalog.nextId(),
    tableId: text(row, 'table_id') || store.ports.newId(),
    name: text(row, 'table_name'),
    types,
    keys: keysOf({ KeySchema: list(row, 'key_schema') }, types),
    indexes: list(row, 'gsi_definitions').map((index, at) => indexOf(index, types, at + 1)),
    stream:
      row.stream_enabled === 1
        ? {
            id: store.catalog.nextId(),
            view: text(row, 'stream_view_type') as ViewType,
            label: text(row, 'stream_label'),
          }
        : undefined,
    ttl: row.ttl_enabled === 1 ? text(row, 'ttl_attribute') : undefined,
    createdAt: Number(row.created_at) * 1000,
    isProtected: row.deletion_protection_enabled === 1,
  });
};

/** Runs `each` on all rows, some thousands in a commit. */
const inSteps = async (store: Store, rows: Iterable<Row>, each: (row: Row) => void): Promise<number> => {
  let [count, step] = [0, [] as Row[]];
  const flush = (): Promise<void> => {
    const work = step;
    step = [];
    return store.commits.run(() => {
      store.commits.touch();
      for (const row of work) each(row);
    });
  };
  for (const row of rows) {
    count += 1;
    if (step.push(row) >= STEP) await flush();
  }
  await flush();
  return count;
};

const copyItems = (from: DatabaseSync, store: Store, table: Table): Promise<number> => {
  const rows = from.prepare(`SELECT item_json FROM "${table.schema.name.replaceAll('"', '""')}"`).iterate();
  return inSteps(store, rows, (row) => {
    const item = readItem(JSON.parse(text(row, 'item_json')));
    table.write(keyInItem(table.schema, item), undefined, storedAs(item));
  });
};

const copyRecords = (from: DatabaseSync, store: Store, tables: ReadonlyMap<string, Table>): Promise<number> => {
  const insert = store.database.writer.prepare('INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const value = (row: Row, name: string): string | null => (row[name] === null ? null : text(row, name));
  return inSteps(store, from.prepare('SELECT * FROM _stream_records ORDER BY id').iterate(), (row) => {
    const stream = tables.get(text(row, 'table_name'))?.schema.stream;
    if (stream === undefined) return;
    const [keys, now, then] = [text(row, 'keys_json'), value(row, 'new_image'), value(row, 'old_image')];
    const bytes = keys.length + (now?.length ?? 0) + (then?.length ?? 0);
    const at = Number(row.created_at) * 1000;
    insert.run(
      stream.id,
      Number(row.id),
      text(row, 'event_name'),
      keys,
      now,
      then,
      at,
      bytes,
      value(row, 'user_identity'),
      recordChecksum(keys, now, then),
    );
  });
};

const copyAll = async (from: DatabaseSync, store: Store): Promise<number> => {
  const tables = new Map<string, Table>();
  for (const row of from.prepare('SELECT * FROM _tables ORDER BY table_name').all()) {
    const table = await store.commits.run(() => {
      store.commits.touch();
      return defineTable(store, row);
    });
    tables.set(table.schema.name, table);
  }
  let items = 0;
  for (const table of tables.values()) items += await copyItems(from, store, table);
  await copyRecords(from, store, tables);
  // Numbers of records go on from the last one that was ever given.
  const last = from.prepare("SELECT seq FROM sqlite_sequence WHERE name = '_stream_records'").get();
  await store.commits.run(() => {
    store.commits.touch();
    store.database.writer.prepare("INSERT OR REPLACE INTO counters VALUES ('sequence', ?)").run(Number(last?.seq ?? 0));
  });
  return items;
};

const formOf = (db: DatabaseSync): string | undefined => {
  try {
    return text(db.prepare("SELECT value FROM _config WHERE key = 'schema_version'").get() ?? {}, 'value');
  } catch {
    return undefined;
  }
};

const refusal = (before: string): StartFailure =>
  new StartFailure(
    `${before} holds tables of an earlier release in a form that this one cannot read; nothing was changed. Start the release that wrote them and copy their items, or give another folder with --data`,
  );

/** On the disk itself, so that its name may say that it is whole. */
const sync = async (file: string): Promise<void> => {
  const handle = await open(file, 'r+');
  await handle.sync();
  await handle.close();
};

/**
 * Reads the tables that releases before kept in another program's file into ours, once: all items, indexes, streams and where
 * these stand. The file of before is only read, and stays.
 *
 * @throws StartFailure where it has a form that is not known
 */
export const bringOver = async (before: string, file: string, log: (line: string) => void): Promise<void> => {
  if (!existsSync(before) || existsSync(file)) return;
  const part = `${file}.part`;
  for (const end of ['', '-wal', '-shm']) rmSync(`${part}${end}`, { force: true });
  // Not read-only: what the log of before holds has to be read, too.
  const from = new DatabaseSync(before, { timeout: 5_000 });
  try {
    from.exec('PRAGMA query_only = ON');
    if (formOf(from) !== FORM) throw refusal(before);
    const fail = (reason: string): never => {
      throw new Error(reason);
    };
    const store = await openStore({ file: part, ports: livePorts, conflictMs: 0, log, onLost: fail });
    const items = await copyAll(from, store);
    await store.close();
    await sync(part);
    renameSync(part, file);
    log(`brought ${items} items over from ${before}, which is no longer used and stays as it was`);
  } finally {
    from.close();
  }
};
