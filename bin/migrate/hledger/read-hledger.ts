import * as z from 'zod';
import { formatDecimal } from '../../../functions/kernel/values/decimal-amount.ts';
import { Balances } from '../balances.ts';
import type { Book, Leg } from '../book.ts';
import { conversionsOf, countered, Gathering, virtualOf } from '../gathering.ts';
import { jsonRecords } from '../json-records.ts';
import { recordOf } from '../record-of.ts';
import { refusedExport } from '../refuse.ts';
import type { SourceCurrencies } from '../source-currencies.ts';
import { exactAmount, shown } from './exact-amount.ts';
import { type Amount, balanceLine, type Posting, type Transaction, transaction } from './forms.ts';

/** hledger's own rule for the types of accounts whose declarations say none (manual, "Account types"), in English. */
const CREDIT = /^(?:debts?|liabilit(?:y|ies)|equity|revenues?|incomes?)(?::|$)/i;

/** Reads one `hledger print -x -O json`, record by record. */
class Reading {
  readonly found = new Gathering();
  readonly #currencies: SourceCurrencies;
  readonly #balances = new Balances();
  readonly #ofDay = new Map<string, number>();

  constructor(currencies: SourceCurrencies) {
    this.#currencies = currencies;
  }

  #leg(place: number, account: string, amount: Amount): Leg | undefined {
    const { acommodity, aquantity } = amount;
    const code = this.#currencies.code(acommodity);
    if (code === undefined) {
      // A bare zero moves nothing of anything.
      if (aquantity.decimalMantissa !== '0')
        this.found.foreign(
          acommodity,
          place,
          'commodity',
          `${shown(amount)} on ${account}: no currency of ISO 4217; --currency says what it means`,
        );
      return undefined;
    }
    const minor = exactAmount(amount, code);
    if (minor === undefined)
      throw refusedExport(
        'record',
        place,
        `${shown(amount)} on ${account} is finer than the smallest unit of ${code}: no balance here could be equal.`,
      );
    return { account, currency: code, minor };
  }

  #legs(place: number, posting: Posting): readonly Leg[] {
    const { paccount, pamount, ptype, pcomment, pdate, pdate2, pstatus } = posting;
    const tell = (what: string, says: string) => this.found.unequal(place, what, `${says} on ${paccount}`);
    if (ptype !== 'RegularPosting') tell('virtual posting', ptype === 'VirtualPosting' ? 'unbalanced' : 'balanced');
    if (pcomment !== '') tell('comment of a posting', JSON.stringify(pcomment.trim()));
    if (pdate !== null) tell('date of a posting', pdate);
    if (pdate2 !== null) tell('second date', pdate2);
    if (pstatus !== 'Unmarked') tell('status of a posting', pstatus);
    return pamount.flatMap((amount) => {
      if ((amount.aprice ?? amount.acost ?? null) !== null) tell('cost', `the price of ${shown(amount)}`);
      if ((amount.acostbasis ?? null) !== null) tell('cost basis', `that of ${shown(amount)}`);
      return this.#leg(place, paccount, amount) ?? [];
    });
  }

  /** In the order of the file, which is that of dates: an assertion holds behind its posting. */
  #assert(place: number, { paccount, pbalanceassertion, pdate }: Posting): void {
    if (pbalanceassertion === null) return;
    const { baamount, bainclusive, batotal } = pbalanceassertion;
    const code = this.#currencies.code(baamount.acommodity);
    const stated = code === undefined ? undefined : exactAmount(baamount, code);
    if (bainclusive || batotal || pdate !== null || code === undefined || stated === undefined) {
      this.found.unequal(
        place,
        'balance assertion',
        `${shown(baamount)} of ${paccount} is not held against anything here`,
      );
      return;
    }
    const sum = this.#balances.of(paccount, code, 'posted');
    if (sum !== stated)
      throw refusedExport(
        'record',
        place,
        `it asserts ${formatDecimal(stated, code)} ${code} of ${paccount}, and the transactions up to it make ${formatDecimal(sum, code)}: some are missing, or not in the order of their dates.`,
      );
  }

  transaction(place: number, one: Transaction): void {
    const { tdate, tdate2, tcode, tdescription, tcomment, tstatus, ttags, tpostings, tprecedingcomment } = one;
    const [real, virtual]: [Leg[], Leg[]] = [[], []];
    for (const posting of tpostings) {
      if (posting.pamount.length === 0)
        throw refusedExport(
          'record',
          place,
          `the posting on ${posting.paccount} has no amount: print with -x, which fills it in.`,
        );
      const legs = this.#legs(place, posting);
      (posting.ptype === 'VirtualPosting' ? virtual : real).push(...legs);
      for (const { account, currency, minor } of legs) this.#balances.add(account, currency, 'posted', minor);
      this.#assert(place, posting);
      if (this.found.accountOf(posting.paccount) === undefined)
        this.found.account({
          name: posting.paccount,
          place,
          side: CREDIT.test(posting.paccount) ? 'credit' : 'debit',
          overdraft: 'unlimited',
          metadata: {},
          currencies: [],
        });
    }
    if (tdate2 !== null) this.found.unequal(place, 'second date', `${tdate2} of ${tdate}`);
    if (tprecedingcomment !== '') this.found.unequal(place, 'comment before', JSON.stringify(tprecedingcomment.trim()));
    const ofDay = (this.#ofDay.get(tdate) ?? 0) + 1;
    this.#ofDay.set(tdate, ofDay);
    const comment = tcomment.trim();
    this.found.movements.push({
      place,
      id: `${tdate}:${ofDay}`,
      at: `${tdate}T00:00:00Z`,
      legs: [...countered(real, conversionsOf('hledger')), ...countered(virtual, virtualOf('hledger'))],
      reference: tcode,
      description: tdescription,
      metadata: {
        ...Object.fromEntries(ttags.filter(([name]) => name !== '')),
        ...(tstatus === 'Pending' ? { 'hledger-status': 'pending' } : {}),
        ...(comment === '' ? {} : { 'hledger-comment': comment }),
      },
    });
  }

  /** What `hledger balance` computes, of the accounts that it lists: those that have nothing are left out there. */
  balances(text: string): void {
    for (const { place, value } of jsonRecords(text)) {
      if (place > 1) continue; // the totals
      const lines = z.array(balanceLine).safeParse(value);
      if (!lines.success)
        throw refusedExport(
          'record',
          place,
          'the balances are not what "hledger balance -O json --flat -N -E" writes.',
        );
      for (const [account, , , amounts] of lines.data) this.#computed(place, account, amounts);
    }
  }

  /** One line of them: a commodity has an amount for each price that it was bought at. One that is missing is zero. */
  #computed(place: number, account: string, amounts: readonly Amount[]): void {
    const sums = new Map<string, bigint>();
    for (const currency of this.#balances.currenciesOf(account)) sums.set(currency, 0n);
    for (const amount of amounts) {
      const code = this.#currencies.code(amount.acommodity);
      const minor = code === undefined ? undefined : exactAmount(amount, code);
      if (code !== undefined && minor !== undefined) sums.set(code, (sums.get(code) ?? 0n) + minor);
      else if (amount.aquantity.decimalMantissa !== '0')
        this.found.foreign(amount.acommodity, place, 'balance of another currency', `${shown(amount)} of ${account}`);
    }
    for (const [currency, minor] of sums) this.found.stated.push({ account, currency, kind: 'posted', minor });
  }
}

/** The transactions as `hledger print -x -O json` writes them: digits and scale of each amount, whatever a commodity looks like. */
export const readHledger = (text: string, currencies: SourceCurrencies, balances?: string): Book => {
  const reading = new Reading(currencies);
  let last = '';
  for (const { place, value } of jsonRecords(text)) {
    const one = recordOf(transaction, { place, value }, 'a transaction as "hledger print -x -O json" writes it');
    if (one.tdate < last)
      throw refusedExport(
        'record',
        place,
        `it is of ${one.tdate}, and the one before it of ${last}: the order is not that of hledger print.`,
      );
    last = one.tdate;
    reading.transaction(place, one);
  }
  if (balances !== undefined) reading.balances(balances);
  return reading.found.book({
    counts: 'record',
    form: 'transactions of hledger print -O json',
    balancesBy: 'hledger balance -O json --flat -N -E',
  });
};
