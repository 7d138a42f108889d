import { setTimeout } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { INTERNAL } from '../support/late-starts.ts';
import type { Answer, Client } from '../support/local-cloud.ts';

/** A request that used its key, and what it was answered: what the ledger has promised for ever. */
export interface Acknowledged {
  readonly path: string;
  readonly body: object | undefined;
  readonly key: string;
  readonly status: number;
  readonly text: string;
}

export type HoldEnd = 'posted' | 'voided';

export interface Hold {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
  /** In ms since the epoch; undefined for one that waits for ever. */
  readonly expiresAt: number | undefined;
  ended: HoldEnd | undefined;
}

export interface Made {
  readonly id: string;
  readonly entries: readonly { readonly account: string; readonly direction: string; readonly amount: string }[];
}

const SENT_AGAIN = 10;
/** Answers that say "not now", and use no key. */
const NOT_NOW = new Set(['/problems/conflict', '/problems/idempotency-in-progress', '/problems/unavailable']);

/** The time a hold was to expire at had come before a busy machine read the request: refused, and its key promises nothing. */
const TOO_LATE = '/problems/date-window';
/** A busy machine gets time to do what it puts off: longer with each try. */
const PAUSE_MS = 50;

/** What a sound request can be answered: done, or a refusal by the state of the accounts. */
export const ANSWERS = new Set([200, 201, 409, 422]);

export const isLater = ({ status, body }: Answer): boolean =>
  status === 429 || status === 503 || NOT_NOW.has(body?.type);

export const pauseAfter = (tries: number): Promise<void> => setTimeout(PAUSE_MS * tries);

/** A client of the API that was made on the way. */
export interface Robot {
  readonly id: string;
  readonly secret: string;
}

/** What the acknowledged answers alone say of a tenant's money: no other source is asked. */
export class Books {
  readonly acknowledged: Acknowledged[] = [];
  readonly balances = new Map<string, bigint>();
  readonly holds: Hold[] = [];
  readonly robots: Robot[] = [];
  /** Requests that no function answered, each sent again under its key; as many as environments that started too late. */
  unanswered = 0;
  /** Transactions that moved money when they were made, by id. */
  readonly moved: Made[] = [];

  /** Sends until it is answered, sometimes once more, when it has to be the same answer; keeps the answer. */
  async ask(client: Client, path: string, body: object | undefined, key: string, again = false): Promise<Answer> {
    for (let tries = 0; tries < SENT_AGAIN; tries += 1) {
      await pauseAfter(tries);
      const answer = await client.post(path, body, key);
      const { status, text } = answer;
      if (text === INTERNAL) this.unanswered += 1;
      if (text === INTERNAL || isLater(answer)) continue;
      if (answer.body?.type === TOO_LATE) return answer;
      if (!ANSWERS.has(status)) throw new Error(`${key}: ${status} ${text}`);
      this.acknowledged.push({ path, body, key, status, text });
      if (again) {
        const replayed = await client.post(path, body, key);
        expect([key, replayed.status, replayed.text]).toEqual([key, status, text]);
        expect(replayed.headers.get('idempotency-replayed')).toBe('true');
      }
      return answer;
    }
    throw new Error(`${key} met a conflict ${SENT_AGAIN} times`);
  }

  /** A transaction that was made and posted at once. */
  post(made: Made): void {
    this.moved.push(made);
    for (const { account, direction, amount } of made.entries)
      this.#add(account, direction === 'credit' ? BigInt(amount) : -BigInt(amount));
  }

  end(hold: Hold, end: HoldEnd, amount: bigint): void {
    hold.ended = end;
    if (end === 'voided') return;
    this.#add(hold.from, -amount);
    this.#add(hold.to, amount);
  }

  #add(account: string, amount: bigint): void {
    this.balances.set(account, (this.balances.get(account) ?? 0n) + amount);
  }
}
