import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { InvokeResult } from './functions.ts';
import { functionArn, parseTarget } from './target.ts';

/** Lambda waits one minute before the first retry, two before the second. */
const RETRY_AFTER_MS = [60_000, 120_000] as const;
/** Asynchronous invocations that run at once: more than one function that hangs can take from the others, run after run. */
const AT_ONCE = 16;
/** Destinations that cannot be reached are tried again, this often at most. */
const DELIVERIES = 10;
const POLL_MS = 1_000;

/** Of one `name:qualifier`. */
export interface EventSettings {
  /** 0 to 2 */
  readonly retries: number;
  readonly maxAgeSeconds: number;
  readonly onFailure: string | undefined;
}

const LAMBDA_DEFAULT: EventSettings = { retries: 2, maxAgeSeconds: 21_600, onFailure: undefined };

export interface EventQueueOptions {
  readonly invoke: (target: string, payload: string) => Promise<InvokeResult>;
  readonly deliver: (destinationArn: string, record: string) => Promise<void>;
  readonly log: (line: string) => void;
}

interface Row {
  readonly id: number;
  readonly target: string;
  readonly payload: string;
  readonly tries: number;
  readonly added: number;
}

/**
 * The queue behind `InvocationType: Event`. An invocation leaves it after it has succeeded, or after its record has reached
 * its failure destination. A crash in between runs it again, as Lambda may.
 */
export class EventQueue {
  readonly #options: EventQueueOptions;
  readonly #db: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #due: StatementSync;
  readonly #postpone: StatementSync;
  readonly #remove: StatementSync;
  readonly #settings = new Map<string, EventSettings>();
  readonly #running = new Set<number>();
  #timer: NodeJS.Timeout | undefined;
  #open = false;

  constructor(path: string, options: EventQueueOptions) {
    this.#options = options;
    this.#db = new DatabaseSync(path);
    this.#db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      CREATE TABLE IF NOT EXISTS invocations (id INTEGER PRIMARY KEY AUTOINCREMENT, target TEXT NOT NULL, payload TEXT NOT NULL,
        tries INTEGER NOT NULL, added INTEGER NOT NULL, due INTEGER NOT NULL)`);
    this.#insert = this.#db.prepare(
      'INSERT INTO invocations (target, payload, tries, added, due) VALUES (?, ?, 0, ?, ?)',
    );
    this.#due = this.#db.prepare(
      'SELECT id, target, payload, tries, added FROM invocations WHERE due <= ? ORDER BY id LIMIT 100',
    );
    this.#postpone = this.#db.prepare('UPDATE invocations SET tries = tries + 1, due = ? WHERE id = ?');
    this.#remove = this.#db.prepare('DELETE FROM invocations WHERE id = ?');
  }

  configure(target: string, settings: EventSettings | undefined): void {
    if (settings === undefined) this.#settings.delete(target);
    else this.#settings.set(target, settings);
  }

  /** On disk when it returns. */
  add(target: string, payload: string): void {
    const now = Date.now();
    this.#insert.run(target, payload, now, now);
    this.#pump();
  }

  begin(): void {
    this.#open = true;
    this.#timer = setInterval(() => this.#pump(), POLL_MS).unref();
    this.#pump();
  }

  stop(): void {
    this.#open = false;
    clearInterval(this.#timer);
    this.#db.close();
  }

  #pump(): void {
    if (!this.#open || this.#running.size >= AT_ONCE) return;
    for (const row of this.#due.all(Date.now()) as unknown as readonly Row[]) {
      if (this.#running.size >= AT_ONCE) return;
      if (this.#running.has(row.id)) continue;
      this.#running.add(row.id);
      void this.#attempt(row).then((next) => this.#finish(row, next));
    }
  }

  /** When to try again, or undefined when the invocation is done with. */
  async #attempt(row: Row): Promise<number | undefined> {
    const { name, qualifier } = parseTarget(row.target);
    const settings = this.#settings.get(`${name}:${qualifier}`) ?? LAMBDA_DEFAULT;
    const result = await this.#options.invoke(row.target, row.payload).catch((error: unknown) => String(error));
    if (typeof result !== 'string' && result.functionError === undefined) return undefined;
    const wait = RETRY_AFTER_MS[row.tries] ?? 0;
    const again = Date.now() + wait;
    const retried = row.tries < settings.retries && again - row.added <= settings.maxAgeSeconds * 1_000;
    return retried ? again : this.#giveUp(row, settings, result);
  }

  async #giveUp(row: Row, settings: EventSettings, result: InvokeResult | string): Promise<number | undefined> {
    this.#options.log(`gave up an asynchronous invocation of ${row.target} after ${row.tries + 1} tries`);
    if (settings.onFailure === undefined) return undefined;
    try {
      await this.#options.deliver(settings.onFailure, failureRecord(row, result));
      return undefined;
    } catch (error) {
      this.#options.log(`the record could not be delivered to ${settings.onFailure}: ${String(error)}`);
      return row.tries < DELIVERIES ? Date.now() + (RETRY_AFTER_MS[0] ?? 0) : undefined;
    }
  }

  #finish(row: Row, next: number | undefined): void {
    this.#running.delete(row.id);
    if (!this.#open) return;
    if (next === undefined) this.#remove.run(row.id);
    else this.#postpone.run(next, row.id);
    this.#pump();
  }
}

/** The invocation record that Lambda sends to a destination. */
const failureRecord = (row: Row, result: InvokeResult | string): string => {
  const { name, qualifier } = parseTarget(row.target);
  const ran = typeof result === 'string' ? undefined : result;
  return JSON.stringify({
    version: '1.0',
    timestamp: new Date().toISOString(),
    requestContext: {
      requestId: ran?.requestId ?? String(row.id),
      functionArn: functionArn(name, qualifier),
      condition: 'RetriesExhausted',
      approximateInvokeCount: row.tries + 1,
    },
    requestPayload: JSON.parse(row.payload || 'null') as unknown,
    responseContext: {
      statusCode: ran?.statusCode ?? 500,
      executedVersion: ran?.executedVersion ?? qualifier,
      functionError: 'Unhandled',
    },
    responsePayload: ran === undefined ? { errorMessage: String(result) } : (JSON.parse(ran.payload) as unknown),
  });
};
