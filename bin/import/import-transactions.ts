import type { Api } from '../client/api.ts';
import type { JournalTransaction } from './journal.ts';
import { keyOutcome } from './key-outcome.ts';
import { RETRIES_MAX, retryKey } from './retry-key.ts';
import { type ItemAnswer, sendBatch } from './send-batch.ts';
import type { Refused, Retried } from './summary.ts';

/** The operation whose keys a batch uses. */
const OPERATION = 'createTransaction';

export interface TransactionOutcome {
  readonly kind: 'committed' | 'replayed' | 'refused';
  readonly refused?: Refused;
  readonly retried?: Retried;
}

const refusedBy = ({ line, key }: JournalTransaction, { status, problem, detail }: ItemAnswer): TransactionOutcome => ({
  kind: 'refused',
  refused: { line, what: key, status, problem, detail },
});

/** Why a line is sent to no one. */
const contradicted = ({ line, key, contradiction }: JournalTransaction): TransactionOutcome | undefined =>
  contradiction === undefined
    ? undefined
    : { kind: 'refused', refused: { line, what: key, status: null, problem: 'contradiction', detail: contradiction } };

/** A line under the key of one of its tries. */
interface Try {
  readonly place: number;
  readonly of: JournalTransaction;
  readonly key: string;
}

/** Asks for the lines of one batch after another, and for what earlier runs were refused under the keys of further tries. */
export class TransactionImport {
  readonly #api: Api;
  readonly #retryRefused: boolean;
  /** Keys that this run was refused under: there is nothing new to try yet. */
  readonly #refusedNow = new Set<string>();

  constructor(api: Api, retryRefused: boolean) {
    this.#api = api;
    this.#retryRefused = retryRefused;
  }

  /** What became of each transaction, in their order. */
  async outcomes(batch: readonly JournalTransaction[]): Promise<readonly TransactionOutcome[]> {
    const outcomes = batch.map(contradicted);
    let open = [...batch.entries()].filter(([place]) => outcomes[place] === undefined);
    for (let attempt = 0; open.length > 0; attempt += 1) {
      const tries = open.map(([place, of]) => ({ place, of, key: retryKey(of.key, attempt) }));
      const answers = await sendBatch(
        this.#api,
        tries.map(({ of, key }) => ({ key, body: of.body })),
      );
      const further: typeof open = [];
      for (const [index, answer] of answers.entries()) {
        const one = tries[index];
        if (one === undefined) continue;
        const goesOn = attempt < RETRIES_MAX && (await this.#mayGoOn(one, answer, attempt));
        if (goesOn) further.push([one.place, one.of]);
        else outcomes[one.place] = this.#outcome(one, answer, attempt);
      }
      open = further;
    }
    return outcomes.filter((one) => one !== undefined);
  }

  #outcome({ of, key }: Try, answer: ItemAnswer, attempt: number): TransactionOutcome {
    if (answer.status >= 300) {
      if (!answer.replayed) this.#refusedNow.add(key);
      return refusedBy(of, answer);
    }
    if (answer.replayed) return { kind: 'replayed' };
    return { kind: 'committed', ...(attempt === 0 ? {} : { retried: { line: of.line, what: of.key, key } }) };
  }

  /**
   * Only past a refusal that stands for ever: then nothing is booked under this key and never will be. A run that tries nothing
   * anew still looks whether another has, so that it counts what that one booked.
   */
  async #mayGoOn({ of, key }: Try, answer: ItemAnswer, attempt: number): Promise<boolean> {
    if (answer.status < 300 || this.#refusedNow.has(key)) return false;
    const isKept =
      answer.replayed ||
      (answer.problem === 'idempotency-key-reused' && ((await keyOutcome(this.#api, OPERATION, key)) ?? 0) >= 400);
    if (!isKept) return false;
    return this.#retryRefused || (await keyOutcome(this.#api, OPERATION, retryKey(of.key, attempt + 1))) !== undefined;
  }
}
