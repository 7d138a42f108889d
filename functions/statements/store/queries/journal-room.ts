import type { Clock } from '../../../kernel/core/ports.ts';

/** Transactions of one piece at most, and after how many no other portion is begun. */
export const PIECE_MAX = 1_000;
const PIECE_ENOUGH = 500;
/** Questions to the ledger of one piece. */
const ASKS_MAX = 60;
/** After so many characters no other portion is begun. A portion has as many again at most: together they fit into an answer. */
export const CHARS_MAX = 2_000_000;
/** For the portion that is under way, and to write it. */
const LAST_MS = 5_000;

/** How much one piece of a journal has read and written, and whether there is room for more. */
export class JournalRoom {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #deadline: number;
  #asks = 0;
  #transactions = 0;
  #chars = 0;

  constructor(clock: Pick<Clock, 'now'>, deadline: number) {
    this.#clock = clock;
    this.#deadline = deadline;
  }

  asked(): void {
    this.#asks += 1;
  }

  wrote(text: string, transactions = 0): void {
    this.#chars += text.length;
    this.#transactions += transactions;
  }

  /** Whether nothing was asked yet. */
  get isUntouched(): boolean {
    return this.#asks === 0;
  }

  get isFresh(): boolean {
    return this.#transactions === 0;
  }

  /** Transactions that the piece still takes. */
  get left(): number {
    return PIECE_MAX - this.#transactions;
  }

  get isOut(): boolean {
    return this.#asks >= ASKS_MAX || this.#clock.now() > this.#deadline - LAST_MS;
  }

  get isFull(): boolean {
    return this.isOut || this.#transactions >= PIECE_ENOUGH || this.#chars > CHARS_MAX;
  }
}
