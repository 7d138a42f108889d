import type { Ahead } from '../clock/shift-date.ts';

/** What passes between this process' main thread and the store's. */

/** The start of the thread. */
export interface StoreThreadData {
  /** The SQLite file. */
  readonly file: string;
  readonly conflictMs: number;
  /** What callers prove themselves by. */
  readonly sessionToken: string;
  /** How far a clock that can be moved is ahead. */
  readonly ahead?: Ahead | undefined;
}

/** A call of the feed, a sweep of what has expired, or the end. */
export interface Ask {
  readonly id: number;
  readonly method: 'read' | 'newest' | 'count' | 'trim' | 'trimUnread' | 'tables' | 'sweep' | 'stop';
  readonly args: readonly (string | number)[];
}

export type Told =
  | { readonly kind: 'ready'; readonly endpoint: string }
  /** The file is damaged, or not a store: nothing was changed. */
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly reason: string }
  /** New stream records are on the disk. */
  | { readonly kind: 'records' }
  | { readonly kind: 'log'; readonly line: string }
  /** The store cannot go on. */
  | { readonly kind: 'lost'; readonly reason: string };
