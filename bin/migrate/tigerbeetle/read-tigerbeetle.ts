import type { Book, Leg, Place } from '../book.ts';
import { Gathering } from '../gathering.ts';
import { jsonRecords } from '../json-records.ts';
import { recordOf } from '../record-of.ts';
import { refusedExport } from '../refuse.ts';
import { fromWhole, type SourceCurrencies } from '../source-currencies.ts';
import { ACCOUNT_FLAGS, type Account, type Event, event, TRANSFER_FLAGS } from './forms.ts';

const NANOS = 1_000_000_000n;
const FIGURES = ['debits_posted', 'credits_posted', 'debits_pending', 'credits_pending'] as const;
type Figures = Record<(typeof FIGURES)[number], bigint>;
const NOTHING: Figures = { debits_posted: 0n, credits_posted: 0n, debits_pending: 0n, credits_pending: 0n };

/** RFC 3339 with all nine digits. */
const timeOf = (nanos: bigint): string => {
  const whole = new Date(Number(nanos / NANOS) * 1000).toISOString().slice(0, 19);
  return `${whole}.${String(nanos % NANOS).padStart(9, '0')}Z`;
};

interface Pending {
  readonly place: Place;
  readonly event: Event;
}

/** Reads the events of a cluster in their order, and holds the balances that each one states against all before it. */
class Reading {
  readonly found = new Gathering();
  readonly #currencies: SourceCurrencies;
  readonly #figures = new Map<string, Figures>();
  readonly #ledgers = new Map<string, string>();
  readonly #transfers = new Set<string>();
  readonly #pending = new Map<string, Pending>();

  constructor(currencies: SourceCurrencies) {
    this.#currencies = currencies;
  }

  #account(place: Place, ledger: string, { id, flags, code, ...one }: Account): void {
    const bits = BigInt(flags);
    const isDebit = (bits & ACCOUNT_FLAGS.noCreditsPastDebits) !== 0n;
    const isBound = isDebit || (bits & ACCOUNT_FLAGS.noDebitsPastCredits) !== 0n;
    const data = (['user_data_128', 'user_data_64', 'user_data_32'] as const).filter((name) => one[name] !== '0');
    if ((bits & ACCOUNT_FLAGS.closed) !== 0n) this.found.unequal(place, 'closed account', `${id}: it stays open here`);
    this.#ledgers.set(id, ledger);
    this.found.account({
      name: id,
      place: this.found.accountOf(id)?.place ?? place,
      side: isDebit ? 'debit' : 'credit',
      overdraft: isBound ? 'none' : 'unlimited',
      metadata: { code, ledger, ...Object.fromEntries(data.map((name) => [name, one[name]])) },
      currencies: [],
    });
  }

  #change(id: string, more: Partial<Figures>): void {
    const before = this.#figures.get(id) ?? NOTHING;
    const after = Object.fromEntries(FIGURES.map((name) => [name, before[name] + (more[name] ?? 0n)]));
    this.#figures.set(id, after as Figures);
  }

  /** What an event does to both accounts' figures, by the amount that it moves and the one that it no longer holds. */
  #apply({ debit_account, credit_account }: Event, posted: bigint, pending: bigint): void {
    this.#change(debit_account.id, { debits_posted: posted, debits_pending: pending });
    this.#change(credit_account.id, { credits_posted: posted, credits_pending: pending });
  }

  #hold(place: Place, account: Account): void {
    const made = this.#figures.get(account.id) ?? NOTHING;
    const off = FIGURES.find((name) => BigInt(account[name]) !== made[name]);
    if (off !== undefined)
      throw refusedExport(
        'record',
        place,
        `it states ${off} of account ${account.id} as ${account[off]}, and the events up to it make ${made[off]}: some are missing. "tigerbeetle amqp --timestamp-last=0" tells all of them again.`,
      );
  }

  #legs(place: Place, { ledger, transfer, debit_account, credit_account }: Event): readonly Leg[] {
    const meant = this.#currencies.said(ledger);
    const { amount } = transfer;
    if (meant === undefined) {
      this.found.foreign(
        ledger,
        place,
        'ledger',
        `${amount} of ledger ${ledger}: --currency ${ledger}=USD/2 would say what it means`,
      );
      return [];
    }
    const minor = fromWhole(BigInt(amount), meant);
    if (minor === undefined)
      throw refusedExport(
        'record',
        place,
        `${amount} of ledger ${ledger} is finer than the smallest unit of ${meant.code}: no balance here could be equal.`,
      );
    return [
      { account: debit_account.id, currency: meant.code, minor },
      { account: credit_account.id, currency: meant.code, minor: -minor },
    ];
  }

  #move(place: Place, one: Event, held?: { readonly until: string | undefined }): void {
    const { transfer } = one;
    for (const [bit, what, says] of TRANSFER_FLAGS)
      if ((BigInt(transfer.flags) & bit) !== 0n) this.found.unequal(place, what, `transfer ${transfer.id}: ${says}`);
    const legs = this.#legs(place, one);
    if (legs.length === 0) return;
    const data = (['user_data_128', 'user_data_64', 'user_data_32'] as const).filter((name) => transfer[name] !== '0');
    this.found.movements.push({
      place,
      id: transfer.id,
      at: timeOf(BigInt(transfer.timestamp)),
      legs,
      reference: transfer.id,
      metadata: {
        code: transfer.code,
        ...(transfer.pending_id === '0' ? {} : { pending_id: transfer.pending_id }),
        ...Object.fromEntries(data.map((name) => [name, transfer[name]])),
      },
      held,
    });
  }

  #pendingOf(place: Place, id: string): Pending {
    const pending = this.#pending.get(id);
    if (pending === undefined)
      throw refusedExport(
        'record',
        place,
        `it ends the pending transfer ${id}, which no event before it tells of: some are missing.`,
      );
    this.#pending.delete(id);
    return pending;
  }

  event(place: Place, one: Event): void {
    const { type, ledger, transfer, debit_account, credit_account } = one;
    const amount = BigInt(transfer.amount);
    if (type !== 'two_phase_expired') {
      if (this.#transfers.has(transfer.id))
        throw refusedExport(
          'record',
          place,
          `transfer ${transfer.id} stands there a second time, with another timestamp.`,
        );
      this.#transfers.add(transfer.id);
    }
    for (const account of [debit_account, credit_account]) {
      if ((this.#ledgers.get(account.id) ?? ledger) !== ledger)
        throw refusedExport(
          'record',
          place,
          `account ${account.id} is of ledger ${this.#ledgers.get(account.id)} and of ${ledger}: the file holds two clusters.`,
        );
      this.#account(place, ledger, account);
    }
    if (type === 'single_phase') {
      this.#move(place, one);
      this.#apply(one, amount, 0n);
    } else if (type === 'two_phase_pending') {
      this.#pending.set(transfer.id, { place, event: one });
      this.#apply(one, 0n, amount);
    } else {
      const id = type === 'two_phase_expired' ? transfer.id : transfer.pending_id;
      const held = BigInt(this.#pendingOf(place, id).event.transfer.amount);
      const isPosted = type === 'two_phase_posted';
      if (isPosted) this.#move(place, one);
      else
        this.found.unequal(
          place,
          type.replaceAll('_', ' '),
          `transfer ${id} moved nothing in the end, and is not booked`,
        );
      this.#apply(one, isPosted ? amount : 0n, -held);
    }
    this.#hold(place, debit_account);
    this.#hold(place, credit_account);
  }

  /** What is still held is held here; and the figures of the last event of each account are its own. */
  end(): void {
    for (const { place, event: one } of this.#pending.values()) {
      const { timestamp, timeout } = one.transfer;
      const until = timeout === '0' ? undefined : timeOf(BigInt(timestamp) + BigInt(timeout) * NANOS);
      this.#move(place, one, { until });
    }
    for (const [account, figures] of this.#figures) {
      const ledger = this.#ledgers.get(account) ?? '';
      const meant = this.#currencies.said(ledger);
      if (meant === undefined) {
        this.found.foreign(
          ledger,
          0,
          'balance of another currency',
          `${figures.credits_posted - figures.debits_posted} of ledger ${ledger} on ${account}`,
        );
        continue;
      }
      const state = (kind: 'posted' | 'held-debits' | 'held-credits', units: bigint): void => {
        const minor = fromWhole(units, meant);
        if (minor !== undefined) this.found.stated.push({ account, currency: meant.code, kind, minor });
      };
      state('posted', figures.debits_posted - figures.credits_posted);
      state('held-debits', figures.debits_pending);
      state('held-credits', figures.credits_pending);
    }
  }
}

const NEWEST = 'get_change_events of a client, the last timestamp of all';

/** The events of change data capture, from the first one on: the only export that says of every transfer what became of it. */
export const readTigerbeetle = (text: string, currencies: SourceCurrencies): Book => {
  const reading = new Reading(currencies);
  const told = new Map<string, string>();
  let last = 0n;
  for (const record of jsonRecords(text)) {
    const { place, value } = record;
    const one = recordOf(event, record, 'an event of "tigerbeetle amqp"');
    const same = told.get(one.timestamp);
    // They are told at least once: after a crash of the sender the same ones come again.
    if (same !== undefined && same === JSON.stringify(value)) {
      reading.found.unequal(place, 'event told again', `that of ${one.timestamp}`);
      continue;
    }
    if (BigInt(one.timestamp) <= last)
      throw refusedExport(
        'record',
        place,
        `its timestamp ${one.timestamp} is not behind ${last}, that of the event before it: put the events into their order.`,
      );
    last = BigInt(one.timestamp);
    told.set(one.timestamp, JSON.stringify(value));
    reading.event(place, one);
  }
  reading.end();
  return reading.found.book({
    counts: 'record',
    form: 'events of tigerbeetle amqp',
    end: last === 0n ? undefined : { last: String(last), by: NEWEST, isHeld: false },
    balancesBy: 'each event states them',
  });
};
