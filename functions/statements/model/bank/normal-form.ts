import { assert, present } from '../../../kernel/core/assert.ts';
import { type BankLine, LINE_STATES, type LinePart } from '../../../kernel/formats/statement/statement.ts';
import type { CivilDate } from '../../../kernel/values/civil-date.ts';
import { parseCivilDate } from '../../../kernel/values/civil-date.ts';
import type { NamedLine } from '../reconciliation/taken-statement.ts';

/** The texts of a line that may be missing: kept under their own names. */
const TEXTS = [
  'code',
  'ownerReference',
  'bankReference',
  'endToEndId',
  'counterparty',
  'counterpartyAccount',
  'remittance',
  'uniqueId',
] as const;

type Json = Readonly<Record<string, unknown>>;

const partOut = ({ amount, ...texts }: LinePart): Json => ({
  ...(amount === undefined ? {} : { amount: String(amount) }),
  ...texts,
});

/** What is kept of a line: JSON cannot hold a `bigint`, and leaves out what is undefined. */
const lineOut = ({ id, line }: NamedLine): Json => ({
  ...line,
  id,
  amount: String(line.amount),
  parts: line.parts.length === 0 ? undefined : line.parts.map(partOut),
});

export const writeLines = (lines: readonly NamedLine[]): string => JSON.stringify(lines.map(lineOut));

const textOf = (one: Json, name: string): string | undefined => {
  const value = one[name];
  return typeof value === 'string' ? value : undefined;
};
const dayOf = (one: Json, name: string): CivilDate | undefined => {
  const text = textOf(one, name);
  return text === undefined ? undefined : present(parseCivilDate(text), 'a kept line has days');
};
const amountOf = (one: Json): bigint | undefined => {
  const text = textOf(one, 'amount');
  return text === undefined ? undefined : BigInt(text);
};

const partIn = (one: Json): LinePart => ({
  amount: amountOf(one),
  endToEndId: textOf(one, 'endToEndId'),
  counterparty: textOf(one, 'counterparty'),
  remittance: textOf(one, 'remittance'),
});

const lineIn = (one: Json): NamedLine => {
  const state = LINE_STATES.find((known) => known === one.state);
  assert(state !== undefined, 'a kept line has a state');
  const texts = Object.fromEntries(TEXTS.map((name) => [name, textOf(one, name)])) as Pick<
    BankLine,
    (typeof TEXTS)[number]
  >;
  const parts = Array.isArray(one.parts) ? one.parts.map((part) => partIn(part as Json)) : [];
  return {
    id: present(textOf(one, 'id'), 'a kept line has an id'),
    line: {
      ...texts,
      at: Number(one.at),
      state,
      bookedOn: present(dayOf(one, 'bookedOn'), 'a kept line has a day'),
      valueOn: dayOf(one, 'valueOn'),
      amount: present(amountOf(one), 'a kept line has an amount'),
      reversal: one.reversal === true,
      parts,
    },
  };
};

export const readLines = (text: string): readonly NamedLine[] => (JSON.parse(text) as readonly Json[]).map(lineIn);
