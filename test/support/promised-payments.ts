import { expect } from '@jest/globals';
import { achSentBack } from '../../bin/client/ach-bank.ts';
import { OWN, PAYEE, pain002 } from '../store/payments/bank-files.ts';
import { feedReader } from './feed.ts';
import { type Answer, type Client, eventually } from './local-cloud.ts';

/** More than the longest run pays: each amount is one more than the one before. */
const FUNDS = 10_000_000_000n;
const COMPANY = { name: 'Example Inc', routingNumber: '121042882', bankName: 'Example Bank', companyId: '1121042882' };
const ADA = {
  ...{ rail: 'ach', name: 'Ada Lovelace', routingNumber: '231380104', accountNumber: '744-5678-99' },
  accountKind: 'checking',
};

/** Where payments go, and what has to become of each. */
const KINDS = {
  book: { to: { account: 'promised-payee' }, currency: 'USD', end: 'settled' },
  ok: { to: { rail: 'sandbox', destination: 'ok' }, currency: 'USD', end: 'settled' },
  refuse: { to: { rail: 'sandbox', destination: 'refuse' }, currency: 'USD', end: 'failed' },
  sepa: { to: PAYEE, currency: 'EUR', end: 'settled' },
  ach: { to: ADA, currency: 'USD', end: 'returned' },
} as const;
export type Kind = keyof typeof KINDS;
/** Those that end without a bank's file. */
export const ONLINE: readonly Kind[] = ['book', 'ok', 'refuse'];
export const EVERY: readonly Kind[] = ['book', 'ok', 'sepa', 'refuse', 'ach'];

interface Promised {
  readonly kind: Kind;
  readonly key: string;
  readonly body: object;
  readonly amount: bigint;
  readonly id: string;
  readonly text: string;
}

const TRIES_MAX = 20;
const AT_ONCE = 8;
const payerOf = (kind: Kind): string => `promised-${KINDS[kind].currency.toLowerCase()}`;
const sum = (all: readonly Promised[]): bigint => all.reduce((total, { amount }) => total + amount, 0n);

/** Payments that a tenant was promised: what the answers alone say has to become of its money. */
export class PromisedPayments {
  readonly all: Promised[] = [];
  #asked = 0;
  readonly #withinMs: number;
  constructor(withinMs: number) {
    this.#withinMs = withinMs;
  }

  async open(client: Client): Promise<void> {
    for (const currency of ['USD', 'EUR']) {
      const id = `promised-${currency.toLowerCase()}`;
      expect((await client.post('/v1/accounts', { id, currency })).status).toBe(201);
      const postings = [{ from: '@world', to: id, amount: String(FUNDS) }];
      expect((await client.post('/v1/transactions', { currency, postings })).status).toBe(201);
    }
    expect((await client.post('/v1/accounts', { id: 'promised-payee', currency: 'USD' })).status).toBe(201);
    expect((await client.post('/v1/payment-rails/sepa/originator', OWN)).status).toBe(200);
    expect((await client.post('/v1/payment-rails/ach/originator', COMPANY)).status).toBe(200);
  }

  /** What to ask for next. Amounts differ, so that one in place of another does not go unseen. */
  next(kinds: readonly Kind[]): Omit<Promised, 'id' | 'text'> {
    this.#asked += 1;
    const kind = kinds[this.#asked % kinds.length] ?? 'book';
    const { to, currency } = KINDS[kind];
    const amount = BigInt(100 + this.#asked);
    return {
      kind,
      amount,
      key: `promised-${this.#asked}`,
      body: { from: payerOf(kind), to, amount: String(amount), currency },
    };
  }

  promised(one: Omit<Promised, 'id' | 'text'>, { status, body, text }: Answer): string {
    expect([one.key, status, text]).toEqual([one.key, 201, text]);
    this.all.push({ ...one, id: body.id, text });
    return body.id;
  }

  /** Asks once: whoever is in trouble behind the API, it is accepted. */
  async pay(client: Client, kinds: readonly Kind[]): Promise<string> {
    const one = this.next(kinds);
    return this.promised(one, await client.post('/v1/payments', one.body, one.key));
  }

  /** Asks until there is an answer that counts, under the same key. */
  async insist(client: Client, one: Omit<Promised, 'id' | 'text'>): Promise<void> {
    for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
      const answer = await client.post('/v1/payments', one.body, one.key);
      if (answer.status < 500 && answer.status !== 429 && answer.status !== 409) {
        this.promised(one, answer);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 50 * tries));
    }
    throw new Error(`${one.key} got no answer`);
  }

  of(kind: Kind): readonly Promised[] {
    return this.all.filter((one) => one.kind === kind);
  }

  async #each(read: (one: Promised) => Promise<void>): Promise<void> {
    for (let from = 0; from < this.all.length; from += AT_ONCE)
      await Promise.all(this.all.slice(from, from + AT_ONCE).map(read));
  }

  /** Has files written for all that goes by file, and answers them as banks do: SEPA pays, ACH sends back. */
  async answerFiles(client: Client): Promise<void> {
    for (const rail of ['sepa', 'ach'] as const) {
      const wanted = new Set(this.of(rail).map(({ id }) => id));
      const left = async () => {
        const { status } = await client.post('/v1/payment-files', { rail });
        expect([201, 409]).toContain(status);
        const read = await Promise.all([...wanted].map(async (id) => (await client.get(`/v1/payments/${id}`)).body));
        return read.filter(({ file }) => file === null).length;
      };
      await eventually(left, (count) => count === 0, this.#withinMs);
      const files = async () =>
        (await client.get(`/v1/payment-files?rail=${rail}&direction=out&limit=100`)).body.data as readonly {
          readonly id: string;
          readonly state: string;
          readonly payments: number;
        }[];
      const written = await eventually(
        files,
        (all) => all.every(({ state }) => state === 'written' || state === 'empty'),
        this.#withinMs,
      );
      // Every payment is in one file, and no file has another.
      expect(written.reduce((count, { payments }) => count + payments, 0)).toBe(wanted.size);
      for (const { id, payments } of written) if (payments > 0) await this.#answerFile(client, rail, id);
    }
  }

  async #answerFile(client: Client, rail: 'sepa' | 'ach', file: string): Promise<void> {
    const { body } = await client.get(`/v1/payment-files/${file}/content`);
    const content = Buffer.from(body.content, 'base64').toString();
    const said =
      rail === 'sepa'
        ? pain002(
            file,
            [...content.matchAll(/<EndToEndId>pay-([0-9A-Z]{26})</g)].map(([, id]) => ({
              payment: `pay_${id}`,
              status: 'ACSC',
            })),
          )
        : await achSentBack(content, () => 'R03');
    expect((await client.post('/v1/payment-files/inbox', { rail, content: said })).status).toBe(201);
  }

  /** Every payment has come to its end, and the same key has the same answer as then. */
  async ended(client: Client): Promise<void> {
    await this.#each(async ({ id, kind, key, body, text }) => {
      const read = async () => (await client.get(`/v1/payments/${id}`)).body;
      const seen = await eventually(read, ({ state }) => [KINDS[kind].end, 'failed'].includes(state), this.#withinMs);
      const failed = `${kind} ${seen.failure?.code}`;
      expect([failed, seen]).toMatchObject([failed, { id, state: KINDS[kind].end, stuck: null }]);
      const again = await client.post('/v1/payments', body, key);
      expect([key, again.status, again.text]).toEqual([key, 201, text]);
    });
  }

  /** No money is made or lost, none is held, each event is told once. */
  async balanced(client: Client): Promise<void> {
    const gone = (kinds: readonly Kind[]): bigint => sum(kinds.flatMap((kind) => this.of(kind)));
    const own = async (id: string) => (await client.get(`/v1/accounts/${id}`)).body.balance;
    const usd = String(FUNDS - gone(['book', 'ok']));
    expect(await own('promised-usd')).toMatchObject({ posted: usd, pendingOut: '0' });
    expect(await own('promised-eur')).toMatchObject({ posted: String(FUNDS - gone(['sepa'])), pendingOut: '0' });
    expect((await own('promised-payee')).posted).toBe(String(gone(['book'])));
    // A system account's balance follows the receipts.
    for (const [rail, kinds] of [
      ['sandbox', ['ok']],
      ['sepa', ['sepa']],
      ['ach', []],
    ] as const) {
      if (rail !== 'sandbox' && this.of(rail).length === 0) continue;
      const clearing = async () => (await client.get(`/v1/accounts/@rail.${rail}.clearing`)).body.balances[0] ?? {};
      const wanted = { posted: String(gone(kinds)), pendingIn: '0', pendingOut: '0' };
      const fits = (seen: Record<string, string>) =>
        Object.entries(wanted).every(([name, value]) => (seen[name] ?? '0') === value);
      await eventually(clearing, fits, this.#withinMs);
    }
    await this.#told(client);
  }

  async #told(client: Client): Promise<void> {
    const read = feedReader(client);
    const mine = new Set(this.all.map(({ id }) => id));
    const told = async () =>
      (await read())
        .filter(({ data }) => mine.has(data.payment?.id))
        .map(({ type, data }) => `${type.replace('payments.Payment', '')} ${data.payment.id}`)
        .filter((line) => /^(Created|Settled|Failed|Returned) /.test(line))
        .toSorted();
    const ends = { settled: ['Settled'], failed: ['Failed'], returned: ['Settled', 'Returned'] };
    const wanted = this.all.flatMap(({ id, kind }) =>
      ['Created', ...ends[KINDS[kind].end]].map((one) => `${one} ${id}`),
    );
    const seen = await eventually(told, (lines) => lines.length >= wanted.length, this.#withinMs);
    expect(seen).toEqual(wanted.toSorted());
  }
}
