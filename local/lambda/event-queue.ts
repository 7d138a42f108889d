import { DatabaseSync } from 'node:sqlite';

/** Lambda's own retries of an asynchronous invocation: two, after one and two minutes. */
const RETRY_AFTER_MS = [60_000, 120_000] as const;
/** Asynchronous invocations that run at once. */
const AT_ONCE = 2;

export interface EventQueue {
  /** On disk when it returns. */
  readonly add: (target: string, payload: string) => void;
  readonly begin: () => void;
  readonly stop: () => void;
}

interface Row {
  readonly id: number;
  readonly target: string;
  readonly payload: string;
  readonly tries: number;
}

/** Runs one asynchronous invocation; false when it failed and is to be tried again. */
export type Attempt = (target: string, payload: string) => Promise<boolean>;

/**
 * The queue behind `InvocationType: Event`. An invocation leaves it after it has succeeded or failed for the third time; a
 * crash in between runs it again, as Lambda may.
 */
export const eventQueue = (path: string, attempt: Attempt, onGivenUp: (target: string) => void): EventQueue => {
  const db = new DatabaseSync(path);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  db.exec(
    'CREATE TABLE IF NOT EXISTS invocations (id INTEGER PRIMARY KEY, target TEXT NOT NULL, payload TEXT NOT NULL, tries INTEGER NOT NULL, due INTEGER NOT NULL)',
  );
  const insert = db.prepare('INSERT INTO invocations (target, payload, tries, due) VALUES (?, ?, 0, ?)');
  const due = db.prepare('SELECT id, target, payload, tries FROM invocations WHERE due <= ? ORDER BY id LIMIT 100');
  const postpone = db.prepare('UPDATE invocations SET tries = tries + 1, due = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM invocations WHERE id = ?');
  const running = new Set<number>();
  let timer: NodeJS.Timeout | undefined;
  let open = false;

  const finish = (row: Row, succeeded: boolean): void => {
    running.delete(row.id);
    if (!open) return;
    const wait = RETRY_AFTER_MS[row.tries];
    if (succeeded || wait === undefined) {
      remove.run(row.id);
      if (!succeeded) onGivenUp(row.target);
    } else postpone.run(Date.now() + wait, row.id);
    pump();
  };
  const pump = (): void => {
    if (!open || running.size >= AT_ONCE) return;
    for (const row of due.all(Date.now()) as unknown as readonly Row[]) {
      if (running.size >= AT_ONCE) return;
      if (running.has(row.id)) continue;
      running.add(row.id);
      attempt(row.target, row.payload).then(
        (succeeded) => finish(row, succeeded),
        () => finish(row, false),
      );
    }
  };
  return {
    add: (target, payload) => {
      insert.run(target, payload, Date.now());
      pump();
    },
    begin: () => {
      open = true;
      timer = setInterval(pump, 1_000);
      timer.unref();
      pump();
    },
    stop: () => {
      open = false;
      clearInterval(timer);
      db.close();
    },
  };
};
