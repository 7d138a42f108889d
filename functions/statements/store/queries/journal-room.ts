import type { Clock } from '../../../kernel/core/ports.ts';
import { ANSWER_BYTES_MAX, sentBytes } from '../../../kernel/http/page-reply.ts';

/** Transactions of one piece at most, and after how many no other portion is begun. */
export const PIECE_MAX = 1_000;
const PIECE_ENOUGH = 500;
/** Questions to the ledger of one piece. */
const ASKS_MAX = 60;
/** Of a portion, as the ledger lists it. */
export const CHARS_MAX = 2_000_000;
/** After so many no other portion is begun. */
const BYTES_ENOUGH = 2_000_000;
/** Accounts of one piece of which the ledger is asked, one by one. */
const SIDES_MAX = 400;
/** For the portion that is under way, and to write it. */
const LAST_MS = 5_000;

/** How much one piece of a journal has read and written, and whether there is room for more. */
export class JournalRoom {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #deadline: number;
  #asks = 0;
  #transactions = 0;
  #bytes = 0;
  #sides = 0;
  #closed = false;

  constructor(clock: Pick<Clock, 'now'>, deadline: number) {
    this.#clock = clock;
    this.#deadline = deadline;
  }

  asked(): void {
    this.#asks += 1;
  }

  wrote(text: string, transactions = 0): void {
    if (text !== '') this.#bytes += sentBytes(text);
    this.#transactions += transactions;
  }

  /** Whether a text has room in the answer beside what is in it. */
  takes(text: string): boolean {
    return this.#bytes + sentBytes(text) <= ANSWER_BYTES_MAX;
  }

  /** Whether the ledger may be asked of so many accounts more; they count as asked then. */
  takesSides(count: number): boolean {
    if (this.#sides + count > SIDES_MAX) return false;
    this.#sides += count;
    return true;
  }

  /** What comes next has no room in this piece: another one begins with it. */
  close(): void {
    this.#closed = true;
  }

  /** Whether nothing was asked yet. */
  get isUntouched(): boolean {
    return this.#asks === 0;
  }

  get isFresh(): boolean {
    return this.#transactions === 0;
  }

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  /** Transactions that the piece still takes. */
  get left(): number {
    return PIECE_MAX - this.#transactions;
  }

  get isOut(): boolean {
    return this.#asks >= ASKS_MAX || this.#clock.now() > this.#deadline - LAST_MS;
  }

  get isFull(): boolean {
    return this.#closed || this.isOut || this.#transactions >= PIECE_ENOUGH || this.#bytes > BYTES_ENOUGH;
  }
}
