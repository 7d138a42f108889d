import { BOOLEANS, METADATA, OF_TRANSACTION } from './csv-columns.ts';
import { type Row, readRows } from './csv-rows.ts';
import type { Journal, JournalAccount, JournalTransaction } from './journal.ts';

const metadataOf = (cells: ReadonlyMap<string, string>): { readonly metadata?: Readonly<Record<string, string>> } => {
  const members = [...cells].filter(([name]) => name.startsWith(METADATA));
  if (members.length === 0) return {};
  return { metadata: Object.fromEntries(members.map(([name, value]) => [name.slice(METADATA.length), value])) };
};

const picked = (cells: ReadonlyMap<string, string>, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (cells.has(name) ? [[name, cells.get(name) ?? '']] : [])));

/** `none`, `unlimited`, or digits: a limit in minor units. */
const overdraftOf = (said: string | undefined) => {
  if (said === undefined) return {};
  return { overdraft: /^\d+$/.test(said) ? { limit: said } : said };
};

const accountOf = ({ line, cells }: Row): JournalAccount => ({
  line,
  body: {
    id: cells.get('account') ?? '',
    ...picked(cells, ['currency', 'name', 'normalBalance']),
    ...overdraftOf(cells.get('overdraft')),
    ...metadataOf(cells),
  },
});

/** The rows of one key. What they say of the transaction counts wherever it stands, and stands for all of them. */
class Group {
  readonly key: string;
  readonly #rows: Row[] = [];
  readonly #said = new Map<string, { readonly value: string; readonly line: number }>();
  #contradiction: string | undefined;

  constructor(key: string) {
    this.key = key;
  }

  add(row: Row, follows: boolean): void {
    const [first] = this.#rows;
    const { line, kind, cells } = row;
    this.#rows.push(row);
    if (first === undefined) {
      this.#hear(row);
      return;
    }
    if (!follows)
      this.#contradiction ??= `Its rows stand apart, on line ${first.line} and on line ${line}: put them together, or give them keys of their own.`;
    if (kind !== first.kind)
      this.#contradiction ??= `It has a row that is ${first.kind} on line ${first.line} and one that is ${kind} on line ${line}.`;
    this.#hear({ line, kind, cells });
  }

  #hear({ line, cells }: Row): void {
    for (const [name, value] of cells) {
      if (!OF_TRANSACTION.includes(name) && !name.startsWith(METADATA)) continue;
      const before = this.#said.get(name);
      if (before === undefined) this.#said.set(name, { value, line });
      else if (before.value !== value)
        this.#contradiction ??= `"${name}" is "${before.value}" on line ${before.line} and "${value}" on line ${line}.`;
    }
  }

  transaction(): JournalTransaction {
    const said = new Map([...this.#said].map(([name, { value }]) => [name, value]));
    const plain = OF_TRANSACTION.filter(
      (name) => said.has(name) && !(BOOLEANS.has(name) && said.get(name) === 'false'),
    );
    const properties = plain.map((name) => [name, BOOLEANS.has(name) ? true : said.get(name)] as const);
    const isPostings = this.#rows[0]?.kind === 'posting';
    const names = isPostings ? ['from', 'to', 'amount', 'currency'] : ['account', 'direction', 'amount', 'currency'];
    const body = {
      ...Object.fromEntries(properties),
      ...metadataOf(said),
      ...this.#currency(),
      [isPostings ? 'postings' : 'entries']: this.#rows.map(({ cells }) => picked(cells, names)),
    };
    const line = this.#rows[0]?.line ?? 0;
    return {
      line,
      key: this.key,
      body,
      ...(this.#contradiction === undefined ? {} : { contradiction: this.#contradiction }),
    };
  }

  /** The one currency of rows of which some name none. */
  #currency(): { readonly currency?: string } {
    const named = new Set(this.#rows.flatMap(({ cells }) => cells.get('currency') ?? []));
    const [only] = named;
    const isSaidByAll = this.#rows.every(({ cells }) => cells.has('currency'));
    return isSaidByAll || only === undefined || named.size > 1 ? {} : { currency: only };
  }
}

/**
 * A table with a header line: `csv-columns.ts` says which columns there are. A row opens an account, or is one entry or one
 * posting of a transaction. Rows of one transaction stand together and share its key. Amounts are minor units.
 */
export const parseCsvJournal = (text: string): Journal => {
  const accounts: JournalAccount[] = [];
  const groups = new Map<string, Group>();
  let last: Group | undefined;
  for (const row of readRows(text)) {
    if (row.kind === 'account') {
      accounts.push(accountOf(row));
      continue;
    }
    const key = row.cells.get('key') ?? '';
    const group = groups.get(key) ?? new Group(key);
    group.add(row, group === last);
    groups.set(key, group);
    last = group;
  }
  return { accounts, transactions: [...groups.values()].map((group) => group.transaction()) };
};
