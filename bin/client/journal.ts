import { parse as parseCsv } from 'csv-parse/sync';
import * as z from 'zod';
import { Refusal } from '../../functions/kernel/problem.ts';
import { parseStrictJson } from '../../functions/kernel/strict-json.ts';
import { CommandFailure } from './problem-error.ts';

/** A journal file as the API takes it: bodies of `POST /v1/accounts`, then keyed bodies of `POST /v1/transactions`. */
export interface Journal {
  readonly accounts: readonly JournalAccount[];
  readonly transactions: readonly JournalTransaction[];
}

/** Line numbers lead a person from a refusal back into the file. */
export interface JournalAccount {
  readonly line: number;
  readonly body: Readonly<Record<string, unknown>> & { readonly id: string };
}
export interface JournalTransaction {
  readonly line: number;
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
}

export const FORMATS = ['jsonl', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

const record = z.union([
  z.strictObject({ account: z.looseObject({ id: z.string() }) }),
  z.strictObject({ transaction: z.looseObject({ key: z.string() }) }),
]);

/** One JSON object a line: `{"account": ...}` or `{"transaction": {"key": ..., ...}}`. Empty lines are skipped. */
export const parseJsonl = (text: string): Journal => {
  const accounts: JournalAccount[] = [];
  const transactions: JournalTransaction[] = [];
  for (const [index, lineText] of text.split('\n').entries()) {
    if (lineText.trim() === '') continue;
    const line = index + 1;
    const parsed = record.safeParse(jsonOf(lineText, line));
    if (!parsed.success) {
      throw new CommandFailure(`Line ${line} is neither {"account": {"id", ...}} nor {"transaction": {"key", ...}}.`);
    }
    if ('account' in parsed.data) accounts.push({ line, body: parsed.data.account });
    else {
      const { key, ...body } = parsed.data.transaction;
      transactions.push({ line, key, body });
    }
  }
  return { accounts, transactions };
};

const jsonOf = (text: string, line: number): unknown => {
  try {
    // As strictly as the API reads a body: a key that stands twice has no value that both would agree on.
    return parseStrictJson(text);
  } catch (error) {
    const why = error instanceof Refusal ? error.message : 'It is not JSON.';
    throw new CommandFailure(`Line ${line} is not JSON as the API takes it. ${why}`);
  }
};

const ACCOUNT_COLUMNS = ['account', 'currency', 'normalBalance', 'overdraft', 'name'] as const;
const row = z.object({
  record: z.enum(['account', 'entry']),
  key: z.string().default(''),
  account: z.string(),
  currency: z.string(),
  direction: z.string().default(''),
  amount: z.string().default(''),
  effectiveAt: z.string().default(''),
  description: z.string().default(''),
  reference: z.string().default(''),
  normalBalance: z.string().default(''),
  overdraft: z.string().default(''),
  name: z.string().default(''),
});
type Row = z.infer<typeof row>;

/**
 * A table with a header line. A row with `record` = `account` opens an account (`account, currency, normalBalance, overdraft,
 * name`); one with `entry` is one line of a transaction (`key, account, direction, amount, currency, effectiveAt,
 * description, reference`). Rows of one transaction stand together and share its key. Amounts are minor units.
 */
export const parseCsvJournal = (text: string): Journal => {
  const accounts: JournalAccount[] = [];
  const transactions: { line: number; key: string; body: Record<string, unknown>; entries: unknown[] }[] = [];
  for (const { row: cells, line } of rowsOf(text)) {
    if (cells.record === 'account') {
      accounts.push({ line, body: accountOf(cells) });
      continue;
    }
    let last = transactions.at(-1);
    if (last === undefined || last.key !== cells.key) {
      const entries: unknown[] = [];
      last = {
        line,
        key: cells.key,
        entries,
        body: { ...optional(cells, ['effectiveAt', 'description', 'reference']), entries },
      };
      transactions.push(last);
    }
    const { account, direction, amount, currency } = cells;
    last.entries.push({ account, direction, amount, currency });
  }
  return { accounts, transactions: transactions.map(({ line, key, body }) => ({ line, key, body })) };
};

const optional = (cells: Row, names: readonly (keyof Row)[]): Record<string, string> =>
  Object.fromEntries(names.filter((name) => cells[name] !== '').map((name) => [name, cells[name]]));

const accountOf = (cells: Row): JournalAccount['body'] => {
  const {
    account: id,
    overdraft,
    ...rest
  } = Object.fromEntries(
    ACCOUNT_COLUMNS.map((name) => [name, cells[name]]).filter(([, value]) => value !== ''),
  ) as Record<string, string>;
  const limit = overdraft !== undefined && /^\d+$/.test(overdraft) ? { limit: overdraft } : overdraft;
  return { id: id ?? '', ...rest, ...(limit === undefined ? {} : { overdraft: limit }) };
};

const rowsOf = (text: string): { row: Row; line: number }[] => {
  let records: { record: unknown; info: { lines: number } }[];
  try {
    records = parseCsv(text, { columns: true, info: true, bom: true, skip_empty_lines: true });
  } catch (error) {
    throw new CommandFailure(`The file is not CSV: ${error instanceof Error ? error.message : String(error)}`);
  }
  return records.map(({ record: cells, info }) => {
    const parsed = row.safeParse(cells);
    if (!parsed.success) {
      const where = parsed.error.issues[0]?.path.join('.') ?? '';
      throw new CommandFailure(`Line ${info.lines}: the column "${where}" is missing or not one of its values.`);
    }
    return { row: parsed.data, line: info.lines };
  });
};

export const parseJournal = (text: string, format: Format): Journal =>
  format === 'csv' ? parseCsvJournal(text) : parseJsonl(text);
