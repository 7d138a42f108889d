import type { StatementSync } from 'node:sqlite';
import type { LocalStore } from '../aws/local-store.ts';

export interface MessageRow {
  readonly id: number;
  readonly message_id: string;
  readonly body: string;
  readonly attributes: string;
  readonly sent_at: number;
  readonly visible_at: number;
  readonly receives: number;
  readonly first_at: number | null;
  readonly receipt: string | null;
  readonly origin: string | null;
  /** The `MessageGroupId`; empty for a message without one. */
  readonly message_group: string;
}

export interface QueueCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
  /** Milliseconds since the epoch; undefined for an empty queue. */
  readonly oldest: number | undefined;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL,
    message_id TEXT NOT NULL,
    body TEXT NOT NULL,
    attributes TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    visible_at INTEGER NOT NULL,
    receives INTEGER NOT NULL DEFAULT 0,
    first_at INTEGER,
    receipt TEXT,
    origin TEXT,
    polled INTEGER NOT NULL DEFAULT 0,
    message_group TEXT NOT NULL DEFAULT ''
  );
  CREATE INDEX IF NOT EXISTS messages_visible ON messages (queue, visible_at);
`;

/** A data folder of an earlier release has no groups yet. */
const withGroups = (db: LocalStore['db']): void => {
  const columns = db.prepare('PRAGMA table_info(messages)').all() as unknown as readonly { readonly name: string }[];
  if (!columns.some(({ name }) => name === 'message_group'))
    db.exec("ALTER TABLE messages ADD COLUMN message_group TEXT NOT NULL DEFAULT ''");
  db.exec('CREATE INDEX IF NOT EXISTS messages_by_group ON messages (queue, message_group, visible_at)');
};

/** The statements over the table of all queues' messages. A message is in flight while its receipt is set and its time is not over. */
export class MessageTable {
  readonly insert: StatementSync;
  readonly due: StatementSync;
  readonly dueOfGroup: StatementSync;
  readonly take: StatementSync;
  readonly park: StatementSync;
  readonly next: StatementSync;
  readonly byReceipt: StatementSync;
  readonly remove: StatementSync;
  readonly show: StatementSync;
  readonly release: StatementSync;
  readonly expire: StatementSync;
  readonly purge: StatementSync;
  readonly moveBack: StatementSync;
  readonly freePolled: StatementSync;
  readonly #groups: StatementSync;
  readonly #counts: StatementSync;
  readonly #oldest: StatementSync;

  constructor({ db }: LocalStore) {
    db.exec(SCHEMA);
    withGroups(db);
    this.insert = db.prepare(
      'INSERT INTO messages (queue, message_id, body, attributes, sent_at, visible_at, message_group) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.due = db.prepare('SELECT * FROM messages WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, id LIMIT ?');
    this.dueOfGroup = db.prepare(
      'SELECT * FROM messages WHERE queue = ? AND message_group = ? AND visible_at <= ? ORDER BY visible_at, id LIMIT ?',
    );
    this.#groups = db.prepare(
      `WITH RECURSIVE found(name) AS (
         SELECT MIN(message_group) FROM messages WHERE queue = ?1
         UNION ALL
         SELECT (SELECT MIN(message_group) FROM messages WHERE queue = ?1 AND message_group > name) FROM found WHERE name IS NOT NULL
       ) SELECT name FROM found WHERE name IS NOT NULL`,
    );
    this.take = db.prepare(
      'UPDATE messages SET visible_at = ?, receives = receives + 1, first_at = COALESCE(first_at, ?), receipt = ?, polled = ? WHERE id = ?',
    );
    this.park = db.prepare(
      'UPDATE messages SET queue = ?, origin = ?, visible_at = ?, receives = 0, first_at = NULL, receipt = NULL, polled = 0 WHERE id = ?',
    );
    this.next = db.prepare('SELECT MIN(visible_at) AS at FROM messages WHERE queue = ?');
    this.byReceipt = db.prepare('SELECT * FROM messages WHERE id = ? AND queue = ? AND receipt = ?');
    this.remove = db.prepare('DELETE FROM messages WHERE id = ? AND queue = ? AND receipt = ?');
    this.show = db.prepare('UPDATE messages SET visible_at = ? WHERE id = ?');
    this.release = db.prepare(
      'UPDATE messages SET visible_at = ?, receives = receives - 1, receipt = NULL, polled = 0 WHERE id = ?',
    );
    this.expire = db.prepare('DELETE FROM messages WHERE queue = ? AND sent_at < ?');
    this.purge = db.prepare('DELETE FROM messages WHERE queue = ?');
    this.moveBack = db.prepare(
      'UPDATE messages SET queue = ?1, visible_at = ?2, sent_at = ?2, receives = 0, first_at = NULL, receipt = NULL, origin = NULL WHERE queue = ?3 AND (?4 IS NULL OR origin = ?4)',
    );
    this.freePolled = db.prepare('UPDATE messages SET visible_at = ?, receipt = NULL, polled = 0 WHERE polled = 1');
    this.#counts = db.prepare(
      `SELECT SUM(visible_at <= ?1) AS visible, SUM(visible_at > ?1 AND receives > 0) AS inFlight,
         SUM(visible_at > ?1 AND receives = 0) AS delayed FROM messages WHERE queue = ?2`,
    );
    this.#oldest = db.prepare('SELECT MIN(sent_at) AS at FROM messages WHERE queue = ?');
  }

  /** The groups that have messages in a queue, visible or not: each is one step in an index. */
  groups(queue: string): readonly string[] {
    return (this.#groups.all(queue) as unknown as readonly { readonly name: string }[]).map(({ name }) => name);
  }

  counts(queue: string, now: number): QueueCounts {
    const row = this.#counts.get(now, queue) as Readonly<Record<'visible' | 'inFlight' | 'delayed', number | null>>;
    const { at } = this.#oldest.get(queue) as { readonly at: number | null };
    return {
      visible: row.visible ?? 0,
      inFlight: row.inFlight ?? 0,
      delayed: row.delayed ?? 0,
      oldest: at ?? undefined,
    };
  }
}
