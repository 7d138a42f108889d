import type { Chance } from '../machine/chance.ts';
import type { Kind } from './mix.ts';
import { ACCOUNTS, EUROS } from './opening.ts';
import type { Wanted } from './requests.ts';

const DESTINATIONS = ['ok', 'slow', 'refuse', 'silent', 'late', 'twice', 'contradict', 'return'] as const;
const OUTCOMES = ['settled', 'failed', 'returned'] as const;
const LINES_MAX = 4;
const BOOK_PERCENTS = [15, 30, 80] as const;
const LATER_MS = [30_000, 3_600_000, 86_400_000] as const;

/** Payments of a tenant that there are. */
export interface MadePayments {
  readonly payments: readonly string[];
  /** Those that are settled. */
  readonly paid: readonly string[];
  /** Those that waited for others to agree when they were made. */
  readonly awaiting: readonly string[];
}

/** Requests about payments: most are about the first ones, which have come far, or about the last, which are under way. */
export class PaymentRequests {
  readonly #chance: Chance;
  readonly #amount: () => string;
  /** Of a hundred payments those between accounts: they are settled at once, and what is settled can be refunded. */
  readonly #book: number;

  constructor(chance: Chance, amount: () => string) {
    this.#chance = chance;
    this.#amount = amount;
    this.#book = chance.pick(BOOK_PERCENTS);
  }

  wanted(kind: Kind, id: string, { payments, paid, awaiting }: MadePayments, now: number): Wanted {
    const chance = this.#chance;
    if (kind === 'batch') return this.#batch(id, now);
    if (kind === 'write-file')
      return { to: 'payments-back-office', route: 'POST /v1/payment-files', body: { rail: 'sepa' } };
    if (kind === 'pay-by-file') return { to: 'payments-api', route: 'POST /v1/payments', body: this.#byFile() };
    if (kind === 'pay' || payments.length === 0)
      return { to: 'payments-api', route: 'POST /v1/payments', body: this.#payment(now) };
    const about = (what: string, of: string, body?: object): Wanted => ({
      to: 'payments-api',
      route: `POST /v1/payments/{id}/${what}`,
      params: { id: of },
      ...(body && { body }),
    });
    switch (kind) {
      case 'refund': {
        const body = chance.is(75) ? { amount: String(1 + chance.below(chance.is(50) ? 6 : 30)) } : undefined;
        const [first] = paid;
        return about('refund', first !== undefined && chance.is(85) ? first : chance.pick(payments), body);
      }
      case 'cancel':
        return about('cancel', this.#lately(payments));
      case 'decide':
        return about(chance.is(90) ? 'approve' : 'reject', this.#lately(awaiting.length > 0 ? awaiting : payments));
      default:
        return about('resolve', chance.pick(payments), { outcome: chance.pick(OUTCOMES) });
    }
  }

  #lately(payments: readonly string[]): string {
    return this.#chance.is(60) ? (payments.at(-1) ?? '') : this.#chance.pick(payments);
  }

  #payment(now: number): object {
    const chance = this.#chance;
    const from = chance.pick(ACCOUNTS.slice(0, 3));
    const to = chance.is(this.#book)
      ? { account: chance.pick(ACCOUNTS.filter((one) => one !== from)) }
      : { rail: 'sandbox', destination: chance.pick(DESTINATIONS) };
    const later = chance.is(10) ? { scheduledFor: new Date(now + chance.pick(LATER_MS)).toISOString() } : {};
    return { from, to, amount: this.#amount(), currency: 'USD', ...later };
  }

  #byFile(): object {
    const from = this.#chance.pick(EUROS);
    const to = { rail: 'sepa', name: 'Erika Mustermann', iban: 'DE89370400440532013000' };
    return { from, to, amount: String(1 + this.#chance.below(20)), currency: 'EUR' };
  }

  #batch(id: string, now: number): Wanted {
    const chance = this.#chance;
    const payments = Array.from({ length: 1 + chance.below(LINES_MAX) }, () => this.#payment(now));
    const mode = chance.is(50) ? 'atomic' : 'independent';
    return { to: 'payments-batches', route: 'POST /v1/payment-batches', body: { mode, reference: id, payments } };
  }
}
