import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { faultsRefusal } from '../../../kernel/http/faults.ts';
import { parseAmount } from '../../../kernel/values/money.ts';
import { askedProblems } from '../../contract/asked-problems.ts';
import { newPayment } from '../../contract/schemas.ts';
import { BATCH_LINES_MAX, type BatchLine } from '../../model/batch.ts';
import { readCsv } from '../../model/batch-csv.ts';
import type { Rails } from '../../model/rails.ts';
import { quotedDestination } from './quoted.ts';
import { runAtOf, zoneOf } from './run-at.ts';

/** A line as it was sent, and where it stands. */
export interface SentLine {
  readonly line: number;
  /** What pointers to it begin with. */
  readonly at: string;
  readonly value: unknown;
}

const COLUMNS = ['from', 'account', 'rail', 'destination', 'amount', 'currency', 'reference', 'scheduledFor'] as const;
const NEEDED = ['from', 'amount', 'currency'] as const;

const malformed = (line: number, detail: string): Refusal =>
  new Refusal(common.schema, detail, [{ pointer: `/csv/${line}`, detail }]);

const bodyOf = (cells: ReadonlyMap<string, string>): object => {
  const { account, rail, destination, ...rest } = Object.fromEntries(cells);
  // What is missing, or too much, is for the schema to say.
  const to = { account, rail, destination };
  const said = Object.fromEntries(Object.entries(to).filter(([, value]) => value !== undefined));
  return { ...rest, ...(Object.keys(said).length > 0 ? { to: said } : {}) };
};

/**
 * The lines of a CSV, each as a body of createPayment.
 *
 * @throws Refusal `schema` where it is no CSV, or its header is not the one that is promised
 */
export const csvLines = (text: string): readonly SentLine[] => {
  const answer = readCsv(text.replace(/^\uFEFF/, ''), BATCH_LINES_MAX + 1);
  if (answer.kind === 'broken') throw malformed(answer.line, answer.detail);
  const [header, ...rows] = answer.rows;
  if (header === undefined || rows.length === 0) throw malformed(1, 'A header, and at least one payment.');
  const names = header.cells;
  const isKnown = names.every((name, place) => COLUMNS.some((one) => one === name) && names.indexOf(name) === place);
  if (!isKnown || !NEEDED.every((name) => names.includes(name)))
    throw malformed(header.line, `The header has, each once: ${COLUMNS.join(', ')}. Needed: ${NEEDED.join(', ')}.`);
  return rows.map(({ line, cells }) => {
    if (cells.length !== names.length) throw malformed(line, `${names.length} cells, as the header has.`);
    const said = cells.flatMap((cell, place): [string, string][] => (cell === '' ? [] : [[names[place] ?? '', cell]]));
    return { line, at: `/csv/${line}`, value: bodyOf(new Map(said)) };
  });
};

export const jsonLines = (payments: readonly unknown[]): readonly SentLine[] =>
  payments.map((value, index) => ({ line: index + 1, at: `/payments/${index}`, value }));

const noOf = ({ line, at }: SentLine, { problem, message, errors }: Refusal): BatchLine => ({
  line,
  code: problem.slug,
  detail: errors[0]?.detail ?? message,
  pointer: `${at}${errors[0]?.pointer ?? ''}`,
});

/** What a line asks for, or why nobody could give it: all that can be said without a look at the table. */
export const readLine = (rails: Rails, sent: SentLine, now: number): BatchLine => {
  const parsed = newPayment.safeParse(sent.value);
  if (!parsed.success)
    return noOf(sent, faultsRefusal(parsed.error.issues, { problems: askedProblems }, common.schema));
  const { data: body } = parsed;
  try {
    const to = quotedDestination(rails, { body }, now);
    const runAt = runAtOf(body.scheduledFor, zoneOf(rails, to.rail), now);
    const { from, currency, reference, metadata = {} } = body;
    const amount = parseAmount(body.amount);
    return {
      line: sent.line,
      from,
      to,
      amount,
      currency,
      reference,
      metadata,
      runAt,
      approvalsNeeded: 0,
      counted: [],
    };
  } catch (error) {
    if (error instanceof Refusal) return noOf(sent, error);
    throw error;
  }
};
