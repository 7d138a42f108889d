import { common } from '../../../kernel/core/common-problems.ts';
import { type Fault, Refusal } from '../../../kernel/core/problem.ts';
import { faultsRefusal } from '../../../kernel/http/faults.ts';
import { shownName } from '../../../kernel/http/unknown-name.ts';
import { parseAmount } from '../../../kernel/values/money.ts';
import { METADATA_KEYS_MAX } from '../../../kernel/values/text.ts';
import { askedProblems } from '../../contract/asked-problems.ts';
import { newPayment } from '../../contract/schemas.ts';
import { BATCH_LINES_MAX, type BatchLine, type Origin, type RefusedLine } from '../../model/batch.ts';
import { readCsv } from '../../model/batch-csv.ts';
import type { Rails } from '../../model/rails.ts';
import { quotedDestination } from './quoted.ts';
import { runAtOf, zoneOf } from './run-at.ts';

/** A line as it was sent, and where it stands. */
export interface SentLine {
  readonly line: number;
  /** The place of a fault of its body within what was sent. */
  readonly place: (fault: Fault) => Fault;
  /** As a body of createPayment. */
  readonly value: unknown;
  /** Of a client's own file. */
  readonly origin?: Origin | undefined;
  /** Why it is no payment, where its reader knows that already. */
  readonly refused?: RefusedLine | undefined;
}

const behind =
  (start: string) =>
  ({ pointer, detail }: Fault): Fault => ({ pointer: `${start}${pointer}`, detail });

/** Of the destination, as createPayment names its members. */
const TO: readonly string[] = [
  'account',
  'rail',
  'destination',
  'name',
  'iban',
  'bic',
  'routingNumber',
  'accountNumber',
  'accountKind',
  'entryClass',
];
const COLUMNS: readonly string[] = ['from', ...TO, 'amount', 'currency', 'reference', 'scheduledFor'];
const METADATA = 'metadata.';
const COLUMNS_MAX = COLUMNS.length + METADATA_KEYS_MAX;
const NEEDED = ['from', 'amount', 'currency'] as const;

const malformed = (line: number, detail: string): Refusal =>
  new Refusal(common.schema, detail, [{ pointer: `/csv/${line}`, detail }]);

const bodyOf = (cells: ReadonlyMap<string, string>): object => {
  const all = [...cells];
  const within = (name: string, members: readonly (readonly [string, string])[]): object =>
    members.length === 0 ? {} : { [name]: Object.fromEntries(members) };
  // What is missing, or too much, is for the schema to say.
  return {
    ...Object.fromEntries(all.filter(([name]) => !TO.includes(name) && !name.startsWith(METADATA))),
    ...within(
      'to',
      all.filter(([name]) => TO.includes(name)),
    ),
    ...within(
      'metadata',
      all.flatMap(([name, value]) =>
        name.startsWith(METADATA) ? [[name.slice(METADATA.length), value] as const] : [],
      ),
    ),
  };
};

const isColumn = (name: string): boolean =>
  COLUMNS.includes(name) || (name.startsWith(METADATA) && name.length > METADATA.length);

/** A column that nothing reads would be a payment of another meaning. @throws Refusal `schema` by the column's name */
const checkHeader = (names: readonly string[], line: number): void => {
  const refuse = (detail: string): never => {
    throw malformed(line, detail);
  };
  if (names.length > COLUMNS_MAX) refuse(`At most ${COLUMNS_MAX} columns.`);
  const seen = new Set<string>();
  for (const name of names) {
    if (!isColumn(name))
      refuse(`There is no column "${shownName(name)}". There are ${COLUMNS.join(', ')}, ${METADATA}<key>.`);
    if (seen.has(name)) refuse(`The column "${shownName(name)}" stands there twice.`);
    seen.add(name);
  }
  const missing = NEEDED.find((name) => !names.includes(name));
  if (missing !== undefined) refuse(`The column "${missing}" is missing.`);
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
  checkHeader(names, header.line);
  return rows.map(({ line, cells }) => {
    if (cells.length !== names.length) throw malformed(line, `${names.length} cells, as the header has.`);
    const said = cells.flatMap((cell, place): [string, string][] => (cell === '' ? [] : [[names[place] ?? '', cell]]));
    return { line, place: behind(`/csv/${line}`), value: bodyOf(new Map(said)) };
  });
};

export const jsonLines = (payments: readonly unknown[]): readonly SentLine[] =>
  payments.map((value, index) => ({ line: index + 1, place: behind(`/payments/${index}`), value }));

/** The line as one that is no payment. `pointer`: where in it, unless the refusal says so itself. */
export const lineRefusedBy = (
  { line, origin, place }: SentLine,
  { problem, message, errors }: Refusal,
  pointer = '',
): BatchLine => ({ line, origin, code: problem.slug, ...place(errors[0] ?? { pointer, detail: message }) });

/** What a line asks for, or why nobody could give it: all that can be said without a look at the table. */
export const readLine = (rails: Rails, sent: SentLine, now: number): BatchLine => {
  if (sent.refused !== undefined) return sent.refused;
  const parsed = newPayment.safeParse(sent.value);
  if (!parsed.success)
    return lineRefusedBy(sent, faultsRefusal(parsed.error.issues, { problems: askedProblems }, common.schema));
  const { data: body } = parsed;
  try {
    const to = quotedDestination(rails, { body }, now);
    const runAt = runAtOf(body.scheduledFor, zoneOf(rails, to.rail), now);
    const { from, currency, reference, metadata = {} } = body;
    const amount = parseAmount(body.amount);
    return {
      line: sent.line,
      origin: sent.origin,
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
    if (error instanceof Refusal) return lineRefusedBy(sent, error);
    throw error;
  }
};
