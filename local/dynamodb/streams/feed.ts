import { LIMITS } from '../limits.ts';
import type { StreamRow } from '../storage/records.ts';
import type { Store } from '../store.ts';

/** A stream as consumers in the same process read it: rows as they were written, by number. */
export interface Feed {
  /** Records of a table after a number, oldest first. */
  readonly read: (table: string, after: number, limit: number) => Promise<readonly StreamRow[]>;
  /** The number of the newest record, 0 without one. */
  readonly newest: (table: string) => Promise<number>;
  readonly count: (table: string) => Promise<number>;
  /** Takes away the records up to `through`, which all consumers have passed, but none since `keptFrom`; the newest of the table stays. */
  readonly trim: (table: string, through: number, keptFrom?: number) => Promise<void>;
  /** Takes away those that nobody has read for a day. */
  readonly trimUnread: (table: string) => Promise<void>;
  /** Tables that have a stream. */
  readonly tables: () => Promise<readonly string[]>;
  /** `listener` is called whenever there are new records; the answer calls it off. */
  readonly onChange: (listener: () => void) => () => void;
}

export const feedOf = (store: Store): Feed => {
  const idOf = (table: string): number | undefined => store.catalog.get(table)?.schema.stream?.id;
  const look = async <T>(table: string, none: T, work: (stream: number) => T): Promise<T> => {
    const id = idOf(table);
    return id === undefined ? none : store.commits.read(() => work(id));
  };
  const trim = async (table: string, through: number): Promise<void> => {
    const id = idOf(table);
    if (id === undefined) return;
    for (let isDone = false; !isDone; )
      isDone = await store.commits.run(() => {
        store.commits.touch();
        store.noteTrimmed(id, through);
        return store.records.trim(id, through);
      });
  };
  return {
    read: (table, after, limit) => look(table, [], (stream) => store.records.read(stream, after, limit)),
    newest: (table) => look(table, 0, (stream) => store.records.newest(stream)),
    count: (table) => look(table, 0, (stream) => store.records.count(stream)),
    trim: async (table, through, keptFrom = Number.POSITIVE_INFINITY) => {
      const isAll = keptFrom === Number.POSITIVE_INFINITY;
      const before = isAll ? through : await look(table, 0, (stream) => store.records.newestBefore(stream, keptFrom));
      const upTo = Math.min(through, before);
      if (upTo > 0) await trim(table, upTo);
    },
    trimUnread: async (table) => {
      const before = store.ports.now() - LIMITS.streamSeconds * 1000;
      const through = await look(table, 0, (stream) => store.records.newestBefore(stream, before));
      if (through > 0) await trim(table, through);
    },
    tables: async () => store.catalog.all().flatMap(({ schema }) => (schema.stream === undefined ? [] : [schema.name])),
    onChange: (listener) => store.onRecords(listener),
  };
};
