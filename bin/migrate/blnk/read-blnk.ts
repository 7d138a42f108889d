import { exponentOf } from '../../../functions/kernel/values/currencies.ts';
import { parseTime } from '../../../functions/kernel/values/time.ts';
import type { Book, Leg, Place } from '../book.ts';
import { Gathering } from '../gathering.ts';
import { type JsonRecord, jsonRecords } from '../json-records.ts';
import { recordOf } from '../record-of.ts';
import { refusedExport } from '../refuse.ts';
import { fromWhole, type Meant, SCALE_MAX, type SourceCurrencies } from '../source-currencies.ts';
import { type Balance, balance, ledger, type Transaction, transaction } from './forms.ts';

interface Placed<T> {
  readonly place: Place;
  readonly of: T;
}

/** Texts of a record's metadata: a value that is no text is its JSON. */
const texts = (metadata: Readonly<Record<string, unknown>> | null | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(metadata ?? {}).map(([key, value]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );

/** `100` is two digits behind the point; undefined for what is no power of ten. */
const scaleOf = (precision: string): number | undefined => {
  const zeros = /^1(0*)$/.exec(precision)?.[1]?.length;
  return zeros === undefined || zeros > SCALE_MAX ? undefined : zeros;
};

/** Go writes no time as year 1. */
const isTime = (text: string | null | undefined): text is string =>
  text !== undefined && text !== null && !text.startsWith('0001-');

/** Every digit counts: `parseTime` goes to the millisecond. */
const orderOf = (time: string): string => {
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? '';
  return `${String(parseTime(time) ?? 0).padStart(15, '0')}${fraction.padEnd(9, '0')}`;
};

/** Reads the three lists, which may come in any order and in pages. */
class Reading {
  readonly found = new Gathering();
  readonly #currencies: SourceCurrencies;
  readonly #ledgers = new Map<string, string>();
  readonly #balances = new Map<string, Placed<Balance>>();
  readonly #transactions = new Map<string, Placed<Transaction>>();
  readonly #scales = new Map<string, Placed<number>>();
  readonly #seen = new Map<string, string>();

  constructor(currencies: SourceCurrencies) {
    this.#currencies = currencies;
  }

  /** True for a record that stood there before, as pages that overlap have it. */
  #isAgain(id: string, { place, value }: JsonRecord): boolean {
    const text = JSON.stringify(value);
    const before = this.#seen.get(id);
    if (before !== undefined && before !== text)
      throw refusedExport(
        'record',
        place,
        `${id} stands there a second time and says something else: the lists were read while something changed.`,
      );
    this.#seen.set(id, text);
    if (before !== undefined) this.found.unequal(place, 'record told again', id);
    return before !== undefined;
  }

  record(record: JsonRecord): void {
    const { place, value } = record;
    const has = (name: string): boolean => typeof value === 'object' && value !== null && name in value;
    if (has('transaction_id')) {
      const one = recordOf(transaction, record, 'an element of GET /transactions');
      if (!this.#isAgain(one.transaction_id, record)) this.#transactions.set(one.transaction_id, { place, of: one });
    } else if (has('balance_id')) {
      const one = recordOf(balance, record, 'an element of GET /balances');
      if (!this.#isAgain(one.balance_id, record)) this.#balances.set(one.balance_id, { place, of: one });
    } else if (has('ledger_id') && has('name')) {
      const one = recordOf(ledger, record, 'an element of GET /ledgers');
      if (!this.#isAgain(one.ledger_id, record)) this.#ledgers.set(one.ledger_id, one.name);
    } else
      throw refusedExport('record', place, 'it is no ledger, balance or transaction as the lists of Blnk have them.');
  }

  /** How fine the whole numbers of a currency are: Blnk says it of each transaction, and adds them all up. */
  #meant(place: Place, currency: string, precision?: string): Meant | undefined {
    const said = this.#currencies.said(currency);
    if (said !== undefined) return said;
    if (exponentOf(currency) === undefined) return undefined;
    if (precision !== undefined) {
      const scale = scaleOf(precision);
      if (scale === undefined)
        throw refusedExport(
          'record',
          place,
          `its precision ${precision} is no power of ten: --currency ${currency}=${currency}/2 says how many digits are behind the point.`,
        );
      const before = this.#scales.get(currency);
      if (before !== undefined && before.of !== scale)
        throw refusedExport(
          'record',
          place,
          `its precision is ${precision}, and another one at record ${before.place}, which Blnk adds up as if they were the same: --currency ${currency}=${currency}/2 says what its balances count.`,
        );
      this.#scales.set(currency, before ?? { place, of: scale });
    }
    const scale = this.#scales.get(currency)?.of;
    return { code: currency, scale: scale ?? exponentOf(currency) ?? 0 };
  }

  #balanceOf(place: Place, id: string, currency: string): string {
    const found = this.#balances.get(id);
    if (found === undefined)
      throw refusedExport(
        'record',
        place,
        `its balance ${id} is in no list of balances: add every page of GET /balances.`,
      );
    if (found.of.currency !== currency)
      throw refusedExport(
        'record',
        place,
        `it is in ${currency}, and its balance ${id} in ${found.of.currency}: amounts by a rate are not read.`,
      );
    return id;
  }

  #legs({ place, of }: Placed<Transaction>, whole: bigint): readonly Leg[] {
    const { source, destination, currency, precision } = of;
    const meant = this.#meant(place, currency, precision);
    if (meant === undefined) {
      this.found.foreign(
        currency,
        place,
        'currency',
        `${whole} ${currency} from ${source} to ${destination}: no currency here; --currency says what it means`,
      );
      return [];
    }
    const minor = fromWhole(whole, meant);
    if (minor === undefined)
      throw refusedExport(
        'record',
        place,
        `${whole} ${currency} is finer than the smallest unit of ${meant.code}: no balance here could be equal.`,
      );
    return [
      { account: this.#balanceOf(place, source, currency), currency: meant.code, minor },
      { account: this.#balanceOf(place, destination, currency), currency: meant.code, minor: -minor },
    ];
  }

  #move(one: Placed<Transaction>, whole: bigint, held: boolean): void {
    const { place, of } = one;
    const legs = this.#legs(one, whole);
    if (legs.length === 0) return;
    this.found.movements.push({
      place,
      id: held ? `${of.transaction_id}:${whole}` : of.transaction_id,
      at: isTime(of.effective_date) ? of.effective_date : of.created_at,
      legs,
      reference: of.reference,
      description: of.description,
      metadata: {
        ...texts(of.meta_data),
        'blnk-id': of.transaction_id,
        ...(of.parent_transaction ? { 'blnk-parent': of.parent_transaction } : {}),
      },
      held: held ? { until: isTime(of.inflight_expiry_date) ? of.inflight_expiry_date : undefined } : undefined,
    });
  }

  #accounts(): void {
    for (const { place, of } of this.#balances.values()) {
      const { balance_id: name, currency, ledger_id: ledgerId, indicator, identity_id: identity } = of;
      const meant = this.#meant(place, currency);
      const [debits, credits] = [BigInt(of.debit_balance), BigInt(of.credit_balance)];
      if (credits - debits !== BigInt(of.balance))
        throw refusedExport(
          'record',
          place,
          `balance ${name} is ${of.balance}, and its credits less its debits are ${credits - debits}: it is edited.`,
        );
      if (of.track_fund_lineage === true) this.found.unequal(place, 'fund lineage', name);
      this.found.account({
        name,
        place,
        side: 'credit',
        overdraft: 'as-needed',
        title: indicator ?? undefined,
        metadata: {
          ...texts(of.meta_data),
          'blnk-ledger': this.#ledgers.get(ledgerId) ?? ledgerId,
          ...(identity ? { 'blnk-identity': identity } : {}),
        },
        currencies: meant === undefined ? [] : [meant.code],
      });
      const state = (kind: 'posted' | 'held-debits' | 'held-credits', whole: bigint): void => {
        const minor = meant === undefined ? undefined : fromWhole(whole, meant);
        if (meant !== undefined && minor !== undefined)
          this.found.stated.push({ account: name, currency: meant.code, kind, minor });
        else if (whole !== 0n)
          this.found.foreign(currency, place, 'balance of another currency', `${whole} ${currency} of ${name}`);
      };
      state('posted', debits - credits);
      state('held-debits', BigInt(of.inflight_debit_balance));
      state('held-credits', BigInt(of.inflight_credit_balance));
    }
  }

  /** A transaction is several records: what was asked for, and each step of what became of it, which name it as their parent. */
  end(): void {
    const inOrder = [...this.#transactions.values()].toSorted((a, b) => {
      const [first, second] = [orderOf(a.of.created_at), orderOf(b.of.created_at)];
      return first < second ? -1 : first > second ? 1 : b.place - a.place;
    });
    const parents = new Set(inOrder.map(({ of }) => of.parent_transaction ?? ''));
    const open = new Map<string, bigint>();
    for (const one of inOrder) {
      const { place, of } = one;
      const { status, transaction_id: id, parent_transaction: parent } = of;
      const whole = BigInt(of.precise_amount);
      const left = open.get(parent ?? '');
      if (status === 'APPLIED') {
        if (left !== undefined) open.set(parent ?? '', left - whole);
        this.#move(one, whole, false);
      } else if (status === 'INFLIGHT') open.set(id, whole);
      else if (status === 'VOID') {
        open.delete(parent ?? '');
        this.found.unequal(place, 'void', `${id} released ${whole} of ${parent}: it moved nothing`);
      } else if (status === 'REJECTED') this.found.unequal(place, 'rejected', `${id} moved nothing`);
      else if (!parents.has(id))
        this.found.unequal(
          place,
          status.toLowerCase(),
          `${id} of ${whole} ${of.currency} was not carried out yet, and is not booked`,
        );
    }
    for (const [id, left] of open) {
      const one = this.#transactions.get(id);
      if (one !== undefined && left > 0n) this.#move(one, left, true);
    }
    this.#accounts();
  }
}

/** The lists of ledgers, balances and transactions that Blnk's API gives, one after another in one file. */
export const readBlnk = (text: string, currencies: SourceCurrencies): Book => {
  const reading = new Reading(currencies);
  for (const record of jsonRecords(text)) reading.record(record);
  reading.end();
  return reading.found.book({ counts: 'record', form: "lists of Blnk's API", balancesBy: 'GET /balances' });
};
