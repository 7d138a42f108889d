import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { addDays, civilDate } from '../../functions/kernel/values/civil-date.ts';
import { type BookedLine, base64, mt940Day } from './bank-days.ts';
import { type Answer, type Client, eventually } from './local-cloud.ts';

const NUMBER = 'FLIPPED001';
const ACCOUNT = 'promised-bank';
const FIRST = civilDate(2026, 1, 1);
/** More than anything stays open, and less than the year has. */
const DAYS_MAX = 250;
const TRIES_MAX = 40;
const FEE = -35;

interface Kept {
  readonly path: string;
  readonly key: string;
  readonly body: object;
  readonly text: string;
}

const sum = (lines: readonly BookedLine[]): number => lines.reduce((total, { amount }) => total + amount, 0);

/**
 * Days of a bank that a tenant hands in while its ledger books the same, and persons resolve what the bank alone has: what the answers
 * alone say has to become of its books.
 */
export class PromisedBooks {
  readonly #days: (readonly BookedLine[])[] = [];
  readonly #kept: Kept[] = [];
  readonly #withinMs: number;
  #bankAccount = '';
  #booked = 0;
  /** Booked and taken back by a release of the ledger that knows no day of a reversal: it lies on today, behind all days of the bank. */
  #takenBackToday = 0;
  #resolved = 0;

  constructor(withinMs: number) {
    this.#withinMs = withinMs;
  }

  get days(): number {
    return this.#days.length;
  }

  /** Asks until there is an answer that counts, under the same key. */
  async #insist(client: Client, path: string, body: object, key: string): Promise<Answer> {
    for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
      const answer = await client.post(path, body, key);
      if (answer.status < 500 && answer.status !== 429 && answer.status !== 409) {
        if (answer.status >= 300) throw new Error(`${key} is answered ${answer.status} ${answer.text}`);
        this.#kept.push({ path, key, body, text: answer.text });
        return answer;
      }
      await pause(50 * tries);
    }
    throw new Error(`${key} got no answer`);
  }

  async open(client: Client): Promise<void> {
    const ledger = { id: ACCOUNT, currency: 'EUR', normalBalance: 'debit' };
    expect((await client.post('/v1/accounts', ledger)).status).toBe(201);
    const bank = { numbers: [NUMBER], currency: 'EUR', account: ACCOUNT, approvalFrom: '1000000' };
    const { status, body } = await client.post('/v1/bank-accounts', bank);
    expect(status).toBe(201);
    this.#bankAccount = body.id;
  }

  #proof(client: Client, query = ''): Promise<Answer> {
    return client.get(`/v1/reconciliations/${this.#bankAccount}${query}`);
  }

  /** One more day: booked, said by the bank, held against each other; every third has a fee, of which each other one is booked. */
  async day(client: Client): Promise<void> {
    const at = this.#days.length;
    if (at >= DAYS_MAX) return pause(100);
    const [on, reference, amount] = [addDays(FIRST, at), `FLIP${String(at).padStart(8, '0')}`, 100 + at];
    const postings = [{ from: ACCOUNT, to: '@world', amount: String(amount) }];
    const order = { currency: 'EUR', postings, reference, effectiveAt: `${on}T12:00:00Z` };
    await this.#insist(client, '/v1/transactions', order, `booked-${at}`);
    const lines = [{ amount, reference }, ...(at % 3 === 0 ? [{ amount: FEE, text: 'Fee' }] : [])];
    const content = base64(mt940Day(on, sum(this.#days.flat()), lines, { account: NUMBER }));
    await this.#insist(client, `/v1/bank-accounts/${this.#bankAccount}/statements`, { content }, `said-${at}`);
    this.#days.push(lines);
    await this.#proof(client);
    if (at % 6 === 3) await this.#resolve(client);
  }

  async #resolve(client: Client): Promise<void> {
    const { body, status } = await client.get(`/v1/reconciliations/${this.#bankAccount}/breaks`);
    const one =
      status === 200
        ? body.data.find(({ difference }: { difference: string }) => difference === String(FEE))
        : undefined;
    if (one === undefined) return;
    const way = { how: 'book', against: '@fees', reason: 'A fee.' };
    await this.#insist(client, `/v1/breaks/${one.id}/resolve`, way, `resolved-${this.#resolved}`);
    this.#resolved += 1;
    this.#booked += FEE;
    if (this.#resolved % 3 !== 0) return;
    const undoing = { reason: 'Not this one.' };
    const undone = await this.#insist(client, `/v1/breaks/${one.id}/undo`, undoing, `undone-${this.#resolved}`);
    this.#booked -= FEE;
    const reversal = await client.get(`/v1/transactions/${undone.body.transaction}`);
    expect(reversal.status).toBe(200);
    if (reversal.body.effectiveAt === null) this.#takenBackToday += FEE;
  }

  /**
   * Both sides to the last cent; each fee is a break until it is booked, each booking that was taken back on another day one too; every day
   * before the last as well, and the same keys have the same answers.
   */
  async balanced(client: Client): Promise<void> {
    const all = this.#days.flat();
    const fees = sum(all.filter(({ amount }) => amount === FEE));
    const inBooks = this.#booked + this.#takenBackToday;
    const own = sum(all) - fees + inBooks;
    const openBreaks = (fees - this.#booked + this.#takenBackToday) / FEE;
    const { body } = await eventually(
      () => this.#proof(client),
      ({ status, body }) => status === 200 && body.complete,
      this.#withinMs,
    );
    expect(body).toMatchObject({
      ...{ bankOpening: '0', bankClosing: String(sum(all)), ledgerClosing: String(own), gaps: 0, proved: true },
      ...{ difference: String(fees - inBooks), openBreaks },
    });
    expect(body.matched).toContainEqual({ rule: 'our-reference', lines: this.#days.length });
    for (const at of [0, Math.floor(this.#days.length / 2), this.#days.length - 1]) {
      const said = String(sum(this.#days.slice(0, at + 1).flat()));
      const { body: then } = await this.#proof(client, `?at=${addDays(FIRST, at)}`);
      expect(then).toMatchObject({ day: addDays(FIRST, at), bankClosing: said, proved: true });
    }
    const days = `from=${FIRST}&to=${addDays(FIRST, DAYS_MAX)}`;
    const statement = await client.get(`/v1/statements/${ACCOUNT}?${days}&basis=effective`);
    expect(statement.body).toMatchObject({ complete: true, closing: String(own) });
    for (const { path, key, body: sent, text } of this.#kept)
      expect([key, (await client.post(path, sent, key)).text]).toEqual([key, text]);
  }
}
