import * as z from 'zod';
import { Refusal } from '../../functions/kernel/core/problem.ts';
import { parseStrictJson } from '../../functions/kernel/values/strict-json.ts';
import { newAccount } from '../../functions/ledger/contract/account.ts';
import { newTransactionShape } from '../../functions/ledger/contract/transaction.ts';
import { CommandFailure } from '../client/problem-error.ts';
import type { Journal, JournalAccount, JournalTransaction } from './journal.ts';

const record = z.union([
  z.strictObject({ account: z.looseObject({ id: z.string() }) }),
  z.strictObject({ transaction: z.looseObject({ key: z.string() }) }),
]);

/** What the API takes, by name only: what a value may be is the API's to say, line by line. */
const accountProperties = newAccount;
const transactionProperties = z.strictObject({ key: z.unknown(), ...newTransactionShape });

/** Where a property stands that nothing reads, and its name; undefined where all are known. */
const unknownIn = (issues: readonly z.core.$ZodIssue[]): string | undefined => {
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') return [...issue.path, issue.keys[0]].join('.');
    if (issue.code !== 'invalid_union') continue;
    const inner = unknownIn(issue.errors.flat());
    if (inner !== undefined) return [...issue.path, inner].join('.');
  }
  return undefined;
};

const assertKnown = (schema: z.ZodType, value: unknown, what: string, line: number): void => {
  const unknown = unknownIn(schema.safeParse(value).error?.issues ?? []);
  if (unknown === undefined) return;
  throw new CommandFailure(`Line ${line}: ${what} has no property "${unknown}". Nothing was sent.`);
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

/** One JSON object a line: `{"account": ...}` or `{"transaction": {"key": ..., ...}}`. Empty lines are skipped. */
export const parseJsonLines = (text: string): Journal => {
  const accounts: JournalAccount[] = [];
  const transactions: JournalTransaction[] = [];
  for (const [index, lineText] of text.split('\n').entries()) {
    if (lineText.trim() === '') continue;
    const line = index + 1;
    const parsed = record.safeParse(jsonOf(lineText, line));
    if (!parsed.success) {
      throw new CommandFailure(
        `Line ${line} is neither {"account": {"id", ...}} nor {"transaction": {"key", ...}}, and nothing beside it.`,
      );
    }
    if ('account' in parsed.data) {
      assertKnown(accountProperties, parsed.data.account, 'an account', line);
      accounts.push({ line, body: parsed.data.account });
    } else {
      assertKnown(transactionProperties, parsed.data.transaction, 'a transaction', line);
      const { key, ...body } = parsed.data.transaction;
      transactions.push({ line, key, body });
    }
  }
  return { accounts, transactions };
};
