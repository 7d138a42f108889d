import { Balances } from '../balances.ts';
import type { Book, Leg, Place } from '../book.ts';
import { Gathering } from '../gathering.ts';
import { jsonRecords } from '../json-records.ts';
import { recordOf } from '../record-of.ts';
import { refusedExport } from '../refuse.ts';
import { fromWhole, type SourceCurrencies } from '../source-currencies.ts';
import { meantBy } from './assets.ts';
import { log, type Transaction, type Volumes, volumesPage } from './forms.ts';

/** The one account that may always be overdrawn. */
const WORLD = 'world';

interface Pair {
  readonly account: string;
  readonly asset: string;
}

/** Reads one export of a ledger's log, line by line, and holds every volume that it states against the postings before it. */
class Reading {
  readonly found = new Gathering();
  readonly #currencies: SourceCurrencies;
  /** By asset, in its own units, so that volumes are compared as they are written. */
  readonly #inputs = new Balances();
  readonly #outputs = new Balances();
  readonly #pairs = new Map<string, Pair>();
  /** Pairs of which the log stated the volumes behind the last posting. */
  readonly #stated = new Set<string>();
  readonly #transactions = new Set<string>();
  readonly #metadata = new Map<string, Map<string, string>>();

  constructor(currencies: SourceCurrencies) {
    this.#currencies = currencies;
  }

  /** What is kept beside an account, which is known from now on: changed in its place, since a log may change it very often. */
  metadataOf(name: string, place: Place): Map<string, string> {
    const known = this.#metadata.get(name);
    if (known !== undefined) return known;
    const metadata = new Map<string, string>();
    this.#metadata.set(name, metadata);
    const overdraft = name === WORLD ? 'unlimited' : 'as-needed';
    this.found.account({ name, place, side: 'credit', overdraft, metadata: {}, currencies: [] });
    return metadata;
  }

  #leg(place: Place, account: string, asset: string, amount: bigint): Leg | undefined {
    const meant = meantBy(asset, this.#currencies);
    if (meant === undefined) return undefined;
    const minor = fromWhole(amount, meant);
    if (minor !== undefined) return { account, currency: meant.code, minor };
    throw refusedExport(
      'record',
      place,
      `${amount} ${asset} of ${account} is finer than the smallest unit of ${meant.code}: no balance here could be equal.`,
    );
  }

  #legs(place: Place, { postings }: Transaction): readonly Leg[] {
    return postings.flatMap(({ source, destination, amount, asset }) => {
      const units = BigInt(amount);
      for (const account of [source, destination]) {
        this.metadataOf(account, place);
        this.#pairs.set(`${account}\n${asset}`, { account, asset });
        this.#stated.delete(`${account}\n${asset}`);
      }
      this.#outputs.add(source, asset, 'posted', units);
      this.#inputs.add(destination, asset, 'posted', units);
      const legs = [this.#leg(place, source, asset, units), this.#leg(place, destination, asset, -units)];
      if (legs.includes(undefined))
        this.found.foreign(
          asset,
          place,
          'asset',
          `${amount} ${asset} from ${source} to ${destination}: no currency here; --currency says what it means`,
        );
      return legs.filter((one) => one !== undefined);
    });
  }

  #hold(place: Place, volumes: Volumes): void {
    for (const [account, assets] of Object.entries(volumes ?? {}))
      for (const [asset, { input, output }] of Object.entries(assets)) {
        const [made, gone] = [this.#inputs.of(account, asset, 'posted'), this.#outputs.of(account, asset, 'posted')];
        if (BigInt(input) !== made || BigInt(output) !== gone)
          throw refusedExport(
            'record',
            place,
            `it states ${input} in and ${output} out of ${account} in ${asset}, and the postings up to it make ${made} and ${gone}: the export is cut or edited.`,
          );
        this.#stated.add(`${account}\n${asset}`);
      }
  }

  transaction(place: Place, one: Transaction, more: Readonly<Record<string, string>> = {}): void {
    const id = one.id ?? one.txid;
    if (id === undefined) throw refusedExport('record', place, 'its transaction has no id.');
    if (this.#transactions.has(id))
      throw refusedExport(
        'record',
        place,
        `transaction ${id} stands there a second time: the file holds two ledgers, or one twice.`,
      );
    this.#transactions.add(id);
    const legs = this.#legs(place, one);
    this.#hold(place, one.postCommitVolumes);
    if (one.template !== undefined && one.template !== '') this.found.unequal(place, 'template', one.template);
    this.found.movements.push({
      place,
      id,
      at: one.timestamp,
      legs,
      reference: one.reference,
      metadata: { ...one.metadata, ...more },
    });
  }

  /** What `GET /v2/{ledger}/volumes` says of all pairs: those that it leaves out were never used. */
  volumes(text: string): void {
    this.#stated.clear();
    for (const record of jsonRecords(text)) {
      const { cursor } = recordOf(volumesPage, record, 'a page of GET /v2/{ledger}/volumes');
      for (const { account, asset, input, output } of cursor.data) {
        const [made, gone] = [this.#inputs.of(account, asset, 'posted'), this.#outputs.of(account, asset, 'posted')];
        this.#pairs.set(`${account}\n${asset}`, { account, asset });
        this.#stated.add(`${account}\n${asset}`);
        // What the source itself says goes into the comparison, not what the log comes to.
        this.#inputs.add(account, asset, 'posted', BigInt(input) - made);
        this.#outputs.add(account, asset, 'posted', BigInt(output) - gone);
      }
    }
  }

  /** What accounts are at last. `USD/2` and `USD/3` of one account are one balance here. */
  state(): void {
    for (const [name, metadata] of this.#metadata) {
      const account = this.found.accountOf(name);
      if (account !== undefined) this.found.account({ ...account, metadata: Object.fromEntries(metadata) });
    }
    const sums = new Map<string, { account: string; currency: string; minor: bigint; whole: boolean }>();
    for (const [key, { account, asset }] of this.#pairs) {
      const meant = meantBy(asset, this.#currencies);
      const units = this.#outputs.of(account, asset, 'posted') - this.#inputs.of(account, asset, 'posted');
      const minor = meant === undefined ? undefined : fromWhole(units, meant);
      if (meant === undefined || minor === undefined) {
        this.found.foreign(asset, 0, 'balance of another currency', `${-units} ${asset} of ${account}`);
        continue;
      }
      const name = `${account}\n${meant.code}`;
      const sum = sums.get(name) ?? { account, currency: meant.code, minor: 0n, whole: true };
      sums.set(name, { ...sum, minor: sum.minor + minor, whole: sum.whole && this.#stated.has(key) });
    }
    for (const { account, currency, minor, whole } of sums.values())
      if (whole) this.found.stated.push({ account, currency, kind: 'posted', minor });
  }
}

const withAll = (kept: Map<string, string>, metadata: Readonly<Record<string, string>>): void => {
  for (const [key, value] of Object.entries(metadata)) kept.set(key, value);
};

/** What a log says of metadata behind a transaction's creation: a transaction does not change here. */
const laterMetadata = (reading: Reading, place: Place, id: string, says: string): void =>
  reading.found.unequal(place, 'later metadata of a transaction', `transaction ${id}: ${says}`);

const NEWEST = 'GET /v2/{ledger}/logs?pageSize=1';

/** The log of a ledger as it exports itself: what happened, in the order of its commits, with the volumes that each commit left. */
export const readFormance = (text: string, currencies: SourceCurrencies, balances?: string): Book => {
  const reading = new Reading(currencies);
  let last: bigint | undefined;
  for (const record of jsonRecords(text)) {
    const { place } = record;
    const one = recordOf(log, record, 'a line of a log that Formance Ledger 2 exports');
    const id = BigInt(one.id);
    if (last === undefined ? id > 1n : id !== last + 1n)
      throw refusedExport(
        'record',
        place,
        `it is log ${id}, and ${last === undefined ? 'a log begins with 0 or 1' : `log ${last + 1n} has to follow`}: the export is cut or mixed.`,
      );
    last = id;
    if (one.type === 'NEW_TRANSACTION') {
      reading.transaction(place, one.data.transaction);
      for (const [name, metadata] of Object.entries(one.data.accountMetadata ?? {}))
        withAll(reading.metadataOf(name, place), metadata);
    } else if (one.type === 'REVERTED_TRANSACTION') {
      const reverted =
        one.data.revertedTransaction?.id ?? one.data.revertedTransactionID ?? one.data.revertedTransaction?.txid ?? '';
      reading.transaction(place, one.data.transaction, { 'formance-reverts': reverted });
      reading.found.unequal(
        place,
        'revert',
        `transaction ${reverted}: booked as a transaction of its own, without a link`,
      );
    } else if (one.type === 'INSERTED_SCHEMA')
      reading.found.unequal(place, 'schema', 'rules for accounts and transactions');
    else if (one.data.targetType === 'TRANSACTION') {
      const says = one.type === 'SET_METADATA' ? JSON.stringify(one.data.metadata) : `without ${one.data.key}`;
      laterMetadata(reading, place, one.data.targetId, says);
    } else if (one.type === 'SET_METADATA') withAll(reading.metadataOf(one.data.targetId, place), one.data.metadata);
    else reading.metadataOf(one.data.targetId, place).delete(one.data.key);
  }
  if (balances !== undefined) reading.volumes(balances);
  reading.state();
  return reading.found.book({
    counts: 'record',
    form: 'a log that Formance Ledger exports',
    end: last === undefined ? undefined : { last: String(last), by: NEWEST, isHeld: balances !== undefined },
    balancesBy: 'GET /v2/{ledger}/volumes',
  });
};
